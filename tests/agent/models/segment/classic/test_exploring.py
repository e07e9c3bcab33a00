"""Many starts at once: nearly what each finds alone."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.choice import overlaps
from frisket.models.segment.classic.cut import Start, settle
from frisket.models.segment.classic.exploring import explore
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.starts import nothing

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5
NONE = nothing(GRAPH)
LEFT, LOWER = INSIDE & (GRAPH.place[:, 0] < 110), INSIDE & (GRAPH.place[:, 1] > 90)


def test_starts_find_nearly_what_each_finds_alone() -> None:
    starts = [Start(LEFT, NONE, NONE), Start(LOWER, NONE, ~INSIDE)]
    for found, start in zip(explore(GRAPH, starts, 3), starts, strict=True):
        assert overlaps(GRAPH, [found, settle(GRAPH, [start])[0]])[0, 1] > 0.95


def test_starts_that_lead_to_the_same_share_one_answer() -> None:
    first, second = explore(GRAPH, [Start(INSIDE, NONE, NONE), Start(INSIDE, NONE, NONE)], 3)
    assert first is second


def test_what_is_sure_stays() -> None:
    found = explore(GRAPH, [Start(INSIDE, ~INSIDE, INSIDE)], 3)[0]
    assert np.array_equal(found, ~INSIDE)


def test_a_prior_counts_from_the_first_round() -> None:
    sure_in = NONE.copy()
    sure_in[7] = True
    against = np.full(GRAPH.count, -10.0, np.float32)
    assert explore(GRAPH, [Start(INSIDE, sure_in, NONE, against)], 3)[0].sum() == 1


def test_starts_that_differ_keep_their_order() -> None:
    starts = [Start(INSIDE, INSIDE, ~INSIDE), Start(~INSIDE, ~INSIDE, INSIDE)]
    found = explore(GRAPH, starts, 2)
    assert np.array_equal(found, [INSIDE, ~INSIDE])
