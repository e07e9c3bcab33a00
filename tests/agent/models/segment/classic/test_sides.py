"""A box that is drawn a little too small."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from classic_scenes import disc_scene, overlap
from frisket.models.base import Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.box import cut_box, grown, within
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.sides import missed_sides, past_sides, to_borders
from frisket.models.segment.classic.starts import nothing
from frisket_protocol.raster import Box
from photographs import photographs
from prompts import kinds

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5
ROWS, COLUMNS = np.nonzero(TRUTH)
DISC = Box(COLUMNS.min(), ROWS.min(), COLUMNS.max() + 1, ROWS.max() + 1)

DISC_BORDERS = DISC.x0 - 2, DISC.y0 - 2, DISC.x1 + 2, DISC.y1 + 2


def test_a_disc_reaches_a_little_past_its_box() -> None:
    box = grown(DISC, -0.06)
    cut = INSIDE & within(GRAPH, box)
    found = past_sides(GRAPH, box, cut)
    assert not (cut & ~found).any()
    before, after = overlaps(GRAPH, [cut, found, INSIDE])[2, :2]
    assert after > before + 0.02
    assert after > 0.88


def test_nothing_is_found_far_outside_of_the_box() -> None:
    box = Box(DISC.x0, DISC.y0, (DISC.x0 + DISC.x1) / 2, DISC.y1)
    cut = cut_box(GRAPH, box, nothing(GRAPH), nothing(GRAPH))
    assert not (past_sides(GRAPH, box, cut) & ~within(GRAPH, grown(box))).any()


def test_what_colour_tells_badly_ends_at_the_sides_of_its_box() -> None:
    random = np.random.default_rng(0)
    graph = build_graph(random.integers(90, 160, (120, 160, 3)).astype(np.uint8))
    box = Box(40, 30, 120, 90)
    assert np.array_equal(past_sides(graph, box, within(graph, box)), within(graph, box))
    assert not past_sides(graph, box, nothing(graph)).any()


@pytest.mark.parametrize("side", ["x0", "y0", "x1", "y1"])
def test_a_box_that_ends_short_of_the_border_goes_up_to_it_where_the_thing_does(side: str) -> None:
    """The disc, cut through its middle by the picture's border, and a box 3.5 % short of that."""
    image, truth = disc_scene(720, 540)
    cut = {"x0": np.s_[:, 324:], "x1": np.s_[:, :324], "y0": np.s_[270:], "y1": np.s_[:270]}[side]
    graph = build_graph(np.ascontiguousarray(image[cut]))
    height, width = graph.labels.shape
    rows, columns = np.nonzero(truth[cut])
    tight = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    room = tight.width if side[0] == "x" else tight.height
    inwards = 0.035 * room if side[1] == "0" else -0.035 * room
    short = replace(tight, **{side: getattr(tight, side) + inwards})
    borders = Box(0, 0, width, height)
    assert getattr(to_borders(graph, short, borders), side) == getattr(borders, side)
    # What shows only a part of the picture has no border there, and a disc that ends has none.
    assert to_borders(graph, short, Box(-999, -999, 999, 999)) == short
    assert to_borders(GRAPH, DISC, Box(*DISC_BORDERS)) == DISC


@pytest.mark.parametrize("seed", range(4))
def test_an_officer_whom_the_picture_cuts_off_is_not_taken_for_the_ground(seed: int) -> None:
    """Of a box that ends above the picture's lower border only the head used to come out."""
    officer = next(one for one in photographs(many_coloured=True) if one.name == "officer")
    box = kinds()["box"](officer.truth, seed)
    engine, watch = SegmentClassic(), Unwatched()
    found = engine.segment(engine.embed(officer.image, watch), [box], watch)[0][0].mask
    assert overlap(found, officer.truth) > 0.6


@pytest.mark.parametrize("missed", [(), ("x0",), ("y1",), ("y0", "x1"), ("x0", "y0", "x1", "y1")])
def test_a_side_is_missed_where_nothing_lies_along_it(missed: tuple[str, ...]) -> None:
    away = {side: getattr(DISC, side) + 0.2 * DISC.width * way for side, way in ways(missed)}
    found = missed_sides(GRAPH, replace(DISC, **away), INSIDE)
    assert len(found) == len(missed)
    assert not any((strip & INSIDE).any() for strip in found)
    assert len(missed_sides(GRAPH, DISC, nothing(GRAPH))) == 4


def ways(sides: tuple[str, ...]) -> list[tuple[str, int]]:
    """Which way each side moves outwards."""
    return [(side, -1 if side.endswith("0") else 1) for side in sides]
