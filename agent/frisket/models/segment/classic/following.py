"""A mask follows the picture's edges up to its own pixels: the guided filter.

He, Sun and Tang 2010, in its fast form of 2015: what the filter learns at a small size holds at
every size of the picture. It is asked at each from small to large, and every time only about the
pixels that the size before left open.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft

from .regions import Floats, Marks
from .window import halves

BAND = 2
RADIUS = 5
EVENNESS = 3.0
STEEPNESS = 5.0
ROW = 1024
SQUARE = np.ones((3, 3), np.uint8)


def follow(part: Image, lab: Floats, inside: Marks) -> Soft:
    """`inside` (hxw) at the size of `part` (HxWx3 uint8 RGB), its edge where the picture has one.

    lab   hxwx3 float32 CIELAB, `part` at the size of `inside`
    """
    smallest, *larger = reversed(halves(part, *lab.shape[1::-1]))
    slopes = guide(lab, inside.astype(np.float32))
    mask = inside.astype(np.uint8) * np.uint8(255)
    mask = _followed(smallest, slopes, mask, edge_band(inside, BAND))
    for picture in larger:
        unsure = (cv2.dilate(mask, SQUARE) > 0) & (cv2.erode(mask, SQUARE) < 255)
        mask = _followed(picture, slopes, mask, unsure)
    return mask


def edge_band(inside: Marks, radius: int) -> Marks:
    """The pixels within `radius` of the edge between inside and outside."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    mask = inside.astype(np.uint8)
    return np.asarray((cv2.dilate(mask, disc) > 0) & (cv2.erode(mask, disc) == 0), np.bool_)


def guide(lab: Floats, mask: Floats) -> Floats:
    """The guided filter's hxwx4 float32: mask = lab x the first three + the fourth."""
    side = 2 * RADIUS + 1

    def mean(plane: Floats) -> Floats:
        return np.asarray(cv2.boxFilter(plane, cv2.CV_32F, (side, side)), np.float32)

    planes = [np.asarray(plane, np.float32) for plane in cv2.split(lab)]
    means, level = [mean(plane) for plane in planes], mean(mask)
    even = np.float32(EVENNESS)
    spread = [
        mean(planes[i] * planes[j]) - means[i] * means[j] + even * np.float32(i == j)
        for i, j in ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
    ]
    common = [mean(plane * mask) - one * level for plane, one in zip(planes, means, strict=True)]
    slopes = _solve(spread, common)
    level = level - sum(slope * one for slope, one in zip(slopes, means, strict=True))
    return np.asarray(cv2.merge([mean(plane) for plane in (*slopes, level)]), np.float32)


def _solve(spread: list[Floats], common: list[Floats]) -> list[Floats]:
    """Cramer's rule for a symmetric 3x3 system a pixel, much faster than a general solver."""
    a, b, c, d, e, f = spread
    p, q, r = common
    one, two, three = d * f - e * e, c * e - b * f, b * e - c * d
    four, five, six = a * f - c * c, b * c - a * e, a * d - b * b
    whole = a * one + b * two + c * three
    return [
        (one * p + two * q + three * r) / whole,
        (two * p + four * q + five * r) / whole,
        (three * p + five * q + six * r) / whole,
    ]


def _followed(picture: Image, slopes: Floats, mask: Soft, near: Marks) -> Soft:
    """`mask` at the size of `picture`, what is `near` (as large as `mask`) by the guided filter."""
    height, width = picture.shape[:2]
    mask = _enlarged(mask, picture)
    places = np.flatnonzero(_enlarged(near.view(np.uint8), picture).view(np.bool_))
    if not places.size:
        return mask
    rows, columns = np.divmod(places, width)
    here = _sampled(slopes, rows, columns, (height, width))
    colours = picture[rows, columns].astype(np.float32)[None] / 255
    lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)[0]
    value = (lab * here[:, :3]) @ np.ones(3, np.float32) + here[:, 3]
    mask.reshape(-1)[places] = np.clip(((value - 0.5) * STEEPNESS + 0.5) * 255, 0, 255)
    return mask


def _enlarged(mask: NDArray[np.uint8], picture: Image) -> NDArray[np.uint8]:
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _sampled(
    planes: Floats, rows: NDArray[np.intp], columns: NDArray[np.intp], size: tuple[int, int]
) -> Floats:
    """`planes` (hxwx4) between their pixels, at pixels of a picture of `size`: Nx4 float32."""
    height, width = planes.shape[:2]
    across = (columns + 0.5) * (width / size[1]) - 0.5
    down = (rows + 0.5) * (height / size[0]) - 0.5
    count = len(rows)
    places = np.zeros((2, -(-count // ROW) * ROW), np.float32)
    places[0, :count], places[1, :count] = across, down
    where = places.reshape(2, -1, ROW)
    found = cv2.remap(planes, where[0], where[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found.reshape(-1, planes.shape[2])[:count], np.float32)
