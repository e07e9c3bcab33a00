"""Colour models and cuts."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene, two_discs
from frisket.models.segment.classic.cut import (
    Start,
    colour_evidence,
    joined,
    main_part,
    majority,
    minimum_cut,
    settle,
)
from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.starts import nothing

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)
INSIDE = GRAPH.mean(TRUTH) > 0.5
NONE = nothing(GRAPH)


def test_evidence_speaks_for_the_right_side() -> None:
    evidence = colour_evidence(GRAPH, INSIDE)
    assert np.mean(evidence[INSIDE] > 0) > 0.95
    assert np.mean(evidence[~INSIDE] < 0) > 0.95


def test_a_cut_without_edges_follows_the_evidence() -> None:
    evidence = np.where(INSIDE, 1.0, -1.0).astype(np.float32)
    assert np.array_equal(minimum_cut(GRAPH, evidence, NONE, NONE, 0.0), INSIDE)


def test_what_is_sure_stays_against_all_evidence() -> None:
    evidence = np.where(INSIDE, 3.0, -3.0).astype(np.float32)
    sure_in, sure_out = ~INSIDE, INSIDE
    assert np.array_equal(minimum_cut(GRAPH, evidence, sure_in, sure_out), ~INSIDE)


def test_a_strong_edge_weight_smooths_a_lone_region_away() -> None:
    evidence = np.full(GRAPH.count, -1.0, np.float32)
    evidence[5] = 0.5
    assert not minimum_cut(GRAPH, evidence, NONE, NONE, 100.0).any()


def test_rounds_move_a_bad_start_to_the_object() -> None:
    start = INSIDE & (GRAPH.place[:, 0] < 110)
    found = settle(GRAPH, [Start(start, NONE, NONE)], rounds=6)[0]
    assert np.mean(found == INSIDE) > 0.9


def test_starts_together_find_what_each_finds_alone() -> None:
    left, lower = INSIDE & (GRAPH.place[:, 0] < 110), INSIDE & (GRAPH.place[:, 1] > 90)
    starts = [Start(left, NONE, NONE), Start(lower, NONE, ~INSIDE)]
    alone = [settle(GRAPH, [start])[0] for start in starts]
    assert np.array_equal(settle(GRAPH, starts), alone)


def test_a_prior_is_added_in_every_round() -> None:
    against = np.full(GRAPH.count, -10.0, np.float32)
    sure_in = NONE.copy()
    sure_in[7] = True
    assert settle(GRAPH, [Start(INSIDE, sure_in, NONE, against)])[0].sum() == 1


def test_a_labelling_that_moves_little_is_settled() -> None:
    moved = INSIDE.copy()
    moved[np.flatnonzero(INSIDE)[:2]] = False
    once = settle(GRAPH, [Start(moved, NONE, NONE)], rounds=1)
    assert np.array_equal(settle(GRAPH, [Start(moved, NONE, NONE)], enough=0.5), once)


def test_only_the_part_at_the_seed_is_kept() -> None:
    image, left, right = two_discs()
    graph = build_graph(image)
    one, other = graph.mean(left) > 0.5, graph.mean(right) > 0.5
    assert np.array_equal(joined(graph, one | other, one), one)


def test_more_than_half_decide() -> None:
    votes = [np.array(v, np.bool_) for v in ([1, 1, 0], [1, 0, 0], [1, 0, 1], [0, 1, 0])]
    assert majority(votes).tolist() == [True, False, False]


def test_of_two_parts_the_one_in_the_middle_is_the_main_one() -> None:
    image, left, right = two_discs()
    graph = build_graph(image)
    one, other = graph.mean(left) > 0.5, graph.mean(right) > 0.5
    weight = np.where(graph.place[:, 0] > 120, 1.0, 0.5).astype(np.float32)
    assert np.array_equal(main_part(graph, one | other, weight), other)


def test_of_two_parts_the_larger_one_is_the_main_one() -> None:
    image, left, right = two_discs()
    graph = build_graph(image)
    one, other = graph.mean(left) > 0.5, graph.mean(right) > 0.5
    less = one & (graph.place[:, 0] < np.median(graph.place[one, 0]))
    assert np.array_equal(main_part(graph, less | other), other)
