"""Which pieces and holes a mask has, how large they are, and which of them are small.

A piece hangs together by pixels' sides and corners, a hole by their sides alone. What lies in a
hole is a piece again, with holes of its own: a tree, whose root is what surrounds the picture. It
is found in bands of rows, which are labelled each by itself, side by side, and joined along their
seams. That takes a time proportional to the pixels, and four bytes for each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from .parts import BAND_BYTES, Soft, Unwatched, Watch, as_soft, in_turn

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pieces:
    """The pieces and holes of a mask.

    areas: pixels of each, without what lies in it. inside: whether it is a piece. parents: what
    each lies in; the root, which is not inside, in itself. labels: HxW int32, with a border of one
    more pixel on each side; what a band of rows calls each pixel's piece or hole. names: by the
    band's first row, which number of all each of the band's own is.
    """

    areas: Ints
    inside: NDArray[np.bool_]
    parents: Ints
    labels: NDArray[np.int32]
    names: dict[int, Ints]

    def levels(self) -> Iterator[Ints]:
        """Numbers of pieces and holes, those that lie in the root first, then those in them."""
        # No deeper than the picture is high: numbers of 16 bits are sorted in one go.
        depths = (self.parents != np.arange(len(self.parents))).astype(np.uint16)
        above = self.parents
        while (further := depths[above]).any():
            depths, above = depths + further, above[above]
        order = np.argsort(depths, kind="stable")
        ends = np.cumsum(np.bincount(depths))
        yield from np.split(order, ends[:-1])[1:]

    def enclosed(self, levels: list[Ints]) -> Ints:
        """Pixels of each with all that lies in it: what its outline encloses."""
        areas = self.areas.copy()
        for level in reversed(levels):
            np.add.at(areas, self.parents[level], areas[level])
        return areas


def small_outlines(solid: Soft, area: float, holes: bool, watch: Watch | None = None) -> Soft:
    """255 within the outlines of the pieces, or of the holes, that enclose at most `area` pixels.

    solid: 255 inside, 0 elsewhere.
    """
    watch = watch or Unwatched()
    pieces = find(solid, watch)
    levels = list(pieces.levels())
    watch.check()
    chosen = (pieces.enclosed(levels) <= area) & (pieces.inside != holes)
    chosen[pieces.parents == np.arange(len(chosen))] = False
    for level in levels:
        chosen[level] |= chosen[pieces.parents[level]]
    if not chosen.any():
        return np.zeros(solid.shape, np.uint8)
    return shown(pieces, chosen.astype(np.uint8) * 255, watch)


def shown(pieces: Pieces, values: Soft, watch: Watch) -> Soft:
    """The mask in which the pixels of each piece or hole have its value."""
    height, width = pieces.labels.shape
    result = np.empty((height, width - 2), np.uint8)

    def show(rows: slice) -> None:
        values_here = values[pieces.names[rows.start]]
        result[rows] = values_here.take(pieces.labels[rows, 1:-1])

    in_turn(show, _bands(pieces.labels), watch)
    return result[1:-1]


def find(solid: Soft, watch: Watch) -> Pieces:
    """The pieces and holes of a mask that is 255 inside and 0 elsewhere."""
    padded = np.zeros((solid.shape[0] + 2, solid.shape[1] + 2), np.uint8)
    for rows in _bands(solid):
        watch.check()
        padded[1:-1, 1:-1][rows] = solid[rows]
    labels = np.empty(padded.shape, np.int32)
    bands: dict[int, _Band] = {}

    def look(rows: slice) -> None:
        bands[rows.start] = _look(padded[rows], labels[rows])

    in_turn(look, _bands(padded), watch)
    starts = sorted(bands)
    in_order = [bands[start] for start in starts]
    begins = np.cumsum([0, *(len(band.areas) for band in in_order)])
    seams = [
        _seam(padded[row - 1 : row + 1], labels[row - 1] + above, labels[row] + here)
        for row, above, here in zip(starts[1:], begins, begins[1:], strict=False)
    ]
    watch.check()
    roots = _joined(int(begins[-1]), seams)
    watch.check()
    is_root = roots == np.arange(len(roots))
    joined = (np.cumsum(is_root) - 1)[roots]
    watch.check()
    width = padded.shape[1]
    pairs = zip(starts, in_order, strict=True)
    first = np.concatenate([band.first + start * width for start, band in pairs])
    before = [band.before + begin for band, begin in zip(in_order, begins, strict=False)]
    watch.check()
    areas = np.concatenate([band.areas for band in in_order])
    inside = np.concatenate([np.arange(len(band.areas)) < band.pieces for band in in_order])
    return Pieces(
        areas=np.bincount(joined, areas).astype(np.int64),
        inside=inside[is_root],
        parents=_parents(joined, first, joined[np.concatenate(before)]),
        labels=labels,
        names=dict(zip(starts, np.split(joined, begins[1:-1]), strict=True)),
    )


def _parents(joined: Ints, first: Ints, before: Ints) -> Ints:
    """What each lies in: what is before the first of its pixels, in the order of reading."""
    earliest = np.full(int(joined.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(earliest, joined, first)
    of_it = np.flatnonzero(first == earliest[joined])
    parents = np.empty_like(earliest)
    parents[joined[of_it]] = before[of_it]
    return parents


@dataclass(frozen=True)
class _Band:
    """What is found in a band of rows alone: first the pieces, then the rest.

    areas: pixels of each. first: the first pixel of each, counted row by row. before: which of them
    has the pixel before that one; the very first pixel is before itself.
    """

    pieces: int
    areas: Ints
    first: Ints
    before: Ints


def _look(solid: Soft, labels: NDArray[np.int32]) -> _Band:
    """What is in a band, whose labels are written down."""
    pieces = _label(solid, labels)
    areas = np.bincount(labels.ravel())
    first = _first_pixels(labels, len(areas))
    before = labels.ravel()[np.maximum(first - 1, 0)].astype(np.int64)
    return _Band(pieces, areas, first, before)


def _bands(array: NDArray[np.uint8] | NDArray[np.int32]) -> Iterator[slice]:
    height, width = array.shape
    step = max(2, BAND_BYTES // width)
    for top in range(0, height, step):
        yield slice(top, min(height, top + step))


def _label(solid: Soft, labels: NDArray[np.int32]) -> int:
    """Each pixel's number in this band alone, first the pieces, then the rest; how many pieces."""
    pieces, inner = cv2.connectedComponents(solid, connectivity=8, ltype=cv2.CV_32S)
    around = as_soft(cv2.bitwise_not(solid))
    _, outer = cv2.connectedComponents(around, connectivity=4, ltype=cv2.CV_32S)
    # Each of the two counts the other's pixels as 0, and its own from 1.
    cv2.add(inner, outer, dst=labels)
    labels += np.multiply(around & 1, pieces - 1, dtype=np.int32)
    labels -= 1
    return pieces - 1


def _first_pixels(part: NDArray[np.int32], count: int) -> Ints:
    """For each number the first pixel that has it, counted row by row."""
    flat = part.ravel()
    starts = np.concatenate(([0], np.flatnonzero(flat[1:] != flat[:-1]) + 1))[::-1]
    first = np.zeros(count, np.int64)
    first[flat[starts]] = starts  # of several the last one counts, which comes first in the band
    return first


def _seam(solid: Soft, upper: Ints, lower: Ints) -> Ints:
    """Nx2 numbers, of a row (`upper`) and of the next one, that belong together."""
    above, here = solid > 0
    both = upper << 32
    pairs = [(both | lower)[above == here]]
    for one, other in ((slice(None, -1), slice(1, None)), (slice(1, None), slice(None, -1))):
        pairs.append((both[one] | lower[other])[above[one] & here[other]])
    once = np.unique(np.concatenate(pairs))
    return np.stack([once >> 32, once & 0xFFFFFFFF], 1)


def _joined(count: int, seams: list[Ints]) -> Ints:
    """For each number the least that it belongs together with."""
    roots = np.arange(count)
    if not seams:
        return roots
    one, other = np.concatenate(seams).T
    while (roots[one] != roots[other]).any():
        least = np.minimum(roots[one], roots[other])
        np.minimum.at(roots, roots[one], least)
        np.minimum.at(roots, roots[other], least)
        while (roots[roots] != roots).any():
            roots = roots[roots]
    return roots
