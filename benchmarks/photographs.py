"""Objects with an outline traced by hand, on photographs that lie inside well-known wheels.

The pictures are found in the wheels of scikit-image, scikit-learn and matplotlib (the dev extra);
nothing is downloaded. The outlines lie in drawing/outlines.json.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Image: TypeAlias = NDArray[np.uint8]
Truth: TypeAlias = NDArray[np.bool_]

OUTLINES = Path(__file__).parent / "drawing" / "outlines.json"
ENLARGED = " (enlarged 2x, cubic)"
SUBPIXEL_BITS = 4


@dataclass(frozen=True, eq=False)
class Photograph:
    """One object. image: HxWx3 uint8 RGB; truth: HxW bool, true inside; the same pixels."""

    name: str
    image: Image = field(repr=False)
    truth: Truth = field(repr=False)


def photographs(many_coloured: bool = False) -> Iterator[Photograph]:
    """The outlined objects, in the order of their file: the usual ones, or the others."""
    outlines = json.loads(OUTLINES.read_text(encoding="utf-8"))
    for entry in outlines["objects"]:
        if entry.get("many_coloured", False) != many_coloured:
            continue
        image = picture(entry["image"])
        yield Photograph(entry["name"], image, rasterise(entry["parts"], *image.shape[:2]))


def picture(address: str) -> Image:
    """The picture at `package/path/in/it`, HxWx3 uint8 RGB, enlarged where the address says so."""
    package, _, path = address.removesuffix(ENLARGED).partition("/")
    data = resources.files(package).joinpath(path).read_bytes()
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError(f"{address} is no picture that OpenCV reads")
    if address.endswith(ENLARGED):
        image = cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(image[..., ::-1], dtype=np.uint8)


def rasterise(parts: list[dict[str, Any]], height: int, width: int) -> Truth:
    """The union of ellipses and polygons in continuous coordinates (pixel centres at +0.5)."""
    canvas = np.zeros((height, width), np.uint8)
    for part in parts:
        if "ellipse" in part:
            ellipse = part["ellipse"]
            canvas[_ellipse(ellipse["center"], ellipse["radii"], height, width)] = 1
        else:
            outline = (np.asarray(part["polygon"], np.float64) - 0.5) * 2**SUBPIXEL_BITS
            cv2.fillPoly(canvas, [np.rint(outline).astype(np.int32)], 1, shift=SUBPIXEL_BITS)
    return canvas > 0


def _ellipse(center: list[float], radii: list[float], height: int, width: int) -> Truth:
    rows, columns = np.ogrid[:height, :width]
    across = (columns + 0.5 - center[0]) / radii[0]
    down = (rows + 0.5 - center[1]) / radii[1]
    return np.asarray(across**2 + down**2 <= 1.0, np.bool_)
