"""Roughness as one more colour."""

from __future__ import annotations

import numpy as np

from frisket.models.segment.classic.regions import build_graph
from frisket.models.segment.classic.roughness import with_roughness

LEFT = np.broadcast_to(np.arange(160) < 80, (120, 160))
GRAIN = np.random.default_rng(0).normal(0, 1, (120, 160))
LIGHT = 128 + GRAIN * np.where(LEFT, 4, 24)
GRAPH = build_graph(np.repeat(np.clip(LIGHT, 0, 255).astype(np.uint8)[..., None], 3, axis=2))
SMOOTH, ROUGH = GRAPH.mean(LEFT) > 0.9, GRAPH.mean(LEFT) < 0.1


def test_rough_and_smooth_are_less_alike_than_before_and_each_is_like_itself() -> None:
    rougher = with_roughness(GRAPH)
    assert rougher.near[SMOOTH][:, ROUGH].mean() < 0.1 * GRAPH.near[SMOOTH][:, ROUGH].mean()
    for kind in (SMOOTH, ROUGH):
        assert rougher.near[kind][:, kind].mean() > 0.4 * GRAPH.near[kind][:, kind].mean()


def test_what_is_alike_sums_up_and_all_else_stays() -> None:
    rougher = with_roughness(GRAPH)
    assert np.allclose(rougher.near_total, rougher.near @ GRAPH.size)
    assert rougher.labels is GRAPH.labels
    assert rougher.colour is GRAPH.colour
