"""The last step: from a mask at working size to one at the picture's own pixels.

A narrow band round the edge moves once more by GrabCut (Rother, Kolmogorov and Blake 2004) at a
small size; then it follows the picture to full size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from frisket.models.base import Image, Soft
from frisket_protocol.raster import Point

from .following import edge_band, follow
from .regions import Marks, to_lab
from .window import Window, mostly, part_of, sized, transfer

ROOM = 24
ZONE = 10
BAND = 5
FEWEST_SAMPLES = 16
PIXELS = 24_000
LOOSE = 0.1
HELD = 2
"""How far round a click its region stays as it is, in widths of the band that moves."""
DISC = 0.006
"""Of the picture's side, the radius of what a click sets where all else failed."""
EVERY = 2
NO_BOX = (0, 0, 0, 0)


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
    shown = transfer(zone, window, part).astype(np.uint8)
    anew = cv2.resize(shown, made.shape[::-1], interpolation=cv2.INTER_NEAREST)
    mask = former.copy()
    cv2.copyTo(made, anew, mask[part.rows, part.columns])
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
    band = max(1, round(BAND * grown), round(loose))
    sure_in, sure_out = _held(place, shape, fixed, HELD * band)
    moved = (grab_band(image, shape, band) | sure_in) & ~sure_out
    return follow(picture[part.rows, part.columns], to_lab(image), moved)


def _held(place: Window, shape: Marks, fixed: Sequence[Point], radius: int) -> tuple[Marks, Marks]:
    """What goes with each click within `radius` pixels of `place`, inside and outside: hxw each.

    It is what `shape` has on the click's side; a later click counts for more than an earlier one.
    """
    sure_in, sure_out = np.zeros_like(shape), np.zeros_like(shape)
    for point in fixed:
        if place.covers(point.x, point.y):
            column, row = (int(side) for side in place.point(point.x, point.y))
            disc = cv2.circle(np.zeros(shape.shape, np.uint8), (column, row), radius, 1, -1) > 0
            held = disc & (shape == point.inside)
            held[max(0, row - 1) : row + 2, max(0, column - 1) : column + 2] = True
            this, other = (sure_in, sure_out) if point.inside else (sure_out, sure_in)
            this |= held
            other &= ~held
    return sure_in, sure_out


def _resized(inside: Marks, window: Window) -> Marks:
    """`inside` at the working size of `window`."""
    way = cv2.INTER_AREA if window.width < inside.shape[1] else cv2.INTER_LINEAR
    size = (window.width, window.height)
    share = cv2.resize(inside.astype(np.uint8) * np.uint8(255), size, interpolation=way)
    return mostly(np.asarray(share, np.uint8))


def _agreeing(mask: Soft, fixed: Sequence[Point]) -> Soft:
    """`mask` with what lies at each click on its side: a small disc where nothing did so far."""
    height, width = mask.shape
    radius = round(DISC * math.sqrt(mask.size))
    for point in fixed:
        column, row = int(point.x), int(point.y)
        there = 0 <= point.x < width and 0 <= point.y < height
        if there and (mask[row, column] > 127) != point.inside:
            cv2.circle(mask, (column, row), radius, 255 if point.inside else 0, -1)
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
    # What is sure may leave one side empty: then there is nothing to learn, and it stays as it is.
    known = (state & 1) > 0
    if _few(known):
        return known
    if _few(known[::every, ::every]):
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
