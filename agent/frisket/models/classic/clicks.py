"""Clicks: the first gives candidates, every further one changes its own neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .choice import Scored, best, overlaps
from .cut import joined, settle
from .regions import Floats, Marks, RegionGraph
from .starts import distance, passes, region_at, side_length

RADII = (0.05, 0.1, 0.18, 0.3)
REACH = 2.5
FLOODS = (4.0, 8.0, 14.0, 22.0)
LEAST_AREA, MOST_AREA = 0.0005, 0.85
SAME = 0.97
MOST_SEEDS = 200
LARGER, OFF_MIDDLE, TOUCHING = 0.2, 0.3, 2.0

NEIGHBOURHOOD = 2.5
LEAST_NEIGHBOURHOOD = 0.06
HOLD = 0.7
CHANGE = 0.2
PARTS = (1, 2, 4)


def candidates(graph: RegionGraph, seed: Marks, sure_out: Marks) -> list[Scored]:
    """Up to three different objects at the regions `seed` (N bool, some), best first."""
    sure_out = sure_out & ~seed
    found = [joined(graph, inside, seed) for inside in _guesses(graph, seed, sure_out)]
    kept = _distinct(graph, [inside for inside in found if _plausible(graph, inside)])
    kept = kept or [seed]
    middle = np.average(graph.place[seed], axis=0, weights=graph.size[seed])
    return best(graph, kept, [_liking(graph, inside, middle) for inside in kept])


def correct(
    graph: RegionGraph,
    inside: Marks,
    others: Sequence[Marks],
    click: tuple[float, float, bool],
    sure_in: Marks,
    sure_out: Marks,
) -> Marks:
    """Change `inside` near `click` (x, y in working pixels, wanted inside or not).

    others              labellings that the earlier prompt may have meant as well
    sure_in, sure_out   N bool: all that is known, this click included

    What may change lies within a radius in proportion to the way from the click to the present
    edge; the rest stays as it was. Several changes are tried, the one that looks best is kept.
    """
    x, y, wanted = click
    away = distance(graph, x, y)
    side = float(np.sqrt(graph.size.sum()))
    gap = _gap(graph, inside == wanted, x, y)
    reach = max(gap * NEIGHBOURHOOD, LEAST_NEIGHBOURHOOD * side)
    zone = away <= reach
    zone[region_at(graph, x, y)] = True
    flips = zone & (inside != wanted)
    hold = np.where(inside, HOLD, -HOLD) * np.clip(away / reach, 0, 1) ** 2
    hold = hold.astype(np.float32)
    local = np.exp(-0.5 * (away / reach) ** 2)
    tries = [inside ^ (flips & part) for part in _parts(graph, x, y, gap)]
    found = [_held(graph, start, inside, flips, hold, local, sure_in, sure_out) for start in tries]
    none = np.zeros_like(hold)
    for labelling in others:
        start = np.where(zone, labelling, inside)
        if start[region_at(graph, x, y)] == wanted:
            found.append(_held(graph, start, inside, zone, none, local, sure_in, sure_out))
    found = _distinct(graph, found)
    # A click asks for a change: the smallest one that satisfies it often is too small.
    moved = [max(1.0, float(graph.size[other ^ inside].sum())) for other in found]
    liking = [
        _liking(graph, other, None) * area**CHANGE for other, area in zip(found, moved, strict=True)
    ]
    return best(graph, found, liking)[0].inside


def _gap(graph: RegionGraph, there: Marks, x: float, y: float) -> float:
    """How far the nearest pixel of the regions `there` is from (x, y), or a quarter of the side.

    Pixels and not regions: a region may lie round the click like a ring.
    """
    rows, columns = np.nonzero(there[graph.labels])
    if not rows.size:
        return float(np.sqrt(graph.size.sum()) / 4)
    squares = (columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2
    return float(np.sqrt(squares.min()))


def _held(
    graph: RegionGraph,
    start: Marks,
    inside: Marks,
    free: Marks,
    hold: Floats,
    local: Floats,
    sure_in: Marks,
    sure_out: Marks,
) -> Marks:
    """Refine `start`; what is not `free` stays as it is `inside`."""
    held_in, held_out = (
        (inside & ~free | sure_in) & ~sure_out,
        (~inside & ~free | sure_out) & ~sure_in,
    )
    return settle(graph, start, held_in, held_out, prior=hold, weight=local, rounds=2)


def _parts(graph: RegionGraph, x: float, y: float, gap: float) -> list[Marks]:
    """What may belong to the click: all that is nearer than the edge, or a part of it."""
    away = distance(graph, x, y)
    return [away <= gap / part for part in PARTS]


def _guesses(graph: RegionGraph, seed: Marks, sure_out: Marks) -> list[Marks]:
    """Discs of several sizes and floods of several heights, each refined."""
    places = graph.place[np.flatnonzero(seed)[:: 1 + int(seed.sum()) // MOST_SEEDS]]
    away = np.min([distance(graph, x, y) for x, y in places], axis=0)
    side = float(np.sqrt(graph.size.sum()))
    found = []
    for share in RADII:
        start = (away <= share * side) | seed
        outside = (away > REACH * share * side) & ~seed | sure_out
        found.append(settle(graph, start, seed, outside, rounds=3))
    height = passes(graph, int(np.flatnonzero(seed)[0]))
    found.extend(settle(graph, height <= level, seed, sure_out, rounds=2) for level in FLOODS)
    return found


def _plausible(graph: RegionGraph, inside: Marks) -> bool:
    share = float(graph.size[inside].sum() / graph.size.sum())
    return LEAST_AREA < share < MOST_AREA


def _liking(graph: RegionGraph, inside: Marks, click: Floats | None) -> float:
    """People click near the middle of things that are not small and lie within the picture."""
    area = float(graph.size[inside].sum())
    touching = float(side_length(graph)[inside].sum() / side_length(graph).sum())
    liking = (area / float(graph.size.sum())) ** LARGER * np.exp(-TOUCHING * touching)
    if click is not None and area:
        middle = np.average(graph.place[inside], axis=0, weights=graph.size[inside])
        liking *= np.exp(-OFF_MIDDLE * np.hypot(*(middle - click)) / area**0.5)
    return float(liking)


def _distinct(graph: RegionGraph, labellings: list[Marks]) -> list[Marks]:
    """Without those that are all but the same as an earlier one."""
    if not labellings:
        return []
    overlap = overlaps(graph, labellings)
    return [
        inside
        for index, inside in enumerate(labellings)
        if not (overlap[index, :index] > SAME).any()
    ]
