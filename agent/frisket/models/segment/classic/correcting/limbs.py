"""A part at the edge of a thing: hair on a head, a hat, the cap of a bottle.

The mask's edge lies near a click there, and says nothing of how far its part goes: what does is
where the colours end. Several guesses at the part are cut out of the click's side of the mask; one
is believed where it is unlike the rest of that side, the click is well inside, and others agree.
The weights were fitted on clicks on photographs traced by hand and on composites, on parts that
show something else than the rest of their thing, and on ordinary mistakes of masks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ..choice import appearance, overlaps
from ..cut import Start, colour_evidence, joined, settle
from ..regions import Floats, Marks, RegionGraph
from ..starts import distance, nothing, passes, region_at
from .parts import filled, middle

RADII = (0.03, 0.06, 0.1, 0.16, 0.25)
"""Radii of the discs to begin with, in shares of the picture's side."""
WIDEST = 3.0
"""How far, in radii, what grows from a disc may reach."""
FLOODS = (6.0, 10.0, 16.0)
ROUNDS, SETTLED = 3, 0.97


class Weights(NamedTuple):
    """How much each sign of a part counts; the sum is the overlap that it is likely to gain.

    of_side     its share of the click's side of the mask (log)
    rest_alike  how much like it the rest of that side is, -3 to 3
    middle      how far from its edge the click is, as a share of the deepest place
    step        how far apart colours are along three quarters of its edge to the rest (log)
    agreement   its overlap with the other guesses, 0 to 1
    look        how much better the mask looks with it than with the usual change
    larger      how much larger it is than the usual change (log)
    level       added to all
    """

    of_side: float = -0.0276
    rest_alike: float = -0.015
    middle: float = 0.0984
    step: float = 0.0088
    agreement: float = 0.1732
    look: float = 0.0014
    larger: float = 0.0062
    level: float = -0.272


USUAL = Weights()
ENOUGH = 0.005
"""The least gain that is expected of a part, to be believed."""
REACHES = 0.1
"""What is added where the part makes the mask reach all sides of its box."""


def limb(
    graph: RegionGraph,
    inside: Marks,
    click: tuple[float, float, bool],
    usual: Marks,
    missed: Sequence[Marks] = (),
) -> Marks | None:
    """The part that a click on the wrong side of a mask lies on, N bool; None where none is seen.

    inside   N bool, the mask so far, which disagrees with the click: x, y in working pixels, and
             whether it wants to be inside
    usual    N bool, the mask as the click's neighbourhood alone would change it
    missed   N bool each, what lies along those sides of a box that the mask does not reach
    """
    x, y, wanted = click
    here = nothing(graph)
    here[region_at(graph, x, y)] = True
    side: Marks = (inside != wanted) | here
    guesses = _guesses(graph, side, here, (x, y))
    changes = [np.where(part, wanted, inside) for part in guesses]
    looks = appearance(graph, [usual, *changes])
    agreement = overlaps(graph, guesses).mean(axis=1)
    before = float(graph.size[(usual != inside) | here].sum())
    reached = _reached(missed, usual)
    gains = [
        _gain(graph, side, part, (x, y), np.array([agrees, look - looks[0]]), before)
        + REACHES * (_reached(missed, part) - reached)
        for part, agrees, look in zip(guesses, agreement, looks[1:], strict=True)
    ]
    best = int(np.argmax(gains))
    return guesses[best] if gains[best] > ENOUGH else None


def _reached(sides: Sequence[Marks], part: Marks) -> float:
    """The share of `sides` that `part` reaches, 0 to 1."""
    return float(np.mean([(part & one).any() for one in sides])) if sides else 0.0


def _guesses(
    graph: RegionGraph, side: Marks, here: Marks, place: tuple[float, float]
) -> list[Marks]:
    """Different parts of `side` round a click, at least one."""
    away = distance(graph, *place)
    radii = [share * float(np.sqrt(graph.size.sum())) for share in RADII]
    starts = [
        Start((away <= radius) & side | here, here, ~(side & (away <= WIDEST * radius)) & ~here)
        for radius in radii
    ]
    height = passes(graph, here)
    starts += [Start((height <= level) & side | here, here, ~side) for level in FLOODS]
    found: list[Marks] = []
    for one in settle(graph, starts, rounds=ROUNDS, enough=SETTLED):
        part: Marks = filled(graph, joined(graph, one & side | here, here)) & side | here
        if not any(np.array_equal(part, other) for other in found):
            found.append(part)
    return found


def _gain(
    graph: RegionGraph,
    side: Marks,
    part: Marks,
    place: tuple[float, float],
    signs: Floats,
    before: float,
) -> float:
    """What changing `part` is likely to gain. signs: its agreement, and how it looks."""
    area, rest = float(graph.size[part].sum()), side & ~part
    like = colour_evidence(graph, part)
    alike = float(np.average(like[rest], weights=graph.size[rest])) if rest.any() else -3.0
    own = np.log(area / max(float(graph.size[side].sum()), 1.0) + 1e-3), alike
    more = middle(graph, part, *place), np.log1p(_step(graph, side, part)), *signs
    told: Sequence[float] = [*own, *more, np.log(area / before), 1.0]
    return float(np.dot(USUAL, told))


def _step(graph: RegionGraph, side: Marks, part: Marks) -> float:
    """How far apart colours are at least on three quarters of the edge between part and rest."""
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    edge = (part[first] != part[second]) & side[first] & side[second]
    if not edge.any():
        return 0.0
    apart = np.linalg.norm(graph.colour[first[edge]] - graph.colour[second[edge]], axis=1)
    order = np.argsort(apart)
    passed = np.cumsum(graph.length[edge][order])
    return float(apart[order][np.searchsorted(passed, passed[-1] / 4)])
