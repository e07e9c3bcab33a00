"""A box: many starts are refined, and every region is decided by their majority."""

from __future__ import annotations

import numpy as np

from frisket_protocol.raster import Box

from .cut import Start, majority, settle
from .regions import Marks, RegionGraph
from .starts import ellipse

SCALES = (0.55, 0.7, 0.85, 1.0)
SMALLEST, LARGEST = 0.08, 0.98


def cut_box(graph: RegionGraph, box: Box, sure_in: Marks, sure_out: Marks) -> Marks:
    """The object that fills `box` (working pixels), N bool.

    sure_in, sure_out   N bool, what is known besides the box
    """
    outside = ~within(graph, box) & ~sure_in | sure_out
    if outside.all():
        outside = sure_out
    room = float(graph.size[~outside].sum())
    starts = [ellipse(graph, box, scale) & ~outside for scale in SCALES] + [~outside]
    found = settle(graph, [Start(start, sure_in, outside) for start in starts])
    voters = [f for f in found if SMALLEST < graph.size[f].sum() / max(room, 1.0) < LARGEST]
    return majority(voters) if voters else _shape(graph, box, outside) | sure_in


def within(graph: RegionGraph, box: Box) -> Marks:
    """Regions that lie in `box` with more than half of their pixels."""
    height, width = graph.labels.shape
    rows, columns = np.arange(height) + 0.5, np.arange(width) + 0.5
    mask = ((rows > box.y0) & (rows < box.y1))[:, None] & ((columns > box.x0) & (columns < box.x1))
    return np.asarray(graph.mean(mask) > 0.5, np.bool_)


def _shape(graph: RegionGraph, box: Box, outside: Marks) -> Marks:
    """The ellipse of the box, or all that may be inside where the picture says nothing."""
    found = ellipse(graph, box, 1.0) & ~outside
    return found if found.any() else ~outside
