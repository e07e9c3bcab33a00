"""A box is drawn by hand: a thing that is clearly seen may reach a little past its sides."""

from __future__ import annotations

from frisket_protocol.raster import Box

from .box import grown, told, within
from .cut import Start, joined, settle
from .regions import Marks, RegionGraph

CLEAR = 2.25
"""How well colour has to tell the thing; where it tells less, the side of the box is the better."""


def past_sides(graph: RegionGraph, box: Box, inside: Marks) -> Marks:
    """`inside` (N bool) with what is joined to it once `box` may be drawn a little too small.

    What lies just outside of such a box was taken for the ground, and what is like it for more of
    the ground.
    """
    if not inside.any() or told(graph, inside) < CLEAR:
        return inside
    outside = ~(within(graph, grown(box)) | inside)
    found = settle(graph, [Start(inside, inside, outside)], rounds=1)[0]
    return joined(graph, found, inside)
