"""Clicks beside what was drawn: laws over many boxes and clicks."""

from __future__ import annotations

import numpy as np
import pytest

import composites
from classic_quality import photograph_scenes
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.box import grown
from frisket_protocol.raster import Box, Point

WATCH = Unwatched()
BLUR = 4
"""Pixels by which an edge is softer than its box."""
PICTURES = {scene.name: scene.image for scene in photograph_scenes()} | {
    case.name: case.image for case in composites.cases((480, 360), kinds=("textured", "flat"))
}


def _beyond(mask: Soft, box: Box) -> Soft:
    """`mask` without what lies in `box`, its slack, and the blur of an edge."""
    room = grown(box)
    rest = mask.copy()
    top, left = max(0, int(room.y0) - BLUR), max(0, int(room.x0) - BLUR)
    rest[top : int(room.y1) + BLUR, left : int(room.x1) + BLUR] = 0
    return rest


@pytest.mark.parametrize("name", sorted(PICTURES))
def test_clicks_in_a_box_add_nothing_beyond_the_box(name: str) -> None:
    image = PICTURES[name]
    random = np.random.default_rng([len(name), image.shape[1]])
    height, width = image.shape[:2]
    engine = SegmentClassic()
    embedding = engine.embed(image, WATCH)
    across, down = random.uniform(0.3, 0.6, 2)
    x0, y0 = random.uniform(0, 1 - across) * width, random.uniform(0, 1 - down) * height
    box = Box(x0, y0, x0 + across * width, y0 + down * height)
    points: tuple[Point, ...] = ()
    before = engine.segment(embedding, [ObjectPrompt(box=box)], WATCH)[0][0].mask
    for _ in range(3):
        x, y = random.uniform((box.x0, box.y0), (box.x1, box.y1))
        points += (Point(float(x), float(y)),)
        prompt = ObjectPrompt(box=box, points=points)
        mask = engine.segment(embedding, [prompt], WATCH)[0][0].mask
        more = _beyond(mask, box) > np.maximum(_beyond(before, box), 127)
        assert np.count_nonzero(more) <= 0.01 * mask.size, points
        before = np.maximum(before, mask)
