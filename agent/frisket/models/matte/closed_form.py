"""The matter that needs no download: closed-form matting round the mask's edge.

Levin, Lischinski, Weiss, "A Closed-Form Solution to Natural Image Matting", 2008, on SciPy alone.
The band in which alpha is sought follows the object's size and the local contrast (`edge_band`);
nothing outside it changes. It is solved on a picture reduced at least twice, more where the band is
large, and enlarged by its colour lines (`enlarging`): on pictures with a known alpha that was
better than solving at full size (the larger windows reach across noise and texture), and it bounds
the time whatever the picture's size. Figures: benchmarks/matting.py.

In every 3×3 window alpha is taken to be a linear function of the colour: alpha = a·I + b. Leaving
a and b out gives one sparse symmetric system in alpha. The windows' part of its matrix is the sum
of W = (1 + c M c') / 9 over pixel pairs, c being colours less their mean and M the inverse
covariance; with M = T'T that is B B' for B = [1, c T'] / 3. So four columns a window, a sparse
product, and a direct factorisation do it: without a compiler at run time, and releasing the lock
that Python's threads share while they run. The numbers are those of PyMatting's `cf_laplacian`.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import cv2
import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from numpy.typing import NDArray

from frisket.models.base import Image, Soft, Watch

from . import enlarging
from .edge_band import band_widths, edge_band, surroundings

Alpha: TypeAlias = NDArray[np.float64]
"""HxW float64, 0 outside to 1 inside."""

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
    alpha = solve(small, known, np.asarray(share > 0), TRUST)
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


def solve(image: Image, known: Alpha, unknown: NDArray[np.bool_], trust: float) -> Alpha:
    """Alpha of the pixels that are `unknown` (HxW bool); the others keep their value in `known`.

    `trust` is how strongly an unknown pixel is held to its own value in `known` (0: not at all).
    A little of it decides where the colours do not: in a plain area that touches nothing known.
    """
    columns, windows = window_columns(image, unknown)
    inside = np.flatnonzero(unknown)
    values = known.ravel()
    rows = columns[:, inside]
    fixed = columns @ np.where(unknown.ravel(), 0.0, values)
    system = scipy.sparse.diags(windows.ravel()[inside] + trust) - rows.T @ rows
    right = rows.T @ fixed + trust * values[inside]
    # The factor is small as long as the unknown pixels form a band: about 150 numbers for each.
    factor = scipy.sparse.linalg.splu(
        scipy.sparse.csc_matrix(system),
        permc_spec="MMD_AT_PLUS_A",
        diag_pivot_thresh=0.0,
        options={"SymmetricMode": True},
    )
    result = known.copy()
    result[unknown] = np.clip(factor.solve(right), 0, 1)
    return result


def window_columns(
    image: Image, unknown: NDArray[np.bool_], regular: float = 1e-7
) -> tuple[scipy.sparse.csr_matrix, Alpha]:
    """B' (four rows a window, one column a pixel), and in how many windows each pixel lies (HxW).

    Only windows that hold an unknown pixel count. `regular` is the paper's epsilon.
    """
    height, width = unknown.shape
    touched = cv2.dilate(unknown.astype(np.uint8), np.ones((3, 3), np.uint8))[1:-1, 1:-1]
    top, left = np.nonzero(touched)
    offsets = (np.arange(3)[:, None] * width + np.arange(3)).ravel()
    pixels = (top * width + left)[:, None] + offsets
    colours = image.reshape(-1, 3)[pixels] / 255.0
    colours -= colours.mean(axis=1, keepdims=True)
    across = colours.transpose(0, 2, 1)
    covariance = across @ colours / 9 + regular / 9 * np.eye(3)
    white = np.linalg.solve(np.linalg.cholesky(covariance), across)
    values = np.concatenate([np.ones((len(pixels), 1, 9)), white], axis=1) / 3
    where = np.repeat(pixels[:, None, :], 4, axis=1)
    ends = np.arange(0, values.size + 1, 9)
    shape = (4 * len(pixels), height * width)
    columns = scipy.sparse.csr_matrix((values.ravel(), where.ravel(), ends), shape)
    count = np.bincount(pixels.ravel(), minlength=height * width).reshape(height, width)
    return columns, count.astype(np.float64)
