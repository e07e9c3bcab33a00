"""Clicks and strokes that say what an object is: guesses from all of them, and a choice.

Several clicks inside tell roughly how large the object is: their convex hull is likely inside, and
what lies far from it is likely not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import cv2
import numpy as np

from .choice import EVERY, Scored, Taste, appearance, best
from .correcting.correction import gaps_to
from .cut import Start, joined
from .doubt import certainty
from .exploring import explore
from .regions import Floats, Marks, RegionGraph
from .starts import between, hull, nothing, passes, region_at

Told = TypeVar("Told")

RADII = (0.05, 0.1, 0.18, 0.3)
REACH = 2.5
FLOODS = (4.0, 8.0, 14.0, 22.0)
GROWTHS = (0.15, 0.3)
LEANINGS = (0.1, 0.2, 0.35)
LEAN, FARTHEST = 0.7, -2.0
APART = 0.05
"""Clicks nearer than this share of the picture's side say nothing about the object's size."""

PINHOLE = 0.04
"""How far from the outside, of the picture's side, no click outside lies."""

ROUNDS = 3
LEAST_AREA, MOST_AREA = 0.0005, 0.85
HELD, DEPTH, DEEP = 1.5, 8.0, 0.3
ALONE = Taste(step=5.0, contrast=3.0, separation=4.5, agreement=0.0, touching=-12.0, solidity=0.0)
"""One click does not tell the size: the guesses at it agree on parts, and a part may be solid."""

ALONE_LEVEL, ALONE_DEPTH, LARGER = 12.0, 12.0, 2.0


def candidates(
    graph: RegionGraph,
    places: Floats,
    sure_in: Marks,
    sure_out: Marks,
    others: Sequence[Marks] = (),
    away: Sequence[tuple[float, float]] = (),
) -> list[Scored]:
    """Up to three different objects that hold all `places`, best first.

    places              Kx2 working pixels, clicks inside; none if strokes say it all
    away                clicks outside, working pixels: no object has one in a mere pinhole
    sure_in, sure_out   N bool; sure_in holds some region
    others              labellings from elsewhere to choose from as well
    """
    sure_out = sure_out & ~sure_in
    core = _core(graph, places, sure_in)
    guesses = _guesses(graph, places, sure_in, sure_out)
    found = _of_each(guesses, lambda one: joined(graph, one, sure_in))
    kept = [one for one in [*others, *found] if _plausible(graph, one)] or [sure_in]
    if away:
        pierced = _of_each(kept, lambda one: _is_pierced(graph, one, away))
        kept = [one for one, no in zip(kept, pierced, strict=True) if not no] or kept
    if len(places) and not _is_wide(graph, places):
        return _of_one_click(graph, kept, places)
    liking = _of_each(kept, lambda one: _liking(graph, one, places, core))
    return best(graph, kept, np.array(liking))


def _of_one_click(graph: RegionGraph, kept: Sequence[Marks], places: Floats) -> list[Scored]:
    """The best of what one click may mean, at a score that says how far that is a guess."""
    liking = np.array(_of_each(kept, lambda one: _alone(graph, one, places)), np.float32)
    found = best(graph, kept, liking, ALONE)
    looks = appearance(graph, kept, ALONE) + liking
    sure = certainty(graph, kept, looks, found[0].inside)
    return [replace(one, score=one.score * sure) for one in found]


def seeds(graph: RegionGraph, places: Floats) -> Marks:
    """The regions at Kx2 working pixels, N bool."""
    found = nothing(graph)
    found[[region_at(graph, x, y) for x, y in places]] = True
    return found


def _guesses(graph: RegionGraph, places: Floats, sure_in: Marks, sure_out: Marks) -> list[Marks]:
    """Discs of several sizes, each refined; besides, floods from one click or hulls of several."""
    side = float(np.sqrt(graph.size.sum()))
    if not _is_wide(graph, places):
        seed = _away(graph, sure_in)
        starts = _grown(seed, sure_in, sure_out, [share * side for share in RADII])
        height = passes(graph, sure_in)
        starts += [Start(height <= level, sure_in, sure_out) for level in FLOODS]
        return explore(graph, starts, ROUNDS)
    apart = _widest(places)
    line = between(graph, places) & ~sure_out | sure_in
    whole = _core(graph, places, line) & ~sure_out
    away = _away(graph, whole)
    starts = [
        *_grown(_away(graph, sure_in), sure_in, sure_out, [share * side for share in RADII[:3]]),
        *_grown(_away(graph, line), line, sure_out, [share * side for share in RADII[:2]]),
        *_grown(away, line, sure_out, [share * apart for share in GROWTHS]),
    ]
    for share in LEANINGS:
        leaning = LEAN * np.clip(1.0 - away / (share * apart), FARTHEST, 1.0)
        inside = away <= share * apart
        starts.append(Start(inside, line, sure_out, leaning.astype(np.float32)))
    return explore(graph, starts, ROUNDS)


def _of_each(labellings: Sequence[Marks], ask: Callable[[Marks], Told]) -> list[Told]:
    """What `ask` says of each; it is asked once about those that are one and the same array."""
    told = {key: ask(one) for key, one in {id(one): one for one in labellings}.items()}
    return [told[id(one)] for one in labellings]


def _grown(away: Floats, sure_in: Marks, sure_out: Marks, radii: list[float]) -> list[Start]:
    """Discs of each radius round what all regions are so far `away` from, N float32.

    What is much farther away is outside.
    """
    return [
        Start(away <= radius, sure_in, (away > REACH * radius) & ~sure_in | sure_out)
        for radius in radii
    ]


def _away(graph: RegionGraph, marks: Marks) -> Floats:
    """How far the pixels of each region are from the nearest of `marks` in the mean, N float32."""
    apart = (~marks[graph.labels]).astype(np.uint8)
    return graph.mean(cv2.distanceTransform(apart, cv2.DIST_L2, 3))


def _core(graph: RegionGraph, places: Floats, sure_in: Marks) -> Marks:
    """What lies between clicks and is likely inside, N bool."""
    if len(places) < 2:
        return sure_in
    return np.asarray(graph.mean(hull(graph, places)) > 0.5, np.bool_) | sure_in


def _is_wide(graph: RegionGraph, places: Floats) -> bool:
    """Whether clicks lie so far apart that they tell the object's size."""
    return _widest(places) > APART * float(np.sqrt(graph.size.sum()))


def _widest(places: Floats) -> float:
    """The widest way between two of Kx2 places."""
    if len(places) < 2:
        return 0.0
    return float(np.linalg.norm(places[:, None] - places[None], axis=2).max())


def _plausible(graph: RegionGraph, inside: Marks) -> bool:
    share = float(graph.size[inside].sum() / graph.size.sum())
    return LEAST_AREA < share < MOST_AREA


def _is_pierced(graph: RegionGraph, inside: Marks, away: Sequence[tuple[float, float]]) -> bool:
    """Whether a click outside lies deep in a labelling, which is outside in a pinhole there."""
    deep = PINHOLE * float(np.sqrt(graph.size.sum()))
    return max(gaps_to(graph, ~inside, away)) > deep


def _liking(graph: RegionGraph, inside: Marks, places: Floats, core: Marks) -> float:
    """Less where a click lies at the edge or what lies between the clicks is left out; at most 0.

    People click well inside of a thing.
    """
    held = float(graph.size[inside & core].sum() / graph.size[core].sum())
    depth = _depth(graph, inside, places) if len(places) else DEEP
    return HELD * (held - 1.0) + DEPTH * (depth - DEEP)


def _alone(graph: RegionGraph, inside: Marks, places: Floats) -> float:
    """People mean the whole thing rather than the part that they clicked."""
    share = float(graph.size[inside].sum() / graph.size.sum())
    depth = ALONE_DEPTH * (_depth(graph, inside, places) - DEEP)
    return ALONE_LEVEL + LARGER * math.log(max(share, 1e-4)) + depth


def _depth(graph: RegionGraph, inside: Marks, places: Floats) -> float:
    """How far the nearest edge is from the click that is nearest to one, as a share of the size."""
    mask = inside[graph.labels[::EVERY, ::EVERY]].astype(np.uint8)
    framed = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depths = EVERY * cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    shallowest = min(float(depths[int(y) // EVERY, int(x) // EVERY]) for x, y in places)
    return min(shallowest / float(np.sqrt(max(graph.size[inside].sum(), 1.0))), DEEP)
