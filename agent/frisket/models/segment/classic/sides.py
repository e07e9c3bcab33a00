"""A box is drawn by hand: a thing that is clearly seen may reach a little past its sides."""

from __future__ import annotations

from frisket_protocol.raster import Box

from .box import grown, told, within
from .cut import Start, joined, settle
from .regions import Marks, RegionGraph

CLEAR = 2.25
"""How well colour has to tell the thing; where it tells less, the side of the box is the better."""


def past_sides(graph: RegionGraph, box: Box, inside: Marks) -> Marks:
    """`inside` (N bool) with what belongs to it and lies just outside of `box`."""
    if not inside.any() or told(graph, inside) < CLEAR:
        return inside
    return beyond(graph, box, inside)


def beyond(graph: RegionGraph, box: Box, inside: Marks) -> Marks:
    open_ = within(graph, grown(box)) & ~within(graph, box)
    found = settle(graph, [Start(inside, inside, ~(open_ | inside))], rounds=1)[0]
    return joined(graph, found, inside)
