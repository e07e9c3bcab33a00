"""A box is drawn by hand: a thing that is clearly seen may reach a little past its sides.

And a thing that the picture's border cuts off has a side of its box at the border, which few people
hit with the mouse. What does not reach a side is not all of the thing.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from frisket_protocol.raster import Box

from .box import RARE, SLACK, grown, pixels_in, told, unlike, within
from .cut import Start, joined, settle
from .regions import Marks, RegionGraph

CLEAR = 2.25
"""How well colour has to tell the thing; where it tells less, the side of the box is the better."""

SIDES = ("y1", "x0", "x1", "y0")
"""Of a box, first the lower one: it is there that pictures cut things off the most."""
NEARLY_ALL = 0.9
"""The share of what lies between a side and the border that has to be unlike the ground. Before a
ground of many colours half of it may be."""

ALONG = 0.06
"""How wide the strip along a side is that a thing reaches, as a share of the box."""


def to_borders(graph: RegionGraph, box: Box, borders: Box) -> Box:
    """`box` with its sides moved to the picture's borders where the thing goes on up to there.

    borders: where they are (working pixels), if the graph reaches so far, and far outside if not.

    The narrow strip between would be taken for the ground. Where nearly all of it has colours that
    are rarer on the other sides of the box than within, it is of the thing.
    """
    for side in SIDES:
        room = box.width if side[0] == "x" else box.height
        if not 0 < abs(getattr(borders, side) - getattr(box, side)) <= SLACK * room:
            continue
        longer = replace(box, **{side: getattr(borders, side)})
        inside = within(graph, longer)
        strip = inside & ~within(graph, box)
        if not strip.any() or inside.all():
            continue
        strange = unlike(graph, ~inside, strip) > RARE
        if np.average(strange, weights=graph.size[strip]) > NEARLY_ALL:
            box = longer
    return box


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


def missed_sides(graph: RegionGraph, box: Box, inside: Marks) -> list[Marks]:
    """The regions (N bool) along each side of `box` that `inside` does not reach.

    A box is drawn tight round a thing, so that the thing reaches all its sides (Lempitsky et al.,
    "Image segmentation with a bounding box prior", ICCV 2009).
    """
    across, down = ALONG * box.width, ALONG * box.height
    strips = (
        replace(box, x1=box.x0 + across),
        replace(box, y1=box.y0 + down),
        replace(box, x0=box.x1 - across),
        replace(box, y0=box.y1 - down),
    )
    along = [np.asarray(graph.mean(pixels_in(graph, one)) > 0, np.bool_) for one in strips]
    return [one for one in along if not (one & inside).any()]
