"""The soft edges that were shown, so that what is made at full size is what was shown.

A finer picture gives a finer matte: hairs where a haze was shown. On the whole it says the same,
and where neither picture has an edge, what was shown is as good as anything else.
"""

from __future__ import annotations

import hashlib
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Matter, Soft, Watch
from frisket_protocol.parts import Edges
from frisket_protocol.raster import Frame

from . import geometry
from .kept import Part

Marks = NDArray[np.bool_]

REACH, SHARE = 4.0, 0.02
"""How far an edge may move: pixels of the coarser picture, or sides of a square as large as the
mask where that is more."""
FLAT, GRAIN = 8, 5
"""Steps of 255 by which colours may differ where there is no edge in them, and the side of the
square over which they are averaged before, so that grain is none."""
FOUNDED = 0.7
"""How much of where a mask ends anew lies on an edge of the picture."""
ALIKE = 8
"""Steps of 255 between two mattes in which nobody sees a difference."""
MATTES_BYTES = 64 << 20
"""Memory for mattes of previews."""

Key = tuple[bytes, bytes, Edges]


def reach(solid: Marks) -> float:
    """How far the edge of such a mask may move, in its pixels."""
    return max(REACH, SHARE * math.sqrt(np.count_nonzero(solid)))


def is_flat(image: Image, distance: float) -> Marks:
    """Where all within `distance` pixels is of one colour: HxW bool."""
    window = _window(distance)
    smooth = cv2.blur(image, (GRAIN, GRAIN))
    varied = cv2.subtract(cv2.dilate(smooth, window), cv2.erode(smooth, window))
    return np.asarray(np.asarray(varied).max(axis=2) <= FLAT, np.bool_)


class Mattes:
    """The mattes that were made of previews, least recently used out."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Part] = OrderedDict()
        self._nbytes = 0

    def keep(self, picture: bytes, mask: Soft, edges: Edges, matte: Soft) -> None:
        """picture: the hash of what was shown; mask, matte: HxW, in its pixels."""
        key = _key(picture, mask, edges)
        self._nbytes -= self._kept[key].pixels.nbytes if key in self._kept else 0
        self._kept[key] = Part.of(matte)
        self._kept.move_to_end(key)
        self._nbytes += self._kept[key].pixels.nbytes
        while len(self._kept) > 1 and self._nbytes > MATTES_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._nbytes -= oldest.pixels.nbytes

    def get(self, picture: bytes, mask: Soft, edges: Edges) -> Soft | None:
        """The matte that was made of this mask of this picture; None where none is known."""
        part = self._kept.get(_key(picture, mask, edges))
        return None if part is None else part.whole()

    def clear(self) -> None:
        self._kept.clear()
        self._nbytes = 0


@dataclass(eq=False)
class Noting:
    """A matter whose mattes are kept by `keep`."""

    matter: Matter
    keep: Callable[[Soft], None]
    name: str = "noting"

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        matted = self.matter.matte(image, mask, watch)
        self.keep(matted)
        return matted


@dataclass(eq=False)
class AsShown:
    """A matter for a finer picture in the frame `place`, held to what was `shown` in `frame`."""

    matter: Matter
    shown: Soft
    frame: Frame
    place: Frame
    name: str = "as_shown"

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        matted = self.matter.matte(image, mask, watch)
        return held(matted, self.shown, self.frame, self.place, image)


def held(matte: Soft, shown: Soft, frame: Frame, place: Frame, image: Image) -> Soft:
    """`matte` in the frame `place`, which is on the whole as what was `shown` in `frame`.

    Each pixel of the coarser frame is on average no more and no less than what was shown of those
    near it, and as it was shown where there is no edge in the `image`.
    """
    here = _under(frame, place, matte, shown)
    before = shown[here]
    if not before.size:
        return matte
    there, distance = _framed(frame, here), reach(shown >= 128)
    size = before.shape[1], before.shape[0]
    found = geometry.resample(matte, place, there, *size)
    low, high = (way(shown, _window(distance))[here] for way in (cv2.erode, cv2.dilate))
    wanted = np.clip(found, low, high)
    flat = is_flat(geometry.resample(image, place, there, *size), distance)
    wanted[flat] = before[flat]
    wrong = cv2.absdiff(found, wanted) > ALIKE
    if not wrong.any():
        return matte
    wanted = np.where(wrong, wanted, found).astype(np.float32)
    less = np.minimum(1, wanted / np.maximum(found, 1))
    more = np.minimum(1, (255 - wanted) / np.maximum(255 - found.astype(np.float32), 1))
    rest = cv2.bitwise_not(_times(matte, less, there, place))
    return np.asarray(
        cv2.bitwise_not(_times(np.asarray(rest, np.uint8), more, there, place)), np.uint8
    )


def flat_parts(image: Image, place: Frame, shown: Soft, frame: Frame, distance: float) -> Marks:
    """Where in `shown`, in `frame`, the `image` in `place` has no edge near: hxw bool."""
    flat = np.zeros(shown.shape, np.bool_)
    here = _under(frame, place, image, shown)
    if flat[here].size:
        height, width = flat[here].shape
        coarse = geometry.resample(image, place, _framed(frame, here), width, height)
        flat[here] = is_flat(coarse, distance)
    return flat


def unfounded(image: Image, made: Soft, rough: Soft, place: Frame, frame: Frame) -> Marks:
    """Where `made` goes beyond or stays behind `rough`, up to where the `image` has no edge.

    All HxW in the frame `place`; it is looked at in pixels of the coarser `frame`.
    """
    there = Frame(place.x, place.y, frame.scale)
    height, width = (math.ceil(side * place.scale / frame.scale) for side in made.shape)
    solid, before = (
        geometry.resample(one, place, there, width, height) >= 128 for one in (made, rough)
    )
    moved = solid != before
    if not moved.any():
        return np.zeros(made.shape, np.bool_)
    cross = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]], np.uint8)
    edge = cv2.morphologyEx(solid.astype(np.uint8), cv2.MORPH_GRADIENT, cross) > 0
    has_edge = ~is_flat(geometry.resample(image, place, there, width, height), 1)
    count, pieces = cv2.connectedComponents(moved.astype(np.uint8), connectivity=8)
    ends = np.bincount(pieces[edge], minlength=count)
    founded = np.bincount(pieces[edge & has_edge], minlength=count)
    wrong = founded < FOUNDED * ends
    wrong[0] = False
    marks = wrong[pieces].astype(np.uint8) * np.uint8(255)
    marks = np.asarray(cv2.dilate(marks, np.ones((3, 3), np.uint8)), np.uint8)
    return geometry.resample(marks, there, place, made.shape[1], made.shape[0]) >= 128


def _under(frame: Frame, place: Frame, fine: Soft, coarse: Soft) -> tuple[slice, slice]:
    """The rows and columns of `coarse` in `frame` over which `fine` in `place` lies."""
    origins, scale = ((place.y, frame.y), (place.x, frame.x)), frame.scale
    rows, columns = (
        slice(
            max(0, math.floor((begin - origin) / scale)),
            max(0, min(side, math.ceil((begin - origin + length * place.scale) / scale - 1e-6))),
        )
        for (begin, origin), length, side in zip(
            origins, fine.shape[:2], coarse.shape[:2], strict=True
        )
    )
    return rows, columns


def _framed(frame: Frame, here: tuple[slice, slice]) -> Frame:
    rows, columns = here
    x, y = frame.x + columns.start * frame.scale, frame.y + rows.start * frame.scale
    return Frame(x, y, frame.scale)


def _window(distance: float) -> Soft:
    return np.ones((2 * math.ceil(distance) + 1,) * 2, np.uint8)


def _times(matte: Soft, share: NDArray[np.float32], frame: Frame, place: Frame) -> Soft:
    """`matte` in `place` times `share`, 0 to 1 in `frame`."""
    shares = np.rint(255 * share).astype(np.uint8)
    finer = geometry.resample(shares, frame, place, matte.shape[1], matte.shape[0])
    return np.asarray(cv2.multiply(matte, finer, scale=1 / 255), np.uint8)


def _key(picture: bytes, mask: Soft, edges: Edges) -> Key:
    return picture, hashlib.sha256(np.ascontiguousarray(mask).data).digest(), edges
