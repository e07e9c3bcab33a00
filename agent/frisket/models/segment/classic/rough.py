"""A selection that is about right: drawn by a person, or found on a smaller picture."""

from __future__ import annotations

import cv2
import numpy as np

from frisket.models.base import Image, Soft

from .edge import PIXELS, full_mask, grab
from .regions import Floats, Marks
from .shift import moved_onto_edges
from .window import around, bounds, sized

BAND, MOVED_BAND = 0.1, 0.02
ROUNDS = 2


def cut_pixels(image: Image, rough: Marks, sure_in: Marks, sure_out: Marks) -> Marks:
    """The object that `rough` is about, pixel by pixel: hxw bool, as all but the image is.

    image   hxwx3 uint8 RGB
    """
    found = _cut_band(image, rough, sure_in, sure_out, BAND)
    moved = moved_onto_edges(image, rough, found)
    return found if moved is None else _cut_band(image, moved, sure_in, sure_out, MOVED_BAND)


def finer(picture: Image, mask: Soft) -> Soft:
    """`mask` (HxW) with the edge of `picture` (HxWx3): it was found on the same, but smaller.

    What it is of stays; only a band round its edge is cut anew. What the picture does not show
    stays as it was.
    """
    there = mask > 127
    if not there.any():
        return mask
    height, width = mask.shape
    window = sized(around(bounds(there), width, height), PIXELS)
    former = window.inside(mask)
    core, away = sure_parts(former, BAND)
    inside = grab(window.shrink(picture), former, core, away, 1)
    made = full_mask(picture, window, inside)
    return made if (made > 127).any() else mask


def _cut_band(image: Image, rough: Marks, sure_in: Marks, sure_out: Marks, band: float) -> Marks:
    core, away = sure_parts(rough, band)
    sure_in = (core & ~sure_out) | sure_in
    return grab(image, rough, sure_in, (away | sure_out) & ~sure_in, ROUNDS)


def sure_parts(rough: Marks, band: float) -> tuple[Marks, Marks]:
    """What is sure to be inside and outside of a selection that is about right, hxw bool each.

    The `band` between is a share of the selection's size.
    """
    reach = band * max(1, int(np.count_nonzero(rough))) ** 0.5
    depth = distances(rough)
    return depth > min(reach, 0.5 * float(depth.max())), distances(~rough) > reach


def distances(mask: Marks) -> Floats:
    """How far each pixel of `mask` is from the nearest outside of it, hxw float32."""
    return np.asarray(cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, 5), np.float32)
