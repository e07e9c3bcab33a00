"""A box: many starts are refined, and every region is decided by their majority.

Unless one more start, of what is unlike all that lies outside the box, knows better. A ring or a
frame has the ground within it, and what starts in the middle of the box takes that for the thing.
So it is with a bough before hills that show in the box more than beside it: what is rare outside is
tried by itself. Where colour tells little, all is done once more with the roughness of surfaces.
"""

from __future__ import annotations

import numpy as np

from frisket.models.base import Soft
from frisket_protocol.raster import Box, Point

from .choice import overlaps
from .cut import OWN_SHARE, Start, colour_evidence, main_part, majority, settle
from .regions import Floats, Marks, RegionGraph, kernel, with_roughness
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

SAME_THING = 0.4
"""The least overlap of what roughness finds: it mends the outline, and knows no other thing."""

RARE, NEVER = 0.5, 1e-6
"""How much more frequent, as a logarithm, the colour of a thin thing is within the box; and the
least frequency."""

BOUGH, ONE_PIECE, TIP, CORNER = 0.25, 0.65, 0.3, 0.1
"""Of a thin thing before more than one ground: the most of the box that it covers, the least share
of its largest piece, and how far that may fall short on a side; and how far a thin frame may."""

THIN_TOLD, THIN_BETTER = 2.0, 1.15
"""How well colour has to tell such a thing, and how much better than the rest."""

ALONE = 3.0
"""How much more frequent, as a logarithm, a colour is in the box where it is not of the ground."""
MORE, AS_WELL = 1.2, 0.98
"""How much larger a thing with the regions that its box cuts is, and how well it has to be told."""

SLACK = 0.04
"""How far past the sides of its box a thing may reach, as a share of the box: a box is drawn by
hand."""


def cut_box(graph: RegionGraph, box: Box, sure_in: Marks, sure_out: Marks) -> Marks:
    """The object that fills `box` (working pixels), N bool.

    sure_in, sure_out   N bool, what is known besides the box
    """
    found = _cut(graph, box, sure_in, sure_out)
    clear = told(graph, found)
    if clear > SEEN:
        return _with_crossing(graph, box, found, sure_in, sure_out)
    rougher = with_roughness(graph)
    other = _cut(rougher, box, sure_in, sure_out)
    is_same = bool(overlaps(graph, [found, other])[0, 1] > SAME_THING)
    return other if is_same and told(rougher, other) > clear else found


def _cut(
    graph: RegionGraph, box: Box, sure_in: Marks, sure_out: Marks, free: Marks | None = None
) -> Marks:
    """free: N bool, regions beyond the box that may be of the thing all the same."""
    known = sure_in if free is None else sure_in | free
    outside = ~within(graph, box) & ~known | sure_out
    if outside.all():
        outside = sure_out
    room = float(graph.size[~outside].sum())

    def settled(*starts: Marks) -> list[Marks]:
        return settle(graph, [Start(start & ~outside, sure_in, outside) for start in starts])

    def is_likely(one: Marks) -> bool:
        return SMALLEST < float(graph.size[one].sum()) / max(room, 1.0) < LARGEST

    ellipses = [ellipse(graph, box, scale) for scale in SCALES]
    strangeness = unlike(graph, outside)
    raw, rare = ((strangeness > level) & ~outside | sure_in for level in (0.0, RARE))
    *found, strange, thin = settled(*ellipses, ~outside, raw, rare)
    if _is_lost(graph, strange, raw, room):
        strange = raw
    voters = [one for one in found if is_likely(one)]
    if not voters:  # a thin thing, or the picture says nothing and the box alone does
        share = float(graph.size[strange].sum()) / max(room, 1.0)
        is_seen = THINNEST < share < LARGEST and told(graph, strange) > SEEN
        return strange if is_seen else _past_sides(graph, box, ~outside, sure_in, sure_out)
    best = majority(voters)
    clear = told(graph, best)
    if strange.any():
        more = told(graph, strange)
        if more > BETTER * clear or _lies_within(graph, box, best, strange):
            best, clear = strange, more
    for one in () if sure_in.any() else (thin, rare):
        is_better = told(graph, one) > max(THIN_TOLD, THIN_BETTER * clear)
        if is_better and _stretches(graph, box, one, best, room):
            return one
    if clear * MUCH_BETTER < MOST:
        rims = settled(~ellipse(graph, box, HOLLOW), ~_middle(graph, box, HOLLOW))
        best = _rim(graph, box, rims, best, clear)
        best = _past_sides(graph, box, best, sure_in, sure_out)
    return best


def _with_crossing(
    graph: RegionGraph, box: Box, found: Marks, sure_in: Marks, sure_out: Marks
) -> Marks:
    """`found`, or what is found with the regions that the box cuts where they are of the thing.

    A thin frame in a tight box has a strip of its regions beyond the sides. Taken for the ground,
    it makes ground of the frame. Such regions show what is in the box alone, and what they are
    found with is told at least as well.
    """
    room = graph.size[within(graph, box)].sum()
    if graph.size[found].sum() > BOUGH * room:
        return found
    share = graph.mean(pixels_in(graph, box))
    crossing: Marks = (share > 0) & (share <= 0.5) & ~sure_out
    if crossing.any():
        crossing[crossing] = unlike(graph, share == 0, crossing) > ALONE
    if not crossing.any():
        return found
    other = _cut(graph, box, sure_in, sure_out, crossing)
    is_more = graph.size[other].sum() > MORE * graph.size[found].sum()
    return other if is_more and told(graph, other) >= AS_WELL * told(graph, found) else found


def within(graph: RegionGraph, box: Box) -> Marks:
    """Regions that lie in `box` with more than half of their pixels."""
    return np.asarray(graph.mean(pixels_in(graph, box)) > 0.5, np.bool_)


def grown(box: Box, share: float = SLACK) -> Box:
    """`box` with each side moved out by a share of its size."""
    across, down = share * box.width, share * box.height
    return Box(box.x0 - across, box.y0 - down, box.x1 + across, box.y1 + down)


def holds(box: Box, click: Point) -> bool:
    """Whether `click` lies in `box`, or on its sides."""
    return box.x0 <= click.x <= box.x1 and box.y0 <= click.y <= box.y1


def kept_in(mask: Soft, box: Box) -> Soft:
    """`mask` (HxW) without the pixels whose middle lies outside of `box` (the same pixels)."""
    height, width = mask.shape
    x0, x1 = (min(max(round(side), 0), width) for side in (box.x0, box.x1))
    y0, y1 = (min(max(round(side), 0), height) for side in (box.y0, box.y1))
    kept = np.zeros_like(mask)
    kept[y0:y1, x0:x1] = mask[y0:y1, x0:x1]
    return kept


def pixels_in(graph: RegionGraph, box: Box) -> Marks:
    """The pixels whose middle lies in `box`, hxw bool."""
    height, width = graph.labels.shape
    rows, columns = np.arange(height) + 0.5, np.arange(width) + 0.5
    across = (columns > box.x0) & (columns < box.x1)
    return np.asarray(((rows > box.y0) & (rows < box.y1))[:, None] & across, np.bool_)


def unlike(graph: RegionGraph, outside: Marks, of: Marks | None = None) -> Floats:
    """How much more frequent the colour of each region is elsewhere than `outside`: N, a logarithm.

    Of the M regions `of` alone, M. Wherever they lie: what shows through a hole is as far from the
    ground round the thing as it can be.
    """
    size = np.stack([np.where(outside, graph.size, 0), np.where(outside, 0, graph.size)])
    size = size.astype(np.float32)
    own = size if of is None else size[:, of]
    density = np.maximum(size @ kernel(graph.colour, ALIKE, of).T - OWN_SHARE * own, 0.0)
    there, here = density / np.maximum(size.sum(axis=1, keepdims=True), 1.0) + NEVER
    return np.asarray(np.log(here / there), np.float32)


def _is_lost(graph: RegionGraph, cut: Marks, raw: Marks, room: float) -> bool:
    """Whether a thin thing that is clearly seen was cut away: its outline is long for its area."""
    before, after = float(graph.size[raw].sum()), float(graph.size[cut].sum())
    is_thin = THINNEST < before / max(room, 1.0) < THIN
    return is_thin and after < before / 2 and told(graph, raw) > SEEN


def told(graph: RegionGraph, inside: Marks) -> float:
    """How well colour tells `inside` from the rest, -MOST to MOST."""
    weight = inside * graph.size
    return float(colour_evidence(graph, inside) @ weight / max(float(weight.sum()), 1e-6))


def _lies_within(graph: RegionGraph, box: Box, one: Marks, other: Marks) -> bool:
    """Whether `other` reaches farther than `one` on nearly every side of the box, or far beyond."""
    if not one.any():
        return True
    short = _reach(graph, box, other) - _reach(graph, box, one)
    return int(np.count_nonzero(short > SHORT)) >= SIDES or float(short.sum()) > FAR_SHORT


def _stretches(graph: RegionGraph, box: Box, thin: Marks, best: Marks, room: float) -> bool:
    """Whether `thin` is thin, all but of one piece, and reaches about as far as `best`."""
    area = float(graph.size[thin].sum())
    if not THINNEST < area / max(room, 1.0) < BOUGH:
        return False
    piece = main_part(graph, thin)
    if float(graph.size[piece].sum()) < ONE_PIECE * area:
        return False
    return _reaches(graph, box, piece, best, TIP)


def _past_sides(
    graph: RegionGraph, box: Box, best: Marks, sure_in: Marks, sure_out: Marks
) -> Marks:
    """A thin frame that a box drawn a little too small cuts off, else `best`.

    Then what lies beside the box is the frame, and all in it is ground.
    """
    clear = told(graph, best)
    if clear > SEEN:
        return best
    outside = ~within(graph, grown(box)) & ~sure_in | sure_out
    raw = (unlike(graph, outside) > RARE) & ~outside | sure_in
    found = settle(graph, [Start(raw, sure_in, outside)])[0]
    is_clear = told(graph, found) > max(THIN_TOLD, MUCH_BETTER * clear)
    return found if is_clear and _reaches(graph, box, found, best, CORNER) else best


def _reaches(graph: RegionGraph, box: Box, one: Marks, other: Marks, short: float) -> bool:
    """Whether `one` falls `short` of `other` by no more than that on any side of the box."""
    if not (one.any() and other.any()):
        return False
    return bool((_reach(graph, box, other) - _reach(graph, box, one) < short).all())


def _rim(graph: RegionGraph, box: Box, rims: list[Marks], best: Marks, clear: float) -> Marks:
    """One of `rims` that goes all round and that colour tells much better, else `best`."""
    needed = MUCH_BETTER * clear
    for rim in rims:
        if _reaches(graph, box, rim, best, SHORT):
            more = told(graph, rim)
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
