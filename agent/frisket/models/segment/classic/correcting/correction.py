"""A further click: it changes its own neighbourhood and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..choice import best, distinct
from ..cut import Start, settle
from ..regions import Marks, RegionGraph
from ..starts import distance, nothing, region_at

NEIGHBOURHOOD = 4.0
LEAST_NEIGHBOURHOOD = 0.06
LEAST_GAP = 0.02
"""In shares of the picture's side: what a click is near to moves with it, however near the edge."""
ISLAND = 0.002
"""The share of the picture below which what lies by itself is no edge to measure the way to."""
HOLD = 0.7
CHANGE = 1.0
PARTS = ((0.9, 1.0), (0.9, 1.6), (0.6, 1.0), (0.0, 0.5))
"""How far round a click all is sure to change, and how far it does to begin with, of the gap."""
OTHERS = 1.5
"""How far, of the gap, what the prompt may have meant as well is believed."""
ROUNDS = 2
SETTLED = 0.97


def correct(
    graph: RegionGraph,
    inside: Marks,
    others: Sequence[Marks],
    click: tuple[float, float, bool],
    sure_in: Marks,
    sure_out: Marks,
    nearness: float = 1.0,
) -> Marks:
    """Change `inside` near `click` (x, y in working pixels, wanted inside or not).

    others              labellings that the earlier prompt may have meant as well
    sure_in, sure_out   N bool: all that is known, this click included
    nearness            how much of the way to the present edge counts as near

    People click in the middle of a mistake: what is nearer than the present edge changes for sure.
    What may change lies within a radius in proportion to the way to that edge; the rest stays as it
    was. Several changes are tried, the one that looks best is kept.
    """
    x, y, wanted = click
    away = distance(graph, x, y)
    side = float(np.sqrt(graph.size.sum()))
    gap = max(nearness * gap_to(graph, inside == wanted, x, y), LEAST_GAP * side)
    reach = max(gap * NEIGHBOURHOOD, LEAST_NEIGHBOURHOOD * side)
    zone, here = away <= reach, nothing(graph)
    here[region_at(graph, x, y)] = True
    zone |= here
    flips = zone & (inside != wanted) | here
    hold = np.where(inside, HOLD, -HOLD) * np.clip(away / reach, 0, 1) ** 2
    local = np.exp(-0.5 * (away / reach) ** 2)

    def held(start: Marks, free: Marks, sure: Marks, prior: bool) -> Start:
        """Refine `start`; what is not `free` stays as it is `inside`, what is `sure` changes."""
        known_in, known_out = (sure_in | sure, sure_out) if wanted else (sure_in, sure_out | sure)
        held_in = (inside & ~free | known_in) & ~sure_out
        held_out = (~inside & ~free | known_out) & ~sure_in
        return Start(start, held_in, held_out, hold.astype(np.float32) if prior else None)

    starts = [
        held(
            np.where(flips & (away <= begun * gap), wanted, inside),
            flips,
            flips & (away <= sure * gap) | here,
            prior=True,
        )
        for sure, begun in PARTS
    ]
    near = (away <= OTHERS * gap) | here
    for labelling in others:
        start = np.where(near, labelling, inside)
        if start[region_at(graph, x, y)] == wanted:
            starts.append(held(start, near, here, prior=False))
    found = distinct(graph, settle(graph, starts, weight=local, rounds=ROUNDS, enough=SETTLED))
    # A click asks for a change: the smallest one that satisfies it often is too small.
    moved = [max(1.0, float(graph.size[other ^ inside].sum())) for other in found]
    return best(graph, found, np.asarray(CHANGE * np.log(moved), np.float32))[0].inside


def gap_to(graph: RegionGraph, there: Marks, x: float, y: float) -> float:
    """How far from the pixel at (x, y) the nearest of the regions `there` is, or a quarter side.

    Pixels and not regions: a region may lie round the click like a ring. Islands do not count
    where there is more.
    """
    return gaps_to(graph, there, [(x, y)])[0]


def gaps_to(graph: RegionGraph, there: Marks, places: Sequence[tuple[float, float]]) -> list[float]:
    """`gap_to` for each of several places."""
    mask = _without_islands(there[graph.labels].astype(np.uint8))
    if not mask.any():
        return [float(np.sqrt(graph.size.sum()) / 4)] * len(places)
    away = cv2.distanceTransform(1 - mask, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    bottom, right = mask.shape[0] - 1, mask.shape[1] - 1
    return [float(away[min(max(int(y), 0), bottom), min(max(int(x), 0), right)]) for x, y in places]


def _without_islands(mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`mask` (hxw, 0 or 1) without its small pieces, or as it is where it has no other."""
    _, pieces, told, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    large = told[:, cv2.CC_STAT_AREA] >= ISLAND * mask.size
    large[0] = False
    return np.asarray(large[pieces], np.uint8) if large.any() else mask
