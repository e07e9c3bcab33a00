"""First guesses on a region graph, to be refined: shapes, and what is like a click."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

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


def disc(graph: RegionGraph, x: float, y: float, radius: float) -> Marks:
    """Regions whose middle lies within `radius` of (x, y), and the region at (x, y)."""
    found = distance(graph, x, y) <= radius
    found[region_at(graph, x, y)] = True
    return found


def distance(graph: RegionGraph, x: float, y: float) -> Floats:
    """How far each region's middle is from (x, y), N float32 working pixels."""
    return np.asarray(np.hypot(graph.place[:, 0] - x, graph.place[:, 1] - y), np.float32)


def region_at(graph: RegionGraph, x: float, y: float) -> int:
    """The region that covers the working pixel at (x, y)."""
    height, width = graph.labels.shape
    row, column = min(max(int(y), 0), height - 1), min(max(int(x), 0), width - 1)
    return int(graph.labels[row, column])


def passes(graph: RegionGraph, seed: int) -> Floats:
    """The highest step in colour that a way from `seed` to each region must take, N float32.

    Read off the minimum spanning tree, where the lowest of all ways lies (watershed hierarchies,
    Najman and Schmitt 1996).
    """
    first, second = graph.pairs[:, 0], graph.pairs[:, 1]
    step = np.linalg.norm(graph.colour[first] - graph.colour[second], axis=1) + 1e-3
    tree = minimum_spanning_tree(coo_matrix((step, (first, second)), (graph.count,) * 2)).tocsr()
    tree = (tree + tree.T).tocsr()
    height = np.full(graph.count, np.inf, np.float32)
    height[seed] = 0.0
    waiting = [seed]
    while waiting:
        here = waiting.pop()
        for index in range(tree.indptr[here], tree.indptr[here + 1]):
            there = tree.indices[index]
            if np.isinf(height[there]):
                height[there] = max(height[here], tree.data[index])
                waiting.append(int(there))
    return height


def side_length(graph: RegionGraph) -> Floats:
    """How many pixels of each region lie on the picture's sides, N float32."""
    labels = graph.labels
    sides = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    return np.bincount(sides, minlength=graph.count).astype(np.float32)
