"""First guesses on a region graph, to be refined: shapes, and what is like a click."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

from frisket_protocol.raster import Box

from .regions import Floats, Marks, RegionGraph


def nothing(graph: RegionGraph) -> Marks:
    """N bool, all false."""
    return np.zeros(graph.count, np.bool_)


def ellipse(graph: RegionGraph, box: Box, scale: float) -> Marks:
    """Regions whose middle lies in the ellipse of `box` (working pixels) times `scale`."""
    across = (graph.place[:, 0] - (box.x0 + box.x1) / 2) / max(box.width / 2, 0.5)
    down = (graph.place[:, 1] - (box.y0 + box.y1) / 2) / max(box.height / 2, 0.5)
    return np.asarray(across**2 + down**2 < scale**2, np.bool_)


def distance(graph: RegionGraph, x: float, y: float) -> Floats:
    """How far each region's middle is from (x, y), N float32 working pixels."""
    return np.asarray(np.hypot(graph.place[:, 0] - x, graph.place[:, 1] - y), np.float32)


def region_at(graph: RegionGraph, x: float, y: float) -> int:
    """The region that covers the working pixel at (x, y)."""
    height, width = graph.labels.shape
    row, column = min(max(int(y), 0), height - 1), min(max(int(x), 0), width - 1)
    return int(graph.labels[row, column])


def passes(graph: RegionGraph, seed: Marks) -> Floats:
    """The highest step in colour that a way from `seed` (N bool) to each region takes, N float32.

    The lowest of all ways; infinite where none leads.
    """
    height = np.full(graph.count, np.inf, np.float32)
    for here, before, step in lowest_ways(graph, seed):
        height[here] = max(height[before], step) if before is not None else 0.0
    return height


def lowest_ways(graph: RegionGraph, seed: Marks) -> Iterator[tuple[int, int | None, float]]:
    """Each region that a way leads to from `seed` (N bool), the one before it, and the step.

    They come in an order in which the one before comes first; regions of `seed` have none. The
    ways run along the minimum spanning tree, where those with the lowest highest step lie
    (watershed hierarchies, Najman and Schmitt 1996).
    """
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    step = np.linalg.norm(graph.colour[first] - graph.colour[second], axis=1) + 1e-3
    seeds = np.flatnonzero(seed)
    root = graph.count  # from which it is next to no step to any seed
    rows = np.concatenate([first, np.full(len(seeds), root)])
    columns = np.concatenate([second, seeds])
    step = np.concatenate([step, np.full(len(seeds), 1e-6)])
    tree = minimum_spanning_tree(coo_matrix((step, (rows, columns)), (root + 1, root + 1)))
    tree = (tree + tree.T).tocsr()
    order, before = breadth_first_order(tree, root)
    steps = np.asarray(tree[order[1:], before[order[1:]]]).ravel()
    for here, there, rise in zip(order[1:], before[order[1:]], steps, strict=True):
        yield int(here), int(there) if there != root else None, float(rise)


def side_length(graph: RegionGraph) -> Floats:
    """How many pixels of each region lie on the picture's sides, N float32."""
    labels = graph.labels
    sides = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return np.bincount(sides, minlength=graph.count).astype(np.float32)


def between(graph: RegionGraph, places: Floats) -> Marks:
    """The regions on the closed line through `places` (Kx2 working pixels), N bool."""
    mask = np.zeros(graph.labels.shape, np.uint8)
    cv2.polylines(mask, [np.floor(places).astype(np.int32)], True, 1)
    found = nothing(graph)
    found[graph.labels[mask > 0]] = True
    return found


def hull(graph: RegionGraph, places: Floats) -> Marks:
    """The pixels of the convex hull of `places` (Kx2 working pixels), hxw bool."""
    mask = np.zeros(graph.labels.shape, np.uint8)
    corners = cv2.convexHull(np.floor(places).astype(np.int32))
    cv2.fillPoly(mask, [corners], 1)
    return np.asarray(mask > 0, np.bool_)
