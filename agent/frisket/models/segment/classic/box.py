"""A box: many starts are refined, and every region is decided by their majority.

Unless one more start, of what is unlike all that lies outside the box, knows better. A ring or a
frame has the ground within it, and what starts in the middle of the box takes that for the thing.
"""

from __future__ import annotations

import numpy as np

from frisket_protocol.raster import Box

from .cut import OWN_SHARE, Start, colour_evidence, majority, settle
from .regions import Floats, Marks, RegionGraph, kernel
from .starts import ellipse

SCALES = (0.55, 0.7, 0.85, 1.0)
SMALLEST, LARGEST = 0.08, 0.98
ALIKE = 8.0
"""How far apart colours may be and still be of one kind, in CIELAB units."""

BETTER = 1.35
"""How much better colour has to tell another labelling from the rest."""

SHORT, SIDES = 0.03, 3
"""How far, as a share of the box, and on how many sides a labelling falls short of another."""


def cut_box(graph: RegionGraph, box: Box, sure_in: Marks, sure_out: Marks) -> Marks:
    """The object that fills `box` (working pixels), N bool.

    sure_in, sure_out   N bool, what is known besides the box
    """
    outside = ~within(graph, box) & ~sure_in | sure_out
    if outside.all():
        outside = sure_out
    room = float(graph.size[~outside].sum())
    starts = [ellipse(graph, box, scale) & ~outside for scale in SCALES] + [~outside]
    starts.append(unlike(graph, outside) & ~outside)
    found = settle(graph, [Start(start, sure_in, outside) for start in starts])
    good = [SMALLEST < graph.size[f].sum() / max(room, 1.0) < LARGEST for f in found]
    voters = [one for one, is_good in zip(found[:-1], good[:-1], strict=True) if is_good]
    strange = found[-1]
    if not voters:
        return strange if good[-1] else _shape(graph, box, outside) | sure_in
    voted = majority(voters)
    return strange if _knows_better(graph, box, strange, voted) else voted


def within(graph: RegionGraph, box: Box) -> Marks:
    """Regions that lie in `box` with more than half of their pixels."""
    height, width = graph.labels.shape
    rows, columns = np.arange(height) + 0.5, np.arange(width) + 0.5
    mask = ((rows > box.y0) & (rows < box.y1))[:, None] & ((columns > box.x0) & (columns < box.x1))
    return np.asarray(graph.mean(mask) > 0.5, np.bool_)


def unlike(graph: RegionGraph, outside: Marks) -> Marks:
    """Regions whose colour is more frequent elsewhere than among those `outside`, N bool.

    Wherever they lie: what shows through a hole is as far from the ground round the thing as it
    can be.
    """
    size = np.stack([np.where(outside, graph.size, 0), np.where(outside, 0, graph.size)])
    size = size.astype(np.float32)
    density = size @ kernel(graph.colour, ALIKE) - OWN_SHARE * size
    there, here = density / np.maximum(size.sum(axis=1, keepdims=True), 1.0)
    return np.asarray(here > there, np.bool_)


def _knows_better(graph: RegionGraph, box: Box, one: Marks, other: Marks) -> bool:
    """Whether colour tells `one` from the rest much better, or `other` lies well within `one`."""
    if not (one.any() and other.any()):
        return bool(one.any())
    stack = np.stack([one, other])
    weight = stack * graph.size
    told, less = (colour_evidence(graph, stack) * weight).sum(axis=1) / weight.sum(axis=1)
    short = _reach(graph, box, one) - _reach(graph, box, other)
    return bool(told > BETTER * max(less, 0.0)) or np.count_nonzero(short > SHORT) >= SIDES


def _reach(graph: RegionGraph, box: Box, inside: Marks) -> Floats:
    """How far the middles of regions lie left, up, right and down, in shares of the box's sides."""
    places = graph.place[inside] / np.array([max(box.width, 1.0), max(box.height, 1.0)], np.float32)
    return np.concatenate([-places.min(axis=0), places.max(axis=0)])


def _shape(graph: RegionGraph, box: Box, outside: Marks) -> Marks:
    """The ellipse of the box, or all that may be inside where the picture says nothing."""
    found = ellipse(graph, box, 1.0) & ~outside
    return found if found.any() else ~outside
