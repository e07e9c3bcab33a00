"""Which labelling is kept."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.choice import (
    appearance,
    best,
    distinct,
    goodness,
    overlaps,
    solidity,
)
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.starts import nothing

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5
HALF = GRAPH.place[:, 0] < 120


def test_the_object_looks_better_than_half_the_picture_and_than_its_rest() -> None:
    object_, half, rest = appearance(GRAPH, [INSIDE, HALF, ~INSIDE])
    assert object_ > max(half, rest)


def test_nothing_and_everything_look_bad() -> None:
    assert max(goodness(GRAPH, nothing(GRAPH)), goodness(GRAPH, ~nothing(GRAPH))) < 0.2


def test_the_object_by_itself_looks_good() -> None:
    assert goodness(GRAPH, INSIDE) > 0.7


def test_a_disc_is_solid_and_a_ring_is_solid_but_two_ends_are_not() -> None:
    ends = (GRAPH.place[:, 0] < 40) | (GRAPH.place[:, 0] > 200)
    assert solidity(GRAPH, INSIDE) > 0.9
    assert solidity(GRAPH, ends) < 0.6


def test_twins_are_kept_once() -> None:
    assert len(distinct(GRAPH, [INSIDE, HALF, INSIDE.copy()])) == 2


def test_the_best_comes_first_and_twins_once() -> None:
    found = best(GRAPH, [HALF, INSIDE, INSIDE.copy()])
    assert len(found) == 2
    assert np.array_equal(found[0].inside, INSIDE)


def test_liking_can_turn_the_choice() -> None:
    found = best(GRAPH, [HALF, INSIDE], np.array([0.0, -50.0]))
    assert np.array_equal(found[0].inside, HALF)


def test_overlap_is_one_with_itself_and_nought_with_the_rest() -> None:
    overlap = overlaps(GRAPH, [INSIDE, ~INSIDE])
    assert np.allclose(overlap, np.eye(2))
