"""Regions and their graph."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.segment.classic.regions import build_graph, kernel, with_roughness

IMAGE, TRUTH = disc_scene()
GRAPH = build_graph(IMAGE)


def test_labels_run_from_nought_without_gaps() -> None:
    assert np.array_equal(np.unique(GRAPH.labels), np.arange(GRAPH.count))


def test_sizes_add_up_to_the_picture() -> None:
    assert GRAPH.size.sum() == TRUTH.size


def test_pairs_are_neighbours_in_order() -> None:
    assert (GRAPH.pairs[:, 0] < GRAPH.pairs[:, 1]).all()
    assert (GRAPH.length > 0).all()


def test_even_edges_weigh_no_more_than_their_length() -> None:
    assert (GRAPH.smooth <= GRAPH.length * 1.001).all()


def test_few_regions_cross_an_edge() -> None:
    share = GRAPH.mean(TRUTH)
    mixed = GRAPH.size[(share > 0.1) & (share < 0.9)].sum()
    assert mixed / GRAPH.size.sum() < 0.1


def test_every_region_is_like_itself() -> None:
    assert np.allclose(np.diagonal(GRAPH.near), 1.0, atol=1e-3)


def test_likeness_falls_off_as_a_gaussian_does() -> None:
    values = np.array([[0, 0], [3, 4], [6, 8]], np.float32)
    expected = np.exp(-np.array([[0, 25, 100], [25, 0, 25], [100, 25, 0]]) / 8)
    assert np.allclose(kernel(values, 2.0), expected, atol=1e-5)


def test_no_likeness_is_a_denormal_number() -> None:
    values = np.linspace(0, 2000, 400, dtype=np.float32)[:, None]
    assert kernel(values, 10.0).min() > np.finfo(np.float32).tiny


def test_a_flat_picture_still_has_regions() -> None:
    assert build_graph(np.full((70, 70, 3), 9, np.uint8)).count > 20


def test_one_pixel_is_one_region() -> None:
    assert build_graph(np.zeros((1, 1, 3), np.uint8)).count == 1


def test_memory_counts_all_arrays() -> None:
    assert GRAPH.nbytes > GRAPH.near.nbytes + GRAPH.lab.nbytes


# --- roughness as one more colour ---

LEFT = np.broadcast_to(np.arange(160) < 80, (120, 160))
GRAIN = np.random.default_rng(0).normal(0, 1, (120, 160))
LIGHT = 128 + GRAIN * np.where(LEFT, 4, 24)
GRAINED = build_graph(np.repeat(np.clip(LIGHT, 0, 255).astype(np.uint8)[..., None], 3, axis=2))
SMOOTH, ROUGH = GRAINED.mean(LEFT) > 0.9, GRAINED.mean(LEFT) < 0.1


def test_rough_and_smooth_are_less_alike_than_before_and_each_is_like_itself() -> None:
    rougher = with_roughness(GRAINED)
    assert rougher.near[SMOOTH][:, ROUGH].mean() < 0.1 * GRAINED.near[SMOOTH][:, ROUGH].mean()
    for kind in (SMOOTH, ROUGH):
        assert rougher.near[kind][:, kind].mean() > 0.4 * GRAINED.near[kind][:, kind].mean()


def test_what_is_alike_sums_up_and_all_else_stays() -> None:
    rougher = with_roughness(GRAINED)
    assert np.allclose(rougher.near_total, rougher.near @ GRAINED.size)
    assert rougher.labels is GRAINED.labels
    assert rougher.colour is GRAINED.colour
