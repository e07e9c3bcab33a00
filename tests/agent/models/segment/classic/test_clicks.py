"""Clicks and strokes on a region graph."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.clicks import candidates, seeds
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.starts import distance, nothing, region_at

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5
ONE = np.array([[108.0, 70.0]])
THREE = np.array([[90.0, 75.0], [130.0, 80.0], [105.0, 120.0]])
NOWHERE = np.empty((0, 2))


def test_the_best_candidate_is_the_disc() -> None:
    found = candidates(GRAPH, ONE, seeds(GRAPH, ONE), nothing(GRAPH))
    assert overlaps(GRAPH, [found[0].inside, INSIDE])[0, 1] > 0.85


def test_every_candidate_holds_the_click() -> None:
    region = region_at(GRAPH, *ONE[0])
    found = candidates(GRAPH, ONE, seeds(GRAPH, ONE), nothing(GRAPH))
    assert all(one.inside[region] for one in found)


def test_several_clicks_find_the_disc_with_its_spot() -> None:
    found = candidates(GRAPH, THREE, seeds(GRAPH, THREE), nothing(GRAPH))
    assert overlaps(GRAPH, [found[0].inside, INSIDE])[0, 1] > 0.85


def test_a_click_outside_is_left_out() -> None:
    away = np.array([[150.0, 90.0]])
    found = candidates(GRAPH, ONE, seeds(GRAPH, ONE), seeds(GRAPH, away))
    assert not any(one.inside[region_at(GRAPH, *away[0])] for one in found)


def test_a_stroke_finds_what_it_lies_on() -> None:
    stroke, away = distance(GRAPH, 108, 75) < 8, distance(GRAPH, 20, 20) < 15
    found = candidates(GRAPH, NOWHERE, stroke, away)
    assert overlaps(GRAPH, [found[0].inside, INSIDE])[0, 1] > 0.85


def test_nothing_has_a_click_outside_in_a_mere_pinhole() -> None:
    """As if the ground were taken for the thing: a click on it takes all of it away."""
    away, pinhole = (200.0, 90.0), seeds(GRAPH, np.array([[200.0, 90.0]]))
    ground = ~INSIDE & ~pinhole | seeds(GRAPH, ONE)
    found = candidates(GRAPH, ONE, seeds(GRAPH, ONE), pinhole, [ground], [away])
    assert max(overlaps(GRAPH, [ground, *(one.inside for one in found)])[0, 1:]) < 0.5


def test_where_each_guess_has_a_pinhole_one_stays() -> None:
    away = (108.0, 78.0)
    refused = seeds(GRAPH, np.array([away]))
    assert candidates(GRAPH, ONE, seeds(GRAPH, ONE), refused, [], [away])
