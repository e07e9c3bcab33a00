"""A picture as a small graph: about 1,500 regions of even colour and the edges between them.

The graph plays the embedding's part: it is built once for a crop, and every prompt is answered on
it in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image

Floats = NDArray[np.float32]
Labels = NDArray[np.intp]
Marks = NDArray[np.bool_]

SEED_WINDOW = 5
COLOUR_WIDTH = 5.0
PLACE_WIDTH = 0.3
SOURCE, SINK, FIRST_REGION = 0, 1, 2
KERNEL_ROWS = 64
LEAST_EXPONENT = -80.0
"""Below about -87 the results were denormal numbers, with which products take ten times as long."""


FINEST, WIDE = 3.0, 6.0
"""The widest detail that counts as roughness, and over how much it is averaged, in pixels."""
SMOOTH = 0.5
"""In units of L: what is smoother is noise."""
ROUGHER = 0.2
"""The difference in the logarithm of roughness that weighs as much as the width of a colour."""


class Network(NamedTuple):
    """Where the capacities of a flow from a source 0 to a sink 1 over N regions 2 to N + 1 stand.

    The sink comes before the regions: of a region's ways the one to it is looked at first. A
    compressed sparse matrix without its values: `columns`, and the `starts` of its rows, int32.
    The values are the pairs forth, the pairs back, source to region, back, region to sink, back,
    taken in `order`.
    """

    columns: NDArray[np.int32]
    starts: NDArray[np.int32]
    order: NDArray[np.intp]

    @property
    def nbytes(self) -> int:
        return self.columns.nbytes + self.starts.nbytes + self.order.nbytes


@dataclass(frozen=True, eq=False)
class RegionGraph:
    """N regions, M pairs of neighbours; places are working pixels (x right, y down).

    lab        hxwx3 float32 CIELAB, L 0 to 100
    labels     hxw intp, the region of each pixel, 0 to N-1
    size       N float32, pixels
    colour     Nx3 float32, mean CIELAB
    place      Nx2 float32, mean (x, y)
    pairs      Mx2 int32, first < second
    smooth     M float32, the shared edge's length, each step weighted by how little colour changes
    length     M float32, the shared edge's length
    near       NxN float32 0 to 1, how alike two regions are in colour, and how near
    near_total N float32, near times the sizes of all regions
    flow       the places of the capacities when the regions are cut
    """

    lab: Floats
    labels: Labels
    size: Floats
    colour: Floats
    place: Floats
    pairs: NDArray[np.int32]
    smooth: Floats
    length: Floats
    near: Floats
    near_total: Floats
    flow: Network

    @property
    def count(self) -> int:
        return len(self.size)

    @property
    def nbytes(self) -> int:
        """Memory of all the arrays."""
        return sum(array.nbytes for array in vars(self).values())

    def mean(self, values: NDArray[np.generic]) -> Floats:
        """The mean of hxw `values` in each region, N float32."""
        sums = np.bincount(self.labels.ravel(), weights=values.ravel(), minlength=self.count)
        return (sums / self.size).astype(np.float32)


def build_graph(image: Image) -> RegionGraph:
    """The regions of hxwx3 uint8 RGB `image`, already at working size."""
    lab = to_lab(image)
    labels = basins(lab)
    count = int(labels.max()) + 1
    flat = labels.ravel()
    size = np.bincount(flat, minlength=count).astype(np.float32)
    colour = _means(flat, cv2.split(lab), size)
    rows, columns = np.mgrid[: labels.shape[0], : labels.shape[1]]
    place = _means(flat, [columns + 0.5, rows + 0.5], size)
    pairs, smooth, length = _neighbours(lab, labels, count)
    near = likeness(colour, place, labels.shape)
    total = np.asarray(near @ size, np.float32)
    flow = _network(pairs, count)
    return RegionGraph(lab, labels, size, colour, place, pairs, smooth, length, near, total, flow)


def with_roughness(graph: RegionGraph) -> RegionGraph:
    """`graph` with regions that are alike only if they are about equally rough, too.

    Where colour tells little: a thing of the colour that it lies on often is smoother or rougher.
    """
    light = graph.lab[..., 0]
    detail = light - cv2.GaussianBlur(light, (0, 0), FINEST)
    deviation = np.sqrt(cv2.GaussianBlur(detail * detail, (0, 0), WIDE))
    rough = graph.mean(np.log(deviation + SMOOTH)) / np.float32(ROUGHER)
    near = likeness(graph.colour, graph.place, graph.labels.shape, rough[:, None])
    return replace(graph, near=near, near_total=np.asarray(near @ graph.size, np.float32))


def to_lab(image: Image) -> Floats:
    """hxwx3 uint8 RGB as float32 CIELAB, L 0 to 100."""
    return np.asarray(cv2.cvtColor(image.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def basins(lab: Floats) -> Labels:
    """Watershed basins of the colour gradient, hxw intp from 0 (Meyer's flooding, OpenCV)."""
    steepness = gradient(lab)
    scale = 255.0 / max(float(np.percentile(steepness, 99)), 1e-3)
    relief = np.clip(steepness * scale, 0, 255).astype(np.uint8)
    height, width = relief.shape
    low = steepness <= cv2.erode(steepness, np.ones((SEED_WINDOW, SEED_WINDOW), np.uint8))
    # A plateau would be one seed however large it is; the grid breaks it up.
    low[::SEED_WINDOW] &= False
    low[:, ::SEED_WINDOW] &= False
    _, seeds = cv2.connectedComponents(low.astype(np.uint8), connectivity=4, ltype=cv2.CV_32S)
    framed = cv2.copyMakeBorder(cv2.merge([relief] * 3), 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    marks = cv2.copyMakeBorder(seeds, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    flooded = cv2.watershed(framed, marks)[1 : height + 1, 1 : width + 1]
    return _without_lines(np.asarray(flooded, np.int32), lab)


def gradient(lab: Floats) -> Floats:
    """How fast colour changes at each pixel, hxw float32, CIELAB units a pixel."""
    smooth = cv2.GaussianBlur(lab, (0, 0), 1.0)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    squares = across**2 + down**2
    return np.asarray(np.sqrt(squares @ np.ones(3, np.float32)), np.float32)


def _without_lines(flooded: NDArray[np.int32], lab: Floats) -> Labels:
    """Give each pixel of the lines between basins to the neighbour that is most alike."""
    labels = flooded.copy()
    width = labels.shape[1]
    padded = cv2.copyMakeBorder(lab, 1, 1, 1, 1, cv2.BORDER_REPLICATE).reshape(-1, 3)
    for _ in range(8):
        framed = cv2.copyMakeBorder(labels, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0).ravel()
        rows, columns = np.nonzero(labels <= 0)
        if not rows.size:
            break
        here = (rows + 1) * (width + 2) + columns + 1
        around = here[:, None] + np.array([1, -1, width + 2, -width - 2])
        apart = np.abs(padded[around] - padded[here][:, None]) @ np.ones(3, np.float32)
        apart[framed[around] <= 0] = np.inf
        nearest = around[np.arange(len(here)), apart.argmin(axis=1)]
        labels[rows, columns] = framed[nearest]
    labels[labels <= 0] = 1
    present = np.bincount(labels.ravel()) > 0
    return (np.cumsum(present, dtype=np.intp) - 1)[labels]


def _means(flat: Labels, planes: Sequence[NDArray[Any]], size: Floats) -> Floats:
    sums = [np.bincount(flat, weights=plane.ravel(), minlength=len(size)) for plane in planes]
    return (np.stack(sums, 1) / size[:, None]).astype(np.float32)


def _neighbours(
    lab: Floats, labels: Labels, count: int
) -> tuple[NDArray[np.int32], Floats, Floats]:
    """Pairs of touching regions with the weight of their shared edge (8 neighbours a pixel).

    The weight of a step is exp(-beta |difference|^2) over its length, beta as in GrabCut
    (Rother, Kolmogorov and Blake 2004).
    """
    keys, apart, steps = [], [], []
    height, width = labels.shape
    total, number = 0.0, 0
    for rows, columns in ((0, 1), (1, 0), (1, 1), (1, -1)):
        here = (slice(0, height - rows), slice(max(0, -columns), width - max(0, columns)))
        there = (slice(rows, height), slice(max(0, columns), width - max(0, -columns)))
        difference = (lab[here] - lab[there]) ** 2 @ np.ones(3, np.float32)
        total += float(difference.sum())
        number += difference.size
        first, second = labels[here], labels[there]
        edge = first != second
        first, second = first[edge], second[edge]
        keys.append(np.minimum(first, second) * count + np.maximum(first, second))
        apart.append(difference[edge])
        steps.append(np.full(len(first), 1.0 / np.hypot(rows, columns), np.float32))
    beta = 1.0 / max(2.0 * total / max(number, 1), 1e-6)
    step = np.concatenate(steps)
    weight = step * np.exp(-beta * np.concatenate(apart))
    unique, index = np.unique(np.concatenate(keys), return_inverse=True)
    smooth = np.bincount(index, weights=weight, minlength=len(unique)).astype(np.float32)
    length = np.bincount(index, weights=step, minlength=len(unique)).astype(np.float32)
    pairs = np.stack([unique // count, unique % count], 1).astype(np.int32)
    return pairs, smooth, length


def _network(pairs: NDArray[np.int32], count: int) -> Network:
    every = np.arange(FIRST_REGION, FIRST_REGION + count, dtype=np.int32)
    source, sink = np.full_like(every, SOURCE), np.full_like(every, SINK)
    first, second = pairs[:, 0] + FIRST_REGION, pairs[:, 1] + FIRST_REGION
    rows = np.concatenate([first, second, source, every, every, sink])
    columns = np.concatenate([second, first, every, source, sink, every])
    order = np.lexsort((columns, rows))
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=count + 2))])
    return Network(columns[order], starts.astype(np.int32), order)


def likeness(
    colour: Floats, place: Floats, shape: tuple[int, ...], more: Floats | None = None
) -> Floats:
    """How alike N regions are in colour, and how near in a picture of `shape`: NxN, 0 to 1.

    more   NxK float32, in what else they may differ, in widths of the kernel
    """
    # One exponential of the sum is the product of two kernels at half the price.
    both = [colour / COLOUR_WIDTH, place / (PLACE_WIDTH * max(shape))]
    return kernel(np.hstack(both if more is None else [*both, more]), 1.0)


def kernel(values: Floats, width: float, of: Marks | None = None) -> Floats:
    """exp(-d^2 / 2 width^2) between rows of `values`, NxN float32; MxN of the M that are `of`."""
    values = (values - values.mean(axis=0)) / np.float32(width)
    half = (values**2).sum(axis=1, keepdims=True) / 2
    one = np.ones_like(half)
    # One product gives -d^2 / 2. A few rows at a time stay in the processor's cache.
    left, right = np.hstack([values, -half, -one]), np.hstack([values, one, half]).T.copy()
    left = left if of is None else left[of]
    alike = np.empty((len(left), len(values)), np.float32)
    for row in range(0, len(left), KERNEL_ROWS):
        rows = alike[row : row + KERNEL_ROWS]
        np.matmul(left[row : row + KERNEL_ROWS], right, out=rows)
        np.exp(np.clip(rows, LEAST_EXPONENT, 0, out=rows), out=rows)
    return alike
