"""No prompt at all: what in the picture is the subject.

Several maps of how much each region stands out are cut, and the mask that looks best is kept.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from .choice import Scored, Taste, best
from .cut import settle
from .regions import Floats, Marks, RegionGraph, kernel
from .starts import side_length

LEVELS = (0.35, 0.65)
TASTE = Taste(contrast=0.6, separation=0.3, agreement=0.75)
INNER, TOUCHING = 0.4, 0.5
LEAST_AREA, MOST_AREA = 0.01, 0.8
SPREAD = 0.33
WIDE, NARROW = 0.4, 0.12
"""How far a region is compared with others: across the picture, and with its surroundings."""


def subjects(graph: RegionGraph, sure_in: Marks, sure_out: Marks) -> list[Scored]:
    """Up to three different guesses at the subject, best first."""
    if not len(graph.pairs):
        return [Scored(~sure_out, 0.0)]
    centre = centre_prior(graph)
    maps = salience(graph)
    labellings = []
    for salient in maps:
        prior = salient - np.float32(_level(graph, salient, 0.5))
        for level in LEVELS:
            start = salient >= _level(graph, salient, level)
            found = settle(graph, start, sure_in, sure_out, prior=prior, rounds=3)
            share = float(graph.size[found].sum() / graph.size.sum())
            if LEAST_AREA < share < MOST_AREA:
                labellings.append(found)
    if not labellings:
        labellings = [(centre > 0.5) & ~sure_out | sure_in]
    liking = [_liking(graph, inside, centre) for inside in labellings]
    return best(graph, labellings, liking, TASTE)


def salience(graph: RegionGraph) -> list[Floats]:
    """Maps N float32, 0 to 1, each after another idea of what stands out."""
    centre = centre_prior(graph)
    away = background_distance(graph)
    rare = rarity(graph, WIDE)
    inner = boundary_weight(graph)
    return [
        _stretched(graph, away * centre),
        _stretched(graph, inner * rare * (0.3 + centre)),
        _stretched(graph, rare * centre),
        _stretched(graph, centre),
        _stretched(graph, rarity(graph, NARROW) * centre),
    ]


def centre_prior(graph: RegionGraph) -> Floats:
    """A wide bell in the middle of the picture."""
    height, width = graph.labels.shape
    across = (graph.place[:, 0] / width - 0.5) / SPREAD
    down = (graph.place[:, 1] / height - 0.5) / SPREAD
    return np.asarray(np.exp(-0.5 * (across**2 + down**2)), np.float32)


def background_distance(graph: RegionGraph) -> Floats:
    """The shortest way in colour from the picture's sides (Wei and others 2012)."""
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    step = np.linalg.norm(graph.colour[first] - graph.colour[second], axis=1)
    # Small steps are noise; without this a long smooth way would count as far.
    step = np.maximum(step - np.median(step), 0.0) + 1e-3
    links = coo_matrix((step, (first, second)), (graph.count,) * 2).tocsr()
    sides = np.flatnonzero(at_sides(graph))
    return np.asarray(dijkstra(links, False, sides, min_only=True), np.float32)


def rarity(graph: RegionGraph, reach: float) -> Floats:
    """Contrast in colour with all other regions, nearer ones first (Perazzi and others 2012).

    `reach` says what is near, as a share of the picture's longer side.
    """
    near = kernel(graph.place, reach * max(graph.labels.shape)) * graph.size
    squares = (graph.colour**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2 * graph.colour @ graph.colour.T, 0) ** 0.5
    return np.asarray((near * apart).sum(axis=1) / near.sum(axis=1), np.float32)


def boundary_weight(graph: RegionGraph) -> Floats:
    """How little of what is alike touches the picture's sides (Zhu and others 2014), 0 to 1."""
    alike = kernel(graph.colour, 10.0)
    area = alike @ graph.size
    touching = alike @ side_length(graph)
    connectivity = touching / np.sqrt(area)
    return np.asarray(np.exp(-0.5 * connectivity**2), np.float32)


def at_sides(graph: RegionGraph) -> Marks:
    """Regions that touch the picture's sides."""
    return np.asarray(side_length(graph) > 0, np.bool_)


def _stretched(graph: RegionGraph, values: Floats) -> Floats:
    low, high = np.quantile(values, [0.02, 0.98])
    return np.asarray(np.clip((values - low) / max(float(high - low), 1e-6), 0, 1), np.float32)


def _level(graph: RegionGraph, values: Floats, share: float) -> float:
    """A threshold between the means of what is low and what is high."""
    middle = float(np.average(values, weights=graph.size))
    low, high = values[values <= middle], values[values > middle]
    if not high.size or not low.size:
        return middle
    return float(low.mean() + share * (high.mean() - low.mean()))


def _liking(graph: RegionGraph, inside: Marks, centre: Floats) -> float:
    """Prefer masks in the middle that touch the picture's sides little."""
    inner = float(np.average(centre[inside], weights=graph.size[inside])) if inside.any() else 0.0
    sides = side_length(graph)
    touching = float(sides[inside].sum() / sides.sum())
    return float((inner + 0.05) ** INNER * np.exp(-TOUCHING * touching))
