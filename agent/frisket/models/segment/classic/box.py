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
THINNEST, THIN = 0.01, 0.15
"""The least share of its box that a thin thing covers, if it is clearly seen; and the most."""

MOST, SEEN = 3.0, 1.5
"""The evidence of a colour that tells without fail, and of one that tells clearly."""

ALIKE = 8.0
"""How far apart colours may be and still be of one kind, in CIELAB units."""

BETTER, MUCH_BETTER = 1.35, 1.45
"""How much better colour has to tell another labelling from the rest."""

SHORT, SIDES, FAR_SHORT = 0.03, 3, 0.4
"""How far, as a share of the box, and on how many sides a labelling falls short of another; and how
far on all sides together it may at most."""

HOLLOW = 0.85
"""How much of the box each way is left out where only what lies along its sides is looked at."""


def cut_box(graph: RegionGraph, box: Box, sure_in: Marks, sure_out: Marks) -> Marks:
    """The object that fills `box` (working pixels), N bool.

    sure_in, sure_out   N bool, what is known besides the box
    """
    outside = ~within(graph, box) & ~sure_in | sure_out
    if outside.all():
        outside = sure_out
    room = float(graph.size[~outside].sum())

    def settled(*starts: Marks) -> list[Marks]:
        return settle(graph, [Start(start & ~outside, sure_in, outside) for start in starts])

    def is_likely(one: Marks) -> bool:
        return SMALLEST < float(graph.size[one].sum()) / max(room, 1.0) < LARGEST

    ellipses = [ellipse(graph, box, scale) for scale in SCALES]
    raw = unlike(graph, outside) & ~outside | sure_in
    *found, strange = settled(*ellipses, ~outside, raw)
    if _is_lost(graph, strange, raw, room):
        strange = raw
    voters = [one for one in found if is_likely(one)]
    if not voters:  # a thin thing, or the picture says nothing and the box alone does
        share = float(graph.size[strange].sum()) / max(room, 1.0)
        is_seen = THINNEST < share < LARGEST and _told(graph, strange) > SEEN
        return strange if is_seen else ~outside
    best = majority(voters)
    told = _told(graph, best)
    if strange.any():
        more = _told(graph, strange)
        if more > BETTER * told or _lies_within(graph, box, best, strange):
            best, told = strange, more
    if told * MUCH_BETTER < MOST:
        rims = settled(~ellipse(graph, box, HOLLOW), ~_middle(graph, box, HOLLOW))
        best = _rim(graph, box, rims, best, told)
    return best


def within(graph: RegionGraph, box: Box) -> Marks:
    """Regions that lie in `box` with more than half of their pixels."""
    return np.asarray(graph.mean(pixels_in(graph, box)) > 0.5, np.bool_)


def pixels_in(graph: RegionGraph, box: Box) -> Marks:
    """The pixels whose middle lies in `box`, hxw bool."""
    height, width = graph.labels.shape
    rows, columns = np.arange(height) + 0.5, np.arange(width) + 0.5
    across = (columns > box.x0) & (columns < box.x1)
    return np.asarray(((rows > box.y0) & (rows < box.y1))[:, None] & across, np.bool_)


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


def _is_lost(graph: RegionGraph, cut: Marks, raw: Marks, room: float) -> bool:
    """Whether a thin thing that is clearly seen was cut away: its outline is long for its area."""
    before, after = float(graph.size[raw].sum()), float(graph.size[cut].sum())
    is_thin = THINNEST < before / max(room, 1.0) < THIN
    return is_thin and after < before / 2 and _told(graph, raw) > SEEN


def _told(graph: RegionGraph, inside: Marks) -> float:
    """How well colour tells `inside` from the rest, -MOST to MOST."""
    weight = inside * graph.size
    return float(colour_evidence(graph, inside) @ weight / max(float(weight.sum()), 1e-6))


def _lies_within(graph: RegionGraph, box: Box, one: Marks, other: Marks) -> bool:
    """Whether `other` reaches farther than `one` on nearly every side of the box, or far beyond."""
    if not one.any():
        return True
    short = _reach(graph, box, other) - _reach(graph, box, one)
    return int(np.count_nonzero(short > SHORT)) >= SIDES or float(short.sum()) > FAR_SHORT


def _rim(graph: RegionGraph, box: Box, rims: list[Marks], best: Marks, told: float) -> Marks:
    """One of `rims` that goes all round and that colour tells much better, else `best`."""
    needed = MUCH_BETTER * told
    for rim in rims:
        if rim.any() and (_reach(graph, box, best) - _reach(graph, box, rim) < SHORT).all():
            more = _told(graph, rim)
            if more > needed:
                best, needed = rim, more
    return best


def _middle(graph: RegionGraph, box: Box, scale: float) -> Marks:
    """Regions whose middle lies in the box times `scale`."""
    across = (graph.place[:, 0] - (box.x0 + box.x1) / 2) / max(box.width / 2, 0.5)
    down = (graph.place[:, 1] - (box.y0 + box.y1) / 2) / max(box.height / 2, 0.5)
    return np.asarray(np.maximum(np.abs(across), np.abs(down)) < scale, np.bool_)


def _reach(graph: RegionGraph, box: Box, inside: Marks) -> Floats:
    """How far the middles of regions lie left, up, right and down, in shares of the box's sides."""
    places = graph.place[inside] / np.array([max(box.width, 1.0), max(box.height, 1.0)], np.float32)
    return np.concatenate([-places.min(axis=0), places.max(axis=0)])
