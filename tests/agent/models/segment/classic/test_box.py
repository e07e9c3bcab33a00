"""A box."""

from __future__ import annotations

import numpy as np
import pytest

from classic_scenes import disc_scene
from frisket.models.segment.classic.box import cut_box, within
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.starts import nothing
from frisket_protocol.raster import Box

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5


@pytest.mark.parametrize(
    "box", [Box(58, 40, 158, 140), Box(62, 45, 153, 135), Box(50, 30, 170, 150)]
)
def test_loose_and_tight_boxes_find_the_disc(box: Box) -> None:
    found = cut_box(GRAPH, box, nothing(GRAPH), nothing(GRAPH))
    assert overlaps(GRAPH, [found, INSIDE])[0, 1] > 0.88


def test_nothing_is_found_outside_the_box() -> None:
    box = Box(58, 40, 108, 140)
    found = cut_box(GRAPH, box, nothing(GRAPH), nothing(GRAPH))
    assert not (found & ~within(GRAPH, box)).any()


def test_an_even_picture_gives_a_shape_in_the_box() -> None:
    graph = build_graph(np.full((80, 80, 3), 100, np.uint8))
    box = Box(20, 20, 60, 60)
    found = cut_box(graph, box, nothing(graph), nothing(graph))
    assert found.any()
    assert not (found & ~within(graph, box)).any()
