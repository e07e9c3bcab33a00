"""No prompt at all: what in the picture is the subject.

Several maps of how much each region stands out, and boxes in the middle, are cut; of each result
the main part is kept, and of those the one that looks best.
"""

from __future__ import annotations

import numpy as np

from frisket_protocol.raster import Box

from .box import within
from .choice import Scored, Taste, best
from .cut import Start, main_part, settle
from .regions import Floats, Marks, RegionGraph, kernel
from .starts import ellipse, lowest_ways, side_length

LEVELS = (0.35, 0.65)
BOXES = ((0.8, 0.8), (0.6, 0.6), (0.4, 0.8))
ELLIPSES = (0.7, 1.0)
ROUNDS = 3
TASTE = Taste(step=1.0, contrast=2.0, separation=2.0, agreement=6.0, touching=-5.0, solidity=3.0)
LEVEL = 11.0
"""Lifts the scores of this taste, which asks less, to where those of clicks lie."""

LEAST_AREA, MOST_AREA = 0.005, 0.85
SPREAD = 0.33
NEAR = 0.4
"""How far a region is compared with others, as a share of the picture's longer side."""
ALIKE = 10.0
"""How far apart colours may be and still be of one kind, in CIELAB units."""


def subjects(graph: RegionGraph, sure_in: Marks, sure_out: Marks) -> list[Scored]:
    """Up to three different guesses at the subject, best first."""
    if not len(graph.pairs):
        return [Scored(~sure_out, 0.0)]
    starts = []
    for salient in salience(graph):
        prior = salient - np.float32(_level(graph, salient, 0.5))
        for level in LEVELS:
            inside = salient >= _level(graph, salient, level)
            starts.append(Start(inside, sure_in, sure_out, prior))
    for box in _middle_boxes(graph):
        outside = ~within(graph, box) & ~sure_in | sure_out
        starts += [Start(ellipse(graph, box, scale), sure_in, outside) for scale in ELLIPSES]
    centre = centre_prior(graph)
    found = [
        main_part(graph, one, centre) | sure_in for one in settle(graph, starts, rounds=ROUNDS)
    ]
    kept = [one for one in found if _plausible(graph, one)]
    kept = kept or [(centre > 0.5) & ~sure_out | sure_in]
    return best(graph, kept, np.full(len(kept), LEVEL, np.float32), TASTE)


def salience(graph: RegionGraph) -> list[Floats]:
    """Maps N float32, 0 to 1, each after another idea of what stands out."""
    centre = centre_prior(graph)
    rare = rarity(graph)
    alike = kernel(graph.colour, ALIKE)
    return [
        _stretched(barrier(graph) * centre),
        _stretched(_stretched(unlike_sides(graph, alike)) * centre),
        _stretched(rare * centre),
        _stretched(boundary_weight(graph, alike) * rare * (0.3 + centre)),
        _stretched(centre),
    ]


def centre_prior(graph: RegionGraph) -> Floats:
    """A wide bell in the middle of the picture."""
    height, width = graph.labels.shape
    across = (graph.place[:, 0] / width - 0.5) / SPREAD
    down = (graph.place[:, 1] / height - 0.5) / SPREAD
    return np.asarray(np.exp(-0.5 * (across**2 + down**2)), np.float32)


def barrier(graph: RegionGraph) -> Floats:
    """How much colour changes on the way from the picture's sides: from its least to its most.

    The minimum barrier distance along the minimum spanning tree (Tu and others 2016).
    """
    high, low = graph.colour.copy(), graph.colour.copy()
    for here, before, _ in lowest_ways(graph, side_length(graph) > 0):
        if before is not None:
            high[here] = np.maximum(high[here], high[before])
            low[here] = np.minimum(low[here], low[before])
    return np.asarray(np.linalg.norm(high - low, axis=1), np.float32)


def rarity(graph: RegionGraph) -> Floats:
    """Contrast in colour with all other regions, nearer ones first (Perazzi and others 2012)."""
    near = kernel(graph.place, NEAR * max(graph.labels.shape)) * graph.size
    squares = (graph.colour**2).sum(axis=1)
    apart = squares[:, None] + squares - 2 * graph.colour @ graph.colour.T
    np.sqrt(np.maximum(apart, 0, out=apart), out=apart)
    contrast = np.einsum("ij,ij->i", near, apart)
    return np.asarray(contrast / near.sum(axis=1), np.float32)


def unlike_sides(graph: RegionGraph, alike: Floats) -> Floats:
    """How much more of a region's colour there is in the picture than at its sides, a logarithm.

    alike   NxN, how alike the colours of two regions are
    """
    sides = side_length(graph)
    there = alike @ sides / sides.sum()
    anywhere = alike @ graph.size / graph.size.sum()
    return np.asarray(np.log((anywhere + 1e-4) / (there + 1e-4)), np.float32)


def boundary_weight(graph: RegionGraph, alike: Floats) -> Floats:
    """How little of what is alike touches the picture's sides (Zhu and others 2014), 0 to 1."""
    connectivity = alike @ side_length(graph) / np.sqrt(alike @ graph.size)
    return np.asarray(np.exp(-0.5 * connectivity**2), np.float32)


def _middle_boxes(graph: RegionGraph) -> list[Box]:
    height, width = graph.labels.shape
    return [
        Box(
            width * (1 - across) / 2,
            height * (1 - down) / 2,
            width * (1 + across) / 2,
            height * (1 + down) / 2,
        )
        for across, down in BOXES
    ]


def _plausible(graph: RegionGraph, inside: Marks) -> bool:
    share = float(graph.size[inside].sum() / graph.size.sum())
    return LEAST_AREA < share < MOST_AREA


def _stretched(values: Floats) -> Floats:
    low, high = np.quantile(values, [0.02, 0.98])
    return np.asarray(np.clip((values - low) / max(float(high - low), 1e-6), 0, 1), np.float32)


def _level(graph: RegionGraph, values: Floats, share: float) -> float:
    """A threshold between the means of what is low and what is high."""
    middle = float(np.average(values, weights=graph.size))
    low, high = values[values <= middle], values[values > middle]
    if not high.size or not low.size:
        return middle
    return float(low.mean() + share * (high.mean() - low.mean()))
