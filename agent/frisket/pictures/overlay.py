"""A look at a selection that a painter understands: ground dim and gray, objects in full colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
_BAND = 1 << 20
"""Pixels that are worked on at a time."""
_GROUND_LIGHT, _GROUND_FLOOR = 0.34, 28.0
"""How much of its brightness the ground keeps, and what is added, so that black is not lost."""


def overlay(rgb: NDArray[np.uint8], masks: Iterable[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """`rgb` (HxWx3 uint8 sRGB) with what `masks` (HxW uint8, 0 to 255) select standing out; as new.

    The unselected ground is dimmed and loses its colour; each object has an outline of its own
    colour with a dark rim, at the middle of its soft edge.
    """
    selected = np.zeros(rgb.shape[:2], np.uint8)
    width = max(2, round(max(rgb.shape[:2]) / 480))
    edges = []
    for mask in masks:
        np.maximum(selected, mask, out=selected)
        edges.append(_edge(mask, width))
    picture = _lit(rgb, selected)
    for edge in edges:  # all rims first: a rim must not cut through a neighbour's outline
        cv2.drawContours(picture, edge, -1, _RIM, 2 * width + 1, cv2.LINE_AA)
    for number, edge in enumerate(edges):
        colour = OUTLINES[number % len(OUTLINES)]
        cv2.drawContours(picture, edge, -1, colour, width, cv2.LINE_AA)
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


def _edge(mask: NDArray[np.uint8], width: int) -> Sequence[NDArray[np.int32]]:
    """The lines round what is selected and round its holes, each Nx1x2 int32 (x, y)."""
    smooth = cv2.GaussianBlur(mask, (0, 0), width / 2)
    inside = np.asarray(smooth >= _INSIDE, dtype=np.uint8)
    # Hairs thinner than the line would be buried under it: they show by their colour alone.
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
    body = cv2.morphologyEx(inside, cv2.MORPH_OPEN, brush)
    if not body.any():  # nothing but hairs: a rope, a star
        body = inside
    lines, _ = cv2.findContours(body, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    return [np.asarray(line, dtype=np.int32) for line in lines]
