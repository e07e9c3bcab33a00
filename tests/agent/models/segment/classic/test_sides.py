"""A box that is drawn a little too small."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.box import cut_box, grown, within
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.sides import past_sides
from frisket.models.segment.classic.starts import nothing
from frisket_protocol.raster import Box

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5
ROWS, COLUMNS = np.nonzero(TRUTH)
DISC = Box(COLUMNS.min(), ROWS.min(), COLUMNS.max() + 1, ROWS.max() + 1)


def test_a_disc_reaches_a_little_past_its_box() -> None:
    box = grown(DISC, -0.06)
    cut = cut_box(GRAPH, box, nothing(GRAPH), nothing(GRAPH))
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
