"""A look at a selection that a painter understands: ground dim and gray, objects in full colour."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

OUTLINES = (
    (255, 214, 10),
    (80, 200, 255),
    (255, 90, 200),
    (90, 240, 140),
    (255, 140, 50),
    (190, 150, 255),
)
"""RGB of the first object's outline, the second's, …; then from the start. Told apart by most
colour-blind people too, and all light, so that the dark rim shows on each."""

_RIM = (16, 16, 20)
_INSIDE = 128
_SMALL = 160
"""Pixels of a side below which an outline is a single pixel."""
_BAND = 1 << 20
"""Pixels that are worked on at a time."""
_GROUND_LIGHT, _GROUND_FLOOR = 0.34, 28.0
"""How much of its brightness the ground keeps, and what is added, so that black is not lost."""


class _Line(NamedTuple):
    """An object's outline: the pixels of it and of its rims, and how far each covers them.

    rows, columns: N. coloured, dark: N float32, 0 to 1; the rims lie below the line as well.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    coloured: NDArray[np.float32]
    dark: NDArray[np.float32]


def overlay(rgb: NDArray[np.uint8], masks: Iterable[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """`rgb` (HxWx3 uint8 sRGB) with what `masks` (HxW uint8, 0 to 255) select standing out; as new.

    The unselected ground is dimmed and loses its colour. Round each object, from the middle of its
    soft edge outwards, runs an outline of its own colour between dark rims: nothing of an object
    lies under its own outline, however thin it is.
    """
    selected = np.zeros(rgb.shape[:2], np.uint8)
    width = line_width(rgb.shape[1], rgb.shape[0])
    lines = []
    for mask in masks:
        np.maximum(selected, mask, out=selected)
        lines.append(_line(mask, width))
    picture = _lit(rgb, selected)
    for line in lines:  # all rims first: a rim must not cut through a neighbour's outline
        _lay(picture, line, _RIM, line.dark)
    for number, line in enumerate(lines):
        _lay(picture, line, OUTLINES[number % len(OUTLINES)], line.coloured)
    return picture


def _lit(rgb: NDArray[np.uint8], selected: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`rgb` where `selected` is 255, its dim gray where it is 0, a mixture between."""
    lit = np.empty_like(rgb)
    step = max(1, _BAND // rgb.shape[1])
    for top in range(0, len(rgb), step):
        rows = slice(top, top + step)
        gray = cv2.cvtColor(rgb[rows], cv2.COLOR_RGB2GRAY)
        dim = cv2.convertScaleAbs(gray, alpha=_GROUND_LIGHT, beta=_GROUND_FLOOR)
        ground = cv2.cvtColor(dim, cv2.COLOR_GRAY2RGB)
        share = selected[rows].astype(np.float32) / 255
        lit[rows] = cv2.blendLinear(rgb[rows], ground, share, 1 - share)
    return lit


def line_width(width: int, height: int) -> int:
    """Pixels of an outline on a picture of this size; with its rims it takes twice as many."""
    side = max(width, height)
    return max(1 if side < _SMALL else 2, round(side / 480))


def _line(mask: NDArray[np.uint8], width: int) -> _Line:
    """The outline of what is selected and of its holes, `width` pixels wide."""
    rim = width // 2
    reach = rim + width + max(1, rim)
    columns, rows = (np.flatnonzero((mask >= _INSIDE).any(axis=axis)) for axis in (0, 1))
    if not len(rows):
        nothing, none = np.zeros(0, np.intp), np.zeros(0, np.float32)
        return _Line(nothing, nothing, none, none)
    top, left = max(0, int(rows[0]) - reach), max(0, int(columns[0]) - reach)
    part = mask[top : int(rows[-1]) + 1 + reach, left : int(columns[-1]) + 1 + reach]
    outside = np.asarray(part < _INSIDE, dtype=np.uint8)
    away = cv2.distanceTransform(outside, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    at = np.nonzero((away > 0) & (away < reach + 1))
    far = np.asarray(away[at], dtype=np.float32)
    coloured = np.clip(np.minimum(far - rim, rim + width + 1 - far), 0, 1)
    dark = np.clip(reach + 1 - far, 0, 1)
    return _Line(at[0] + top, at[1] + left, coloured, dark)


def _lay(
    picture: NDArray[np.uint8],
    line: _Line,
    colour: tuple[int, int, int],
    share: NDArray[np.float32],
) -> None:
    """Paint `colour` over the line's pixels, by `share`."""
    there = picture[line.rows, line.columns].astype(np.float32)
    there += (np.array(colour, np.float32) - there) * share[:, None]
    picture[line.rows, line.columns] = np.rint(there).astype(np.uint8)
