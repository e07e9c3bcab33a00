"""A thing on a thing: what a click deep inside, or far outside, of a mask lies on by itself.

A badge on a coat has an edge all round, is unlike what is about it, and that belongs to the coat.
Where all of this is so, the click means the badge, however far the coat's own edge is.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from ..cut import Start, colour_evidence, joined, settle
from ..regions import Marks, RegionGraph
from ..starts import distance, nothing, region_at

RADII = (0.15, 0.25, 0.4)
"""Radii of the discs to begin with, as shares of the way to the mask's edge."""
WIDEST = 3.0
"""How far, in radii, what grows from a disc may reach."""
ROUNDS = 3
SETTLED = 0.97
FREE, STEP, RING, OWN, MIDDLE = 0.02, 18.0, 1.3, 0.3, 0.75
DEEP = 0.04
"""How far from the mask's edge a click is, of the picture's side, that may mean such a thing."""
LEAST = 5e-4
"""The least share of the picture: a smaller one is as likely a spot of light."""


class Look(NamedTuple):
    """What a part looks like.

    free     the share of its edge that is the mask's own
    step     how far apart colours are across its edge, CIELAB units
    ring     how surely what lies round it belongs to the side that it is taken from, -3 to 3
    own      how surely it belongs there itself
    middle   how far from its edge the click is, as a share of the deepest place
    """

    free: float
    step: float
    ring: float
    own: float
    middle: float

    @property
    def is_thing(self) -> bool:
        """Whether it stands out from what is round it, and the click is well inside."""
        stands_out = self.step >= STEP and self.ring >= RING and self.own <= OWN
        return self.free <= FREE and stands_out and self.middle >= MIDDLE


def own_part(
    graph: RegionGraph, inside: Marks, click: tuple[float, float, bool], gap: float
) -> Marks | None:
    """The smallest thing by itself that a click lies on, N bool; None where there is none.

    inside   N bool, the mask so far, which disagrees with the click: x, y in working pixels, and
             whether it wants to be inside
    gap      how far from the click the mask's edge is, working pixels
    """
    if gap < DEEP * float(np.sqrt(graph.size.sum())):
        return None
    x, y, wanted = click
    side, here = inside != wanted, nothing(graph)
    here[region_at(graph, x, y)] = True
    away = distance(graph, x, y)
    starts = [
        Start((away <= radius) & side | here, here, ~(side & (away <= WIDEST * radius)) & ~here)
        for radius in (share * gap for share in RADII)
    ]
    for found in settle(graph, starts, rounds=ROUNDS, enough=SETTLED):
        part: Marks = filled(graph, joined(graph, found & side | here, here)) & side | here
        large = graph.size[part].sum() >= LEAST * graph.size.sum()
        if large and _look(graph, inside, part, click).is_thing:
            return part
    return None


def filled(graph: RegionGraph, part: Marks) -> Marks:
    """`part` without its holes."""
    mask = part[graph.labels].astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = cv2.drawContours(np.zeros_like(mask), outlines, -1, 1, -1)
    return np.asarray((graph.mean(filled) > 0.5) | part, np.bool_)


def _look(graph: RegionGraph, inside: Marks, part: Marks, click: tuple[float, float, bool]) -> Look:
    x, y, wanted = click
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    edge = part[first] != part[second]
    length = graph.length[edge]
    beyond = np.where(part[first], second, first)[edge]
    held = (inside != wanted)[beyond]
    if not held.any():
        return Look(1.0, 0.0, 0.0, 0.0, 0.0)
    apart = np.linalg.norm(graph.colour[first[edge]] - graph.colour[second[edge]], axis=1)
    changed = np.where(part, wanted, inside)
    likeness = colour_evidence(graph, changed) * (-1 if wanted else 1)
    return Look(
        free=float(length[~held].sum() / length.sum()),
        step=float(np.average(apart[held], weights=length[held])),
        ring=float(np.average(likeness[beyond[held]], weights=length[held])),
        own=float(np.average(likeness[part], weights=graph.size[part])),
        middle=middle(graph, part, x, y),
    )


def middle(graph: RegionGraph, part: Marks, x: float, y: float) -> float:
    """How far (x, y) is from the edge of `part`, as a share of its deepest place, 0 to 1."""
    mask = part[graph.labels].astype(np.uint8)
    framed = cv2.copyMakeBorder(mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 3)[1:-1, 1:-1]
    return float(depth[int(y), int(x)] / max(float(depth.max()), 1.0))
