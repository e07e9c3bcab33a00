"""A selection that is about right."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.classic.choice import overlaps
from frisket.models.classic.regions import build_graph
from frisket.models.classic.rough import cut_rough, sure_parts
from frisket.models.classic.starts import nothing

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5


def test_a_shifted_selection_moves_onto_the_object() -> None:
    found = cut_rough(GRAPH, np.roll(TRUTH, 6, 1), nothing(GRAPH), nothing(GRAPH))
    assert overlaps(GRAPH, [found, INSIDE])[0, 1] > 0.88


def test_the_sure_parts_leave_a_band_open() -> None:
    core, away = sure_parts(TRUTH)
    assert core.any()
    assert (core & ~TRUTH).sum() == (away & TRUTH).sum() == 0
    assert (~core & ~away).any()


def test_a_thin_selection_keeps_a_sure_core() -> None:
    line = np.zeros((50, 50), np.bool_)
    line[25, 5:45] = True
    assert sure_parts(line)[0].any()
