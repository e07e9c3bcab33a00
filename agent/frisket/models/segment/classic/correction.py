"""A further click: it changes its own neighbourhood and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from .choice import best, distinct
from .cut import Start, settle
from .regions import Marks, RegionGraph
from .starts import distance, region_at

NEIGHBOURHOOD = 2.5
LEAST_NEIGHBOURHOOD = 0.06
HOLD = 0.7
CHANGE = 1.0
PARTS = (1, 2, 4)
ROUNDS = 2
SETTLED = 0.97


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
    gap = gap_to(graph, inside == wanted, x, y)
    reach = max(gap * NEIGHBOURHOOD, LEAST_NEIGHBOURHOOD * side)
    zone = away <= reach
    zone[region_at(graph, x, y)] = True
    flips = zone & (inside != wanted)
    hold = np.where(inside, HOLD, -HOLD) * np.clip(away / reach, 0, 1) ** 2
    local = np.exp(-0.5 * (away / reach) ** 2)

    def held(start: Marks, free: Marks, prior: bool) -> Start:
        """Refine `start`; what is not `free` stays as it is `inside`."""
        held_in = (inside & ~free | sure_in) & ~sure_out
        held_out = (~inside & ~free | sure_out) & ~sure_in
        return Start(start, held_in, held_out, hold.astype(np.float32) if prior else None)

    starts = [held(inside ^ (flips & (away <= gap / part)), flips, True) for part in PARTS]
    for labelling in others:
        start = np.where(zone, labelling, inside)
        if start[region_at(graph, x, y)] == wanted:
            starts.append(held(start, zone, False))
    found = distinct(graph, settle(graph, starts, weight=local, rounds=ROUNDS, enough=SETTLED))
    # A click asks for a change: the smallest one that satisfies it often is too small.
    moved = [max(1.0, float(graph.size[other ^ inside].sum())) for other in found]
    return best(graph, found, np.asarray(CHANGE * np.log(moved), np.float32))[0].inside


def gap_to(graph: RegionGraph, there: Marks, x: float, y: float) -> float:
    """How far from the pixel at (x, y) the nearest of the regions `there` is, or a quarter side.

    Pixels and not regions: a region may lie round the click like a ring.
    """
    apart = (~there[graph.labels]).astype(np.uint8)
    if apart.all():
        return float(np.sqrt(graph.size.sum()) / 4)
    away = cv2.distanceTransform(apart, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    height, width = apart.shape
    return float(away[min(max(int(y), 0), height - 1), min(max(int(x), 0), width - 1)])
