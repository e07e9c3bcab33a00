"""A further click on a region graph."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene, two_discs
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.correcting.correction import correct, gap_to
from frisket.models.segment.classic.regions import Marks, RegionGraph, build_graph
from frisket.models.segment.classic.starts import distance, nothing, region_at

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5


def at(graph: RegionGraph, x: float, y: float) -> Marks:
    marks = nothing(graph)
    marks[region_at(graph, x, y)] = True
    return marks


def test_a_click_inside_adds_the_second_disc() -> None:
    image, left, right = two_discs()
    graph = build_graph(image)
    one, other = graph.mean(left) > 0.5, graph.mean(right) > 0.5
    seeds = at(graph, 187, 80)
    found = correct(graph, one, [], (187, 80, True), seeds, nothing(graph))
    assert overlaps(graph, [found, one | other])[0, 1] > 0.85


def test_a_click_outside_takes_the_second_disc_away() -> None:
    image, left, right = two_discs()
    graph = build_graph(image)
    one, other = graph.mean(left) > 0.5, graph.mean(right) > 0.5
    seeds = at(graph, 187, 80)
    found = correct(graph, one | other, [], (187, 80, False), nothing(graph), seeds)
    assert np.array_equal(found & one, one)
    assert graph.size[found & other].sum() < 0.2 * graph.size[other].sum()


def test_what_is_far_from_a_small_correction_stays() -> None:
    bitten = INSIDE & (distance(GRAPH, 108, 60) > 12)
    found = correct(GRAPH, bitten, [], (108, 60, True), at(GRAPH, 108, 60), nothing(GRAPH))
    far = distance(GRAPH, 108, 60) > 60
    assert np.array_equal(found[far], bitten[far])
    assert found[region_at(GRAPH, 108, 60)]


def test_the_gap_is_the_way_to_the_nearest_pixel() -> None:
    right = GRAPH.labels[:, 200:].min()
    marks = nothing(GRAPH)
    marks[right] = True
    rows, columns = np.nonzero(GRAPH.labels == right)
    expected = np.hypot(columns - 10, rows - 10).min()
    assert np.isclose(gap_to(GRAPH, marks, 10, 10), expected)


def test_a_gap_to_nothing_is_a_quarter_of_the_side() -> None:
    assert np.isclose(gap_to(GRAPH, nothing(GRAPH), 10, 10), np.sqrt(TRUTH.size) / 4)
