"""Which labelling is kept."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.classic.choice import appearance, best, overlaps
from frisket.models.classic.regions import build_graph
from frisket.models.classic.starts import nothing

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5
HALF = GRAPH.place[:, 0] < 120


def test_the_object_looks_better_than_half_the_picture() -> None:
    assert appearance(GRAPH, INSIDE) > appearance(GRAPH, HALF)


def test_nothing_and_everything_look_bad() -> None:
    assert appearance(GRAPH, nothing(GRAPH)) == appearance(GRAPH, ~nothing(GRAPH)) < 0.1


def test_the_best_comes_first_and_twins_once() -> None:
    found = best(GRAPH, [HALF, INSIDE, INSIDE.copy()])
    assert len(found) == 2
    assert np.array_equal(found[0].inside, INSIDE)


def test_liking_can_turn_the_choice() -> None:
    found = best(GRAPH, [HALF, INSIDE], [1.0, 0.001])
    assert np.array_equal(found[0].inside, HALF)


def test_overlap_is_one_with_itself_and_nought_with_the_rest() -> None:
    overlap = overlaps(GRAPH, [INSIDE, ~INSIDE])
    assert np.allclose(overlap, np.eye(2))
