"""First guesses."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.regions import Marks, build_graph
from frisket.models.segment.classic.starts import (
    between,
    ellipse,
    hull,
    nothing,
    passes,
    region_at,
    side_length,
)
from frisket_protocol.raster import Box

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)


def at(x: float, y: float) -> Marks:
    marks = nothing(GRAPH)
    marks[region_at(GRAPH, x, y)] = True
    return marks


def test_an_ellipse_lies_in_its_box() -> None:
    places = GRAPH.place[ellipse(GRAPH, Box(50, 40, 150, 100), 1.0)]
    assert len(places)
    assert (places > (50, 40)).all()
    assert (places < (150, 100)).all()


def test_a_point_outside_belongs_to_the_nearest_region() -> None:
    assert region_at(GRAPH, -9, 9999) == GRAPH.labels[-1, 0]


def test_a_pass_is_higher_across_the_objects_edge() -> None:
    height = passes(GRAPH, at(108, 60))
    inside = GRAPH.mean(TRUTH) > 0.5
    assert np.median(height[inside]) < np.median(height[~inside])
    assert np.isfinite(height).all()


def test_the_pass_from_two_seeds_is_the_lower_of_both() -> None:
    one, other = at(108, 60), at(20, 20)
    lower = np.minimum(passes(GRAPH, one), passes(GRAPH, other))
    assert np.allclose(passes(GRAPH, one | other), lower, atol=1e-5)


def test_a_line_runs_from_click_to_click() -> None:
    found = between(GRAPH, np.array([[30.0, 40.0], [150.0, 40.0]]))
    assert found[GRAPH.labels[40, 30:151]].all()
    assert not found[region_at(GRAPH, 90, 100)]


def test_a_hull_holds_what_lies_between_three_clicks() -> None:
    found = hull(GRAPH, np.array([[30.0, 20.0], [90.0, 20.0], [60.0, 80.0]]))
    assert found[40, 60]
    assert not found[75, 35]


def test_the_sides_are_as_long_as_the_picture() -> None:
    height, width = TRUTH.shape
    assert side_length(GRAPH).sum() == 2 * (height + width)
