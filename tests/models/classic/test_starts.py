"""First guesses."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.classic.regions import build_graph
from frisket.models.classic.starts import ellipse, passes, region_at, side_length
from frisket_protocol.raster import Box

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)


def test_an_ellipse_lies_in_its_box() -> None:
    places = GRAPH.place[ellipse(GRAPH, Box(50, 40, 150, 100), 1.0)]
    assert len(places)
    assert (places > (50, 40)).all()
    assert (places < (150, 100)).all()


def test_a_point_outside_belongs_to_the_nearest_region() -> None:
    assert region_at(GRAPH, -9, 9999) == GRAPH.labels[-1, 0]


def test_a_pass_is_higher_across_the_objects_edge() -> None:
    height = passes(GRAPH, region_at(GRAPH, 108, 60))
    inside = GRAPH.mean(TRUTH) > 0.5
    assert np.median(height[inside]) < np.median(height[~inside])
    assert np.isfinite(height).all()


def test_the_sides_are_as_long_as_the_picture() -> None:
    height, width = TRUTH.shape
    assert side_length(GRAPH).sum() == 2 * (height + width)
