"""The example photographs and the outlines of what is in them.

They lie in `examples/` beside the package, or in a clone at its top; the user's own in `examples/`
of `config_folder()`. In either place `examples.json` says what is outlined:

    {"examples": [{"name": "cat", "file": "cat.jpg", "words": ["cat"],
                   "objects": [[[41, 0], [37, 14], …], …]}]}

Polygons are continuous pixel coordinates of the file as it is shown (x right, y down, the middle of
a pixel at +0.5), one for each object. `words`: what each of the objects is called; a model that
knows only some names is asked for the first of them that it knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from frisket_protocol.folders import config_folder

from . import hair

Shape: TypeAlias = NDArray[np.bool_]
"""HxW, true inside."""
FILE = "examples.json"
_FINE = 4
"""Bits after the point with which OpenCV is told where a corner is."""


@dataclass(frozen=True, eq=False)
class Example:
    """One picture, all of it in the same HxW pixels. is_own: the user put it there.

    alpha: how much of each pixel the object covers, where that is known: a picture for models that
    make soft edges, which has no words then.
    """

    name: str
    rgb: Image = field(repr=False)
    objects: tuple[Shape, ...] = field(repr=False)
    words: tuple[str, ...] = ()
    is_own: bool = False
    alpha: Soft | None = field(default=None, repr=False)


def load() -> list[Example]:
    """Every example: those that come with frisket, then the user's own.

    Raises FailedPrecondition where frisket's are missing, InvalidArgument for what cannot be read.
    """
    shipped = list(_in(folder(), is_own=False))
    named = {example.name: example for example in shipped}
    fur, ground = named["cat"].rgb, named["dahlia"].rgb
    image, alpha = hair.drawn(fur, ground)
    drawn = Example(hair.NAME, image, (alpha >= 128,), alpha=alpha)
    mine = config_folder() / "examples"
    own = _in(mine, is_own=True) if (mine / FILE).is_file() else ()
    return [*shipped, drawn, *own]


def folder() -> Path:
    """Where the photographs that come with frisket lie. Raises FailedPrecondition."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "examples", package.parents[1] / "examples"):
        if (place / FILE).is_file():
            return place
    raise FailedPrecondition(
        "The example pictures are missing from this installation.",
        detail="example",
        hint="Install frisket anew.",
    )


def _in(place: Path, is_own: bool) -> Iterator[Example]:
    try:
        told = json.loads((place / FILE).read_text("utf-8"))
        entries = [_checked(entry) for entry in told["examples"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(place / FILE, error) from None
    for name, file, words, objects in entries:
        rgb = _picture(place / file)
        shapes = tuple(_filled(outline, *rgb.shape[:2]) for outline in objects)
        yield Example(name, rgb, shapes, words, is_own)


def _checked(
    entry: dict[str, Any],
) -> tuple[str, str, tuple[str, ...], list[NDArray[np.float64]]]:
    """Name, file, words and outlines of one entry. Raises KeyError, TypeError, ValueError."""
    outlines = [np.asarray(outline, np.float64) for outline in entry["objects"]]
    if not outlines or any(line.ndim != 2 or line.shape[1] != 2 for line in outlines):
        raise ValueError("an outline is a list of [x, y]")
    words = tuple(str(word) for word in entry["words"])
    if not words:
        raise ValueError("there is no word for what is outlined")
    return str(entry["name"]), str(entry["file"]), words, outlines


def _picture(file: Path) -> Image:
    try:
        data = np.frombuffer(file.read_bytes(), np.uint8)
        found = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except (OSError, cv2.error) as error:
        raise _unreadable(file, error) from None
    if found is None:
        raise _unreadable(file, "it is no picture")
    return np.ascontiguousarray(found[..., ::-1], np.uint8)


def _filled(outline: NDArray[np.float64], height: int, width: int) -> Shape:
    canvas = np.zeros((height, width), np.uint8)
    corners = np.rint((outline - 0.5) * 2**_FINE).astype(np.int32)
    cv2.fillPoly(canvas, [corners], (1,), shift=_FINE)
    return canvas > 0


def _unreadable(file: Path, why: object) -> InvalidArgument:
    reason = f"{type(why).__name__}: {why}" if isinstance(why, Exception) else why
    return InvalidArgument(
        f"The example {file} cannot be read ({reason}).",
        detail="example",
        hint="Repair it, or take it away.",
    )


def union(shapes: Sequence[Shape]) -> Shape:
    """All that is in any of them."""
    return np.asarray(np.logical_or.reduce(shapes))
