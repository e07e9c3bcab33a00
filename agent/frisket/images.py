"""Raster ⇄ ndarray: what travels, as arrays that a model can look at, and back.

A leaf: numpy, OpenCV and the Raster, nothing else. "Image" and "Soft" are those of `models.base`.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.raster import FORMATS, Box, Format, Frame, Raster

Pixels: TypeAlias = NDArray[Any]
"""HxW or HxWxC, uint8 or uint16, rows from the top."""

GROUND, OTHER_GROUNDS = 128, (235, 20)
"""What lies under a transparent layer: mid gray, so that black and white figures both show; and
light or dark gray under what is painted in mid gray."""
SEEN, UNSEEN = 24, 0.1
"""How far from the ground, of 255, a colour is that shows on it; the most that may not."""

_BAND = 32
"""Rows worked on at a time, so that what is between two steps stays in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Picture:
    """The pixels that a request speaks of: HxWx3 uint8 RGB, shown in `frame` of the layer.

    cover   how opaque each of them is, HxW uint8; None where all are
    """

    rgb: NDArray[np.uint8]
    frame: Frame
    sha256: bytes
    cover: NDArray[np.uint8] | None = None

    @classmethod
    def of(cls, raster: Raster) -> Picture:
        cover = alpha(raster)
        if cover is not None and cover.min() == 255:
            cover = None
        return cls(rgb(raster), raster.frame, raster.sha256, cover)

    @property
    def size(self) -> tuple[int, int]:
        return self.rgb.shape[1], self.rgb.shape[0]

    def crop(self, box: Box) -> Picture:
        """The part in `box`, which is in whole pixels of this picture."""
        x0, y0, x1, y1 = int(box.x0), int(box.y0), int(box.x1), int(box.y1)
        name = hashlib.sha256(self.sha256 + repr((x0, y0, x1, y1)).encode()).digest()
        corner = self.frame.to_layer(box)
        frame = Frame(corner.x0, corner.y0, self.frame.scale)
        cover = None if self.cover is None else self.cover[y0:y1, x0:x1]
        return Picture(np.ascontiguousarray(self.rgb[y0:y1, x0:x1]), frame, name, cover)


def rgb(raster: Raster) -> NDArray[np.uint8]:
    """The picture as a model sees it: HxWx3 uint8 RGB, pixels of the raster, laid over a gray.

    An rgb8 raster is not copied, so its array may be read-only.
    """
    pixels = eight_bit(_pixels(raster))
    if raster.format.startswith("rgb") and pixels.shape[2] == 3:
        return pixels
    if raster.format.startswith("gray"):
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    to_rgb = cv2.COLOR_BGRA2RGB if raster.format.startswith("bgra") else cv2.COLOR_RGBA2RGB
    colours = np.asarray(cv2.cvtColor(pixels, to_rgb), dtype=np.uint8)
    if _is_opaque(pixels):
        return colours
    return over_gray(colours, pixels[..., 3], _ground(colours, pixels[..., 3]))


def alpha(raster: Raster) -> NDArray[np.uint8] | None:
    """How opaque each pixel is: HxW uint8, 0 transparent to 255; None where the format has none."""
    if FORMATS[raster.format][0] < 4:
        return None
    return eight_bit(np.ascontiguousarray(_pixels(raster)[..., 3]))


def is_clear_at(raster: Raster, x: float, y: float) -> bool:
    """Whether the raster is wholly transparent at (x, y) of its layer. Reads that pixel alone."""
    if FORMATS[raster.format][0] < 4:
        return False
    frame = raster.frame
    column, row = (x - frame.x) / frame.scale, (y - frame.y) / frame.scale
    if not (0 <= column < raster.width and 0 <= row < raster.height):
        return False
    return bool(_pixels(raster)[int(row), int(column), 3] == 0)


def gray(raster: Raster) -> NDArray[np.uint8]:
    """A mask's values: HxW uint8, 0 outside to 255 inside, pixels of the raster.

    A gray8 raster is not copied, so its array may be read-only.
    """
    if not raster.format.startswith("gray"):
        raise InvalidArgument(
            f"A mask comes as gray8 or gray16, not as {raster.format}.", detail="format"
        )
    return eight_bit(_pixels(raster)[..., 0])


def from_rgb(array: NDArray[np.uint8], frame: Frame) -> Raster:
    """The raster of HxWx3 uint8 RGB (rgb8) or HxWx4 uint8 RGBA with straight alpha (rgba8).

    The raster shares the array's memory where that has no gaps: do not write to it afterwards.
    """
    height, width, channels = array.shape
    name: Format = "rgb8" if channels == 3 else "rgba8"
    return Raster(width, height, name, np.ascontiguousarray(array).data.cast("B"), frame)


def crop_and_scale(array: Pixels, box: Box, scale: float) -> Pixels:
    """The pixels in `box`, each the average of `scale` × `scale` of `array`'s.

    array: HxW or HxWxC, uint8 or uint16. box: whole pixels, inside `array`. scale: at least 1.
    Gives ceil(side / scale) pixels a side, which stand exactly at box + scale × pixel: where
    `scale` does not divide a side, the last pixels look beyond `box`, at their neighbours if there
    are any, else at the repeated border. At scale 1 this is a view.
    """
    left, top, right, bottom = int(box.x0), int(box.y0), int(box.x1), int(box.y1)
    if scale == 1:
        return array[top:bottom, left:right]
    columns, rows = count_at(right - left, scale), count_at(bottom - top, scale)
    wide, high = math.ceil(columns * scale), math.ceil(rows * scale)
    seen = array[top : top + high, left : left + wide]
    below, beside = high - seen.shape[0], wide - seen.shape[1]
    if below or beside:
        seen = cv2.copyMakeBorder(seen, 0, below, 0, beside, cv2.BORDER_REPLICATE)
    # Given a size, OpenCV would stretch the crop to fill it; given a factor, it keeps the grid.
    small = cv2.resize(seen, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    if small.shape != seen.shape:
        return small[:rows, :columns]
    # So near to 1 that OpenCV answers with a copy, which drifts off the grid by up to half a pixel.
    shift = (scale - 1) / 2
    grid = np.array([[scale, 0, shift], [0, scale, shift]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(seen, grid, (columns, rows), flags=how, borderMode=cv2.BORDER_REPLICATE)


def count_at(side: int, scale: float) -> int:
    """How many pixels of `scale` cover `side`. A quotient off by rounding alone adds none."""
    return max(1, math.ceil(side / scale - 1e-9 * side))


def over_gray(
    colours: NDArray[np.uint8], cover: NDArray[np.uint8], ground: int = GROUND
) -> NDArray[np.uint8]:
    """`colours` (HxWx3 uint8, straight) laid over a gray by `cover` (HxW uint8, 0 to 255)."""
    laid = colours.copy()
    for top in range(0, len(laid), _BAND):
        rows = slice(top, top + _BAND)
        band = np.ascontiguousarray(cover[rows])
        if band.min() == 255:
            continue
        # Three equal planes instead of broadcasting, which is five times slower.
        weight = np.asarray(cv2.merge([band, band, band]), dtype=np.uint8)
        sums = np.multiply(colours[rows], weight, dtype=np.uint16)
        sums += np.multiply(255 - weight, ground, dtype=np.uint16)
        sums += 127  # at most 255 × 255 + 127 now, which still fits
        laid[rows] = sums // 255
    return laid


def _ground(colours: NDArray[np.uint8], cover: NDArray[np.uint8]) -> int:
    """The gray on which what is painted shows: mid gray, if nearly all of it shows there."""
    every = np.s_[:: max(1, len(cover) // 512), :: max(1, cover.shape[1] // 512)]
    painted = colours[every][cover[every] >= 128].astype(np.int16)
    if not len(painted):
        return GROUND
    grounds = (GROUND, *OTHER_GROUNDS)
    lost = [float(np.mean(np.abs(painted - one).max(axis=1) < SEEN)) for one in grounds]
    return GROUND if lost[0] <= UNSEEN else grounds[int(np.argmin(lost))]


def eight_bit(values: Pixels) -> NDArray[np.uint8]:
    """uint16, 0 to 65535, as uint8, 0 to 255, correctly rounded; uint8 as it is, uncopied."""
    if values.dtype == np.uint8:
        return values
    # 65535 / 255 is 257, which is odd: no value lies half-way, so any rounding is correct rounding.
    flat = np.ascontiguousarray(values).reshape(len(values), -1)
    small = cv2.convertScaleAbs(flat, alpha=1 / 257)
    return np.asarray(small, dtype=np.uint8).reshape(values.shape)


def _pixels(raster: Raster) -> Pixels:
    """HxWxC of what the raster holds, uncopied: uint8 or uint16, channels as the format says."""
    channels, depth = FORMATS[raster.format]
    flat = np.frombuffer(raster.data, dtype="<u1" if depth == 1 else "<u2")
    return flat.reshape(raster.height, raster.width, channels)


def _is_opaque(pixels: NDArray[np.uint8]) -> bool:
    """Whether HxWx4 uint8 has alpha 255 everywhere; reads the memory once, copies nothing."""
    words = np.ascontiguousarray(pixels).view("<u4")
    return int(np.bitwise_and.reduce(words, axis=None)) >> 24 == 255
