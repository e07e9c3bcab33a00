"""The matter that needs no download: closed-form matting round the mask's edge.

The band in which alpha is sought follows the object's size and the local contrast (`edge_band`);
nothing outside it changes. It is solved on a picture reduced at
least twice, more where the band is large, and enlarged by its colour lines (`closed_form`): on
pictures with a known alpha that was better than solving at full size (the larger windows reach
across noise and texture), and it bounds the time whatever the picture's size. Figures:
benchmarks/matting.py.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft, Watch

from . import enlarging
from .edge_band import band_widths, edge_band, surroundings

LIMIT = 20_000
"""Unknown pixels of the reduced picture: a fraction of a second; more were no better."""
TRUST = 3e-3
"""How strongly unknown pixels are held to the mask: enough to decide plain areas, no more."""
KNOWN = 8
"""Pixels round the band that are taken along, so that it lies between known ones."""


class MatteClosedForm:
    """A Matter. Holds nothing between calls and may be called from any thread."""

    name = "closed_form"

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """The soft edge of `mask`: HxW uint8, of the same size; farther away it is as it was."""
        watch.step("matte", 0.0)
        narrow, wide = band_widths(mask)
        # Four band widths show enough of the ground to learn its colours.
        part = surroundings(mask, 4 * wide)
        unknown = edge_band(image[part], mask[part], narrow, wide)
        if not unknown.any():
            return mask
        inner = surroundings(unknown.view(np.uint8), KNOWN)
        result = mask.copy()
        result[part][inner] = solve_band(
            image[part][inner], mask[part][inner], unknown[inner], watch
        )
        return result


def solve_band(image: Image, mask: Soft, unknown: NDArray[np.bool_], watch: Watch) -> Soft:
    """The mask with its band solved; all arrays are the same part of the picture."""
    scale = reduction(unknown)
    height, width = mask.shape
    size = (math.ceil(width / scale), math.ceil(height / scale))
    small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
    known = np.asarray(cv2.resize(mask, size, interpolation=cv2.INTER_AREA) / 255.0, np.float64)
    share = cv2.resize(unknown.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    watch.step("matte", 0.1)
    alpha = enlarging.solve(small, known, np.asarray(share > 0), TRUST)
    watch.step("matte", 0.7)
    slope, level = enlarging.colour_lines(small, alpha, radius=1, regular=1e-5)
    return enlarging.enlarge(
        image, mask, unknown, slope, level, lambda done: watch.step("matte", 0.8 + 0.2 * done)
    )


def reduction(unknown: NDArray[np.bool_]) -> float:
    """By how much to reduce: 2 or more, but nothing where there is hardly a picture left."""
    if min(unknown.shape) < 64:
        return 1.0
    return max(2.0, math.sqrt(np.count_nonzero(unknown) / LIMIT))
