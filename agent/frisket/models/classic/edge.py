"""The last step: from a mask at working size to one at the picture's own pixels.

A narrow band round the edge moves once more by GrabCut (Rother, Kolmogorov and Blake 2004) at a
small size; then a guided filter (He, Sun and Tang 2010, in its fast form of 2015) lets the edge
follow the picture and carries it to full size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft
from frisket_protocol.raster import Point

from .regions import Floats, Marks, to_lab
from .window import Window, part_of, sized, transfer

ROOM = 24
ZONE = 10
BAND = 5
FOLLOW_BAND = 2
GUIDE_RADIUS = 5
GUIDE_EVENNESS = 3.0
STEEPNESS = 5.0
FEWEST_SAMPLES = 16
PIXELS = 24_000
LOOSE = 0.1
EVERY = 2
NO_BOX = (0, 0, 0, 0)
ROW = 1024


def full_mask(picture: Image, window: Window, inside: Marks, fixed: Sequence[Point] = ()) -> Soft:
    """The mask of the whole `picture` (HxWx3 uint8 RGB) whose shape in `window` is `inside`.

    inside   hxw bool at working size
    fixed    clicks that the mask must agree with
    """
    mask = np.zeros(picture.shape[:2], np.uint8)
    if inside.any():
        part = part_of(window, inside, ROOM)
        shape = transfer(inside, window, part)
        mask[part.rows, part.columns] = fine_edge(picture, part, shape, fixed)
    return _agreeing(mask, fixed)


def changed_mask(
    picture: Image,
    window: Window,
    inside: Marks,
    fixed: Sequence[Point],
    former: Soft,
    changed: Marks,
) -> Soft:
    """`former` with what `changed` (hxw bool at working size), and a little round it, made anew."""
    if not changed.any():
        return _agreeing(former.copy(), fixed)
    zone = cv2.dilate(changed.astype(np.uint8), np.ones((2 * ZONE + 1, 2 * ZONE + 1), np.uint8)) > 0
    part = part_of(window, zone, ROOM)
    made = fine_edge(picture, part, transfer(inside, window, part), fixed)
    anew = _enlarged(transfer(zone, window, part).astype(np.uint8), *made.shape[::-1]) > 0
    mask = former.copy()
    mask[part.rows, part.columns][anew] = made[anew]
    return _agreeing(mask, fixed)


def fine_edge(picture: Image, part: Window, inside: Marks, fixed: Sequence[Point]) -> Soft:
    """The mask of `part`, at the picture's own pixels.

    Worked on at about `PIXELS`. A part that this enlarges was seen coarsely before: its edge may
    be farther off.
    """
    place = sized(part, PIXELS)
    image, shape = place.shrink(picture), _resized(inside, place)
    grown = place.width / part.width
    loose = LOOSE * min(max(grown - 1.0, 0.0), 1.0) * math.sqrt(np.count_nonzero(shape))
    moved = grab_band(image, shape, max(1, round(BAND * grown), round(loose)))
    for point in fixed:
        if place.covers(point.x, point.y):
            column, row = (int(side) for side in place.point(point.x, point.y))
            moved[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = point.inside
    return _carried(picture[part.rows, part.columns], to_lab(image), moved)


def _resized(inside: Marks, window: Window) -> Marks:
    """`inside` at the working size of `window`, where about half of a pixel or more is inside.

    What is thinner than a pixel everywhere is kept where it is thickest.
    """
    way = cv2.INTER_AREA if window.width < inside.shape[1] else cv2.INTER_LINEAR
    size = (window.width, window.height)
    share = cv2.resize(inside.astype(np.uint8) * np.uint8(255), size, interpolation=way)
    return np.asarray(share > min(127, int(share.max()) // 2), np.bool_)


def _agreeing(mask: Soft, fixed: Sequence[Point]) -> Soft:
    """`mask` with the very pixel of each click set."""
    height, width = mask.shape
    for point in fixed:
        if 0 <= point.x < width and 0 <= point.y < height:
            mask[int(point.y), int(point.x)] = 255 if point.inside else 0
    return mask


def grab_band(image: Image, inside: Marks, radius: int) -> Marks:
    """One round of GrabCut in the band of `radius` pixels on both sides of the edge."""
    band = edge_band(inside, radius)
    return grab(image, inside, inside & ~band, ~inside & ~band, 1, EVERY)


def grab(
    image: Image, start: Marks, sure_in: Marks, sure_out: Marks, rounds: int, every: int = 1
) -> Marks:
    """GrabCut from `start` where nothing is sure: hxw bool, as the image is hxwx3 uint8 RGB.

    every   the first colours are learned from every so many pixels across and down
    """
    if _few(start):
        return start.copy()
    state = np.where(start, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[sure_out], state[sure_in] = cv2.GC_BGD, cv2.GC_FGD
    if _few(start[::every, ::every]):
        every = 1
    models = np.zeros((1, 65)), np.zeros((1, 65))
    some, marks = (np.array(plane[::every, ::every]) for plane in (image, state))
    cv2.setRNGSeed(1)
    cv2.grabCut(some, marks, NO_BOX, *models, 0, cv2.GC_INIT_WITH_MASK)
    cv2.grabCut(image, state, NO_BOX, *models, rounds, cv2.GC_EVAL)
    return np.asarray(state & 1, np.bool_)


def _few(start: Marks) -> bool:
    """Whether too few pixels to learn colours from are inside or outside."""
    return min(int(start.sum()), int((~start).sum())) < FEWEST_SAMPLES


def edge_band(inside: Marks, radius: int) -> Marks:
    """The pixels within `radius` of the edge between inside and outside."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    mask = inside.astype(np.uint8)
    return np.asarray((cv2.dilate(mask, disc) > 0) & (cv2.erode(mask, disc) == 0), np.bool_)


def guide(lab: Floats, mask: Floats) -> Floats:
    """The guided filter's hxwx4 float32: mask = lab x the first three + the fourth."""
    side = 2 * GUIDE_RADIUS + 1

    def mean(plane: Floats) -> Floats:
        return np.asarray(cv2.boxFilter(plane, cv2.CV_32F, (side, side)), np.float32)

    planes = [np.asarray(plane, np.float32) for plane in cv2.split(lab)]
    means, level = [mean(plane) for plane in planes], mean(mask)
    even = np.float32(GUIDE_EVENNESS)
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


def _carried(part: Image, lab: Floats, inside: Marks) -> Soft:
    """`inside` at the size of `part`: only the pixels near the edge need more than a copy."""
    height, width = part.shape[:2]
    band = edge_band(inside, FOLLOW_BAND).astype(np.uint8)
    mask = _enlarged(inside.astype(np.uint8) * np.uint8(255), width, height)
    if not band.any():
        return mask
    rows, columns = np.divmod(np.flatnonzero(_enlarged(band, width, height)), width)
    slopes = _sampled(guide(lab, inside.astype(np.float32)), rows, columns, (height, width))
    colours = part[rows, columns].astype(np.float32)[None] / 255
    near = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)[0]
    value = (near * slopes[:, :3]) @ np.ones(3, np.float32) + slopes[:, 3]
    mask[rows, columns] = np.clip(((value - 0.5) * STEEPNESS + 0.5) * 255, 0, 255)
    return mask


def _enlarged(mask: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)


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
