"""A selection's edge made anew: against a real agent whose soft edge is known to be a blur."""

from __future__ import annotations

import random
from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import pictures_of
from frisket_plugin import job, refining
from frisket_plugin.options import Options
from frisket_protocol import Box, Client, Frame, Raster, Watch
from frisket_protocol.errors import FailedPrecondition
from pictures_of import Layer
from running import running

SIZE = (160, 120)
WHOLE = Box(0, 0, *SIZE)
Gray = NDArray[np.uint8]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with running() as started, started.client() as opened:
        yield opened


def selected(seed: int) -> Gray:
    """Any selection: discs, some of them soft, some with holes, some cut by the picture's side."""
    chance = random.Random(seed)
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    for _ in range(chance.randrange(1, 4)):
        middle = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        radius = chance.randrange(6, 40)
        cv2.circle(mask, middle, radius, (255,), -1)
        if chance.random() < 0.5:
            cv2.circle(mask, middle, radius // 3, (chance.choice([0, 90]),), -1)
    if chance.random() < 0.5:
        mask = np.asarray(cv2.blur(mask, (3, 3)), np.uint8)
    return mask


def raster(mask: Gray, box: Box) -> Raster:
    x0, y0, x1, y1 = (int(side) for side in (box.x0, box.y0, box.x1, box.y1))
    data = np.ascontiguousarray(mask[y0:y1, x0:x1]).tobytes()
    return Raster(x1 - x0, y1 - y0, "gray8", data, Frame(x0, y0))


def refined(client: Client, mask: Gray, box: Box, options: Options) -> Gray:
    source = Layer(pictures_of.plain(*SIZE, (Box(40, 30, 90, 80), (255, 0, 0))))
    outcome = refining.refine(client, source, raster(mask, box), options, Watch())
    if not outcome.masks:
        return np.zeros_like(mask)
    (one,) = outcome.masks
    return pictures_of.whole(one, *SIZE)


def box_of(mask: Gray) -> Box:
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    return Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


@pytest.mark.parametrize("seed", range(24))
def test_only_a_band_round_the_edge_is_made_anew(client: Client, seed: int) -> None:
    mask = selected(seed)
    made = refined(client, mask, box_of(mask), Options(edges="soft"))
    solid = (mask >= 128).astype(np.uint8)
    away = np.maximum(
        cv2.distanceTransform(solid, cv2.DIST_L2, 5),
        cv2.distanceTransform(1 - solid, cv2.DIST_L2, 5),
    )
    reach = max(4.0, 0.1 * float(np.sqrt(solid.sum()))) + 1
    assert (made[away > reach] == mask[away > reach]).all()
    assert (made != mask).any() or not (away <= reach).any()


def test_how_much_is_read_round_the_selection_changes_nothing(client: Client) -> None:
    mask = selected(3)
    soft = Options(edges="soft")
    assert (refined(client, mask, box_of(mask), soft) == refined(client, mask, WHOLE, soft)).all()


def test_that_a_plain_box_is_no_edge_is_told(client: Client) -> None:
    box, round_it = np.zeros((SIZE[1], SIZE[0]), np.uint8), Box(30, 20, 100, 90)
    box[25:80, 35:95] = 255
    softer, bitten = box.copy(), box.copy()
    softer[25, 35:95] = 130
    bitten[25, 35] = 0
    source = Layer(pictures_of.plain(*SIZE, (Box(40, 30, 90, 80), (255, 0, 0))))
    soft = Options(edges="soft")
    for mask, is_box in ((box, True), (softer, True), (bitten, False)):
        for area in (box_of(mask), round_it):
            rough = raster(mask, area)
            made = refining.refine(client, source, rough, soft, Watch(), "It is a box.")
            assert ("It is a box." in made.notes) is is_box
            assert made.masks


def test_all_of_the_picture_has_no_edge(client: Client) -> None:
    for level in (128, 255):
        mask = np.full((SIZE[1], SIZE[0]), level, np.uint8)
        with pytest.raises(FailedPrecondition) as caught:
            refined(client, mask, WHOLE, Options(edges="soft"))
        assert caught.value.detail == "no_edge"
    mask[40:50, 40:50] = 0
    assert (refined(client, mask, WHOLE, Options(edges="soft")) != mask).any()


def test_what_is_sent_is_never_too_much() -> None:
    assert job.scale_of(Box(0, 0, 4000, 4000)) == 1
    assert job.scale_of(Box(0, 0, 16000, 12000)) == pytest.approx(3.46, abs=0.01)
