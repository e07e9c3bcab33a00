"""Colour models and the exact minimum cut on a region graph.

A labelling of N regions is N float32: 0 outside to 1 inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from .regions import FIRST_REGION, SINK, SOURCE, Floats, Marks, RegionGraph

ROUNDS = 4
SMOOTHNESS = 6.0
OWN_SHARE = 0.9
SCALE = 200.0
HARD = 1 << 24


class Start(NamedTuple):
    """Where to begin: a labelling, what is known for sure, and evidence that is always added.

    inside, sure_in, sure_out   N bool; prior N float32 or None
    """

    inside: Marks
    sure_in: Marks
    sure_out: Marks
    prior: Floats | None = None


def colour_evidence(graph: RegionGraph, inside: Marks, weight: Floats | None = None) -> Floats:
    """How much more each region's colour is like the inside than the outside, -3 to 3.

    The densities are sums of kernels over all other regions (Parzen); those that are far away
    count less.

    inside   one labelling or several, N or KxN bool; the answer has the same shape, float32
    weight   N float32, how much each region counts besides
    """
    size = graph.size if weight is None else graph.size * weight
    total = graph.near_total if weight is None else graph.near @ size
    taken = np.where(inside, size, 0).astype(np.float32)
    density = taken @ graph.near
    # A region says next to nothing about itself.
    density_in = density - OWN_SHARE * taken
    density_out = total - density - OWN_SHARE * (size - taken)
    # With weights the question is a local one: what lies round here counts as it lies there.
    amount_in = taken.sum(axis=-1, keepdims=True) if weight is None else np.float32(1.0)
    amount_out = size.sum() - amount_in if weight is None else np.float32(1.0)
    like_in = np.maximum(density_in, 0) / np.maximum(amount_in, 1e-6)
    like_out = np.maximum(density_out, 0) / np.maximum(amount_out, 1e-6)
    mean = like_in.mean(axis=-1, keepdims=True) + like_out.mean(axis=-1, keepdims=True)
    floor = 0.005 * mean + 1e-9
    ratio = np.log((like_in + floor) / (like_out + floor))
    return np.asarray(np.clip(ratio, -3.0, 3.0), np.float32)


def minimum_cut(
    graph: RegionGraph,
    evidence: Floats,
    sure_in: Marks,
    sure_out: Marks,
    smoothness: float = SMOOTHNESS,
) -> Marks:
    """The labelling with the least energy: N bool (Boykov and Jolly 2001; Dinic's flow).

    evidence   N float32, what a pixel of each region gains by being inside
    """
    gain = np.rint(evidence * graph.size * SCALE)
    gain[sure_in], gain[sure_out] = HARD, -HARD
    edge = np.rint(graph.smooth * smoothness * SCALE)
    none = np.zeros_like(gain)
    forth_and_back = [edge, edge, np.maximum(gain, 0), none, np.maximum(-gain, 0), none]
    capacity = np.minimum(np.concatenate(forth_and_back), HARD).astype(np.int32)[graph.flow.order]
    shape = (graph.count + FIRST_REGION, graph.count + FIRST_REGION)
    network = csr_matrix((capacity, graph.flow.columns, graph.flow.starts), shape)
    # Every edge has its reverse, so the flow comes back in the same places.
    flow = maximum_flow(network, SOURCE, SINK, method="dinic").flow
    rest = csr_matrix((capacity - flow.data, flow.indices, flow.indptr), shape)
    rest.eliminate_zeros()
    reached = breadth_first_order(rest, SOURCE, return_predecessors=False)
    inside = np.zeros(shape[0], np.bool_)
    inside[reached] = True
    return inside[FIRST_REGION:]


def settle(
    graph: RegionGraph,
    starts: Sequence[Start],
    *,
    weight: Floats | None = None,
    rounds: int = ROUNDS,
    enough: float = 1.0,
) -> list[Marks]:
    """Learn colours from each labelling, cut, and again until nothing changes: N bool each.

    All starts take their rounds together: the colours of many are learned for the price of one.

    weight  N float32, how much each region counts when colours are learned
    enough  the overlap with the cut before, 0 to 1, from which a labelling counts as settled
    """
    found = [(start.inside | start.sure_in) & ~start.sure_out for start in starts]
    moving = list(range(len(starts)))
    for _ in range(rounds):
        if not moving:
            break
        evidence = colour_evidence(graph, np.stack([found[index] for index in moving]), weight)
        still = []
        for index, told in zip(moving, evidence, strict=True):
            _, sure_in, sure_out, prior = starts[index]
            told = told if prior is None else told + prior
            cut = minimum_cut(graph, told, sure_in, sure_out)
            if cut.any() and not cut.all():
                either, both = cut | found[index], cut & found[index]
                if graph.size[both].sum() < enough * graph.size[either].sum():
                    still.append(index)
                found[index] = cut
        moving = still
    return found


def joined(graph: RegionGraph, inside: Marks, to: Marks) -> Marks:
    """The part of `inside` that is joined to a region of `to`, N bool."""
    count, part = _pieces(graph, inside)
    meant = np.zeros(count, np.bool_)
    meant[part[to & inside]] = True
    return np.asarray(inside & meant[part], np.bool_)


def main_part(graph: RegionGraph, inside: Marks, weight: Floats | None = None) -> Marks:
    """Of the parts of `inside` the one with the most area, each region counted by `weight`^2."""
    _, part = _pieces(graph, inside)
    size = graph.size if weight is None else graph.size * weight**2
    amount = np.bincount(part, weights=np.where(inside, size, 0.0))
    return np.asarray(inside & (part == amount.argmax()), np.bool_)


def _pieces(graph: RegionGraph, inside: Marks) -> tuple[int, NDArray[np.int32]]:
    """How many pieces there are, and the piece of each region, N; what is outside is by itself."""
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    kept = inside[first] & inside[second]
    links = (np.ones(int(kept.sum()), np.int8), (first[kept], second[kept]))
    count, part = connected_components(
        coo_matrix(links, (graph.count, graph.count)), directed=False
    )
    return int(count), part


def majority(labellings: list[Marks]) -> Marks:
    """The regions that more than half of `labellings` have inside."""
    return np.asarray(np.mean(labellings, axis=0) > 0.5, np.bool_)
