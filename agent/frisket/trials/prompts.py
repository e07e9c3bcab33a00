"""What a model is asked about an example: the kind of prompt that it is made for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import cv2
import numpy as np

from frisket.journey.pipeline import Wanted
from frisket_protocol.parts import ImageRef, Prompt
from frisket_protocol.raster import Box, Point, Raster

from .examples import Example, Shape, union

KINDS = ("words", "box", "points", "rough", "subject")
"""The kinds that can be made of an example, the most telling first."""
BOXES = 4
"""As many things are shown with a box each, at most: two dozen would tell no more."""
_WIDER = 0.08
"""By how much a rough selection is wider than its object, of the object's height and width."""


@dataclass(frozen=True, eq=False)
class Asked:
    """A prompt, how a person would say it, and where the answer should be."""

    wanted: Wanted
    told: str
    truth: Shape = field(repr=False)


def asked(example: Example, kind: str, names: Collection[str] | None = None) -> Asked | None:
    """The prompt of one of the KINDS; None where the example does not fit it.

    names: those that a model knows, in lower case; None where it reads any words.
    """
    if not example.words:
        return None
    if kind == "words":
        known = [word for word in example.words if names is None or word in names]
        if not known:
            return None
        return Asked(Wanted(Prompt(known[0])), f"“{known[0]}”", union(example.objects))
    if kind == "box":
        shown = example.objects[:BOXES]
        boxes = tuple(_around(shape) for shape in shown)
        told = "a box" if len(boxes) == 1 else f"{len(boxes)} boxes"
        return Asked(Wanted(Prompt(boxes=boxes)), told, union(shown))
    first = example.objects[0]
    if kind == "points":
        return Asked(Wanted(Prompt(points=(_deepest(first),))), "a click", first)
    if kind == "rough":
        marks = _roughly(first)
        ref = ImageRef(marks.sha256, marks.frame)
        return Asked(Wanted(Prompt(rough=ref), rough=marks), "a rough selection", first)
    if kind == "subject" and len(example.objects) == 1:
        return Asked(Wanted(Prompt()), "the subject", first)
    return None


def _around(shape: Shape) -> Box:
    rows, columns = np.flatnonzero(shape.any(axis=1)), np.flatnonzero(shape.any(axis=0))
    return Box(float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1))


def _deepest(shape: Shape) -> Point:
    """The middle of the pixel that is farthest from the edge, the picture's border included."""
    framed = np.pad(shape.astype(np.uint8), 1)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = np.unravel_index(int(np.argmax(depth)), depth.shape)
    return Point(float(column) + 0.5, float(row) + 0.5)


def _roughly(shape: Shape) -> Raster:
    box = _around(shape)
    width, height = (max(1, round(side * _WIDER)) for side in (box.width, box.height))
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * height + 1))
    wide = np.asarray(cv2.dilate(shape.astype(np.uint8) * 255, brush), np.uint8)
    return Raster(wide.shape[1], wide.shape[0], "gray8", wide.tobytes())
