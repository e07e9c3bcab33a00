"""Boxes in pictures of a few pixels: icons, sprites, cursors."""

from __future__ import annotations

import numpy as np
import pytest

from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.box import SLACK
from frisket_protocol.raster import Box

WATCH = Unwatched()


@pytest.mark.parametrize("side", [8, 10, 12, 16, 20, 24, 32, 48, 64])
@pytest.mark.parametrize("seed", range(4))
def test_a_square_is_found_and_nothing_beyond_the_slack_of_its_box(side: int, seed: int) -> None:
    random = np.random.default_rng([side, seed])
    ground = random.integers(0, 100, 3)
    image = np.full((side, side, 3), ground, np.uint8)
    low, high = side // 4, side - side // 4
    image[low:high, low:high] = ground + 120
    engine = SegmentClassic()
    prompt = ObjectPrompt(box=Box(low, low, high, high))
    mask = engine.segment(engine.embed(image, WATCH), [prompt], WATCH)[0][0].mask
    assert mask[low:high, low:high].mean() > 170
    room = round(SLACK * (high - low))
    beyond = mask.copy()
    beyond[low - room : high + room, low - room : high + room] = 0
    assert not beyond.any()
