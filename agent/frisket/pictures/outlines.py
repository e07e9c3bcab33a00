"""The outline of a mask as closed lines, for programs that draw with them: SVG and COCO's JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray

from . import curves, seams
from .contours import INSIDE, Contour, Points, contours
from .curves import Curve

LIKENESS = 0.99
_TOLERANCES = (0.5, 0.4, 0.3, 0.2, 0.1, 0.05)
"""Pixels by which curves may leave the line at half cover; the next where that is too much."""
_SHARE = 0.1
"""Of the width of a thing, about, by which its curve may leave it at most."""
_STEP = 0.1
"""Pixels by which a polygon may leave a curve."""


@dataclass(frozen=True, eq=False)
class Shape:
    """One object: HxW uint8, 0 to 255, which stands at x, y in the picture; and what it is."""

    x: int
    y: int
    mask: NDArray[np.uint8] = field(repr=False)
    label: str = ""
    score: float = 1.0

    @property
    def inside(self) -> NDArray[np.bool_]:
        return np.asarray(self.mask >= INSIDE)


def svg(shapes: Sequence[Shape], width: int, height: int) -> str:
    """An SVG of `width` × `height` pixels with a path for each shape; holes are holes."""
    paths = []
    for number, shape in enumerate(shapes, start=1):
        lines = " ".join(_path(curve) for curve in drawn(shape))
        title = f" inkscape:label={quoteattr(_plain(shape.label))}" if shape.label else ""
        paths.append(f'<path id="object-{number}"{title} fill-rule="evenodd" d="{lines}"/>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">\n'
        "<desc>frisket</desc>\n" + "\n".join(paths) + "\n</svg>\n"
    )


def coco(
    shapes: Sequence[Shape], width: int, height: int, file_name: str, *, runs: bool = False
) -> str:
    """The shapes as COCO's annotations of one picture.

    Polygons, whose holes are joined to the line round them by a seam; with `runs` run lengths of
    the pixels, which are exact (`iscrowd` 1, as COCO has it for them).
    """
    labels = list(dict.fromkeys(shape.label or "object" for shape in shapes))
    annotations = [
        {
            "id": number,
            "image_id": 1,
            "category_id": labels.index(shape.label or "object") + 1,
            "segmentation": _runs(shape, width, height) if runs else _polygons(shape),
            "area": int(shape.inside.sum()),
            "bbox": _box(shape),
            "iscrowd": int(runs),
            "score": shape.score,
        }
        for number, shape in enumerate(shapes, start=1)
    ]
    whole = {
        "info": {"description": "frisket"},
        "images": [{"id": 1, "file_name": file_name, "width": width, "height": height}],
        "categories": [{"id": at, "name": name} for at, name in enumerate(labels, start=1)],
        "annotations": annotations,
    }
    return json.dumps(whole) + "\n"


def outline(shape: Shape) -> list[Points]:
    """Closed lines round what is inside and round its holes, each Nx2 (x, y) in the picture.

    Clockwise round what is inside, the other way round holes: the curves of `curves`, as polygons.
    """
    return [curves.flattened(curve, _STEP) for curve in drawn(shape)]


def drawn(shape: Shape) -> list[Curve]:
    """Smooth closed curves where the mask is half covered, in the picture: round pieces and holes.

    What they enclose, looked at in the middle of each pixel, agrees with the mask in `LIKENESS`
    (intersection over union) or more: where smooth curves do not, as with a few pixels, they go
    from pixel to pixel. Coordinates are in hundredths.
    """
    found = list(contours(shape.mask))
    place = np.array([shape.x, shape.y], np.float64)
    if not found:
        return []
    fit, allowed = curves.Fit(found), [_allowed(each) for each in found]
    for tolerance in _TOLERANCES:
        fitted = fit.within([min(tolerance, a) for a in allowed])
        made = [curves.merged(curve).round(2) for curve in fitted]
        if all(_is_like(made, shape.inside, step) for step in (_STEP, _STEP / 10)):
            break
    else:
        made = [curves.straight(contour).round(2) for contour in found]
    return [curve + place for curve in made]


def filled(lines: Sequence[Points], height: int, width: int) -> NDArray[np.bool_]:
    """HxW, whether the middle of each pixel is inside by the even-odd rule."""
    begins = np.concatenate([np.empty((0, 2)), *lines])
    ends = np.concatenate([np.empty((0, 2)), *(np.roll(line, -1, axis=0) for line in lines)])
    low, high = np.minimum(begins, ends)[:, 1], np.maximum(begins, ends)[:, 1]
    top, bottom = (np.clip(np.ceil(each - 0.5), 0, height).astype(np.intp) for each in (low, high))
    counts = bottom - top
    edge = np.repeat(np.arange(len(begins)), counts)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts) + top[edge]
    (x0, y0), (x1, y1) = begins[edge].T, ends[edge].T
    crossing = x0 + (row + 0.5 - y0) / (y1 - y0) * (x1 - x0)
    column = np.clip(np.ceil(crossing - 0.5), 0, width).astype(np.intp)
    crossed = np.zeros((height, width + 1), np.uint8)
    np.add.at(crossed, (row, column), 1)
    return np.asarray(np.bitwise_xor.accumulate(crossed & 1, axis=1)[:, :width] > 0)


def _allowed(contour: Contour) -> float:
    """By how much a curve may leave a line: thin and small things have less to lose."""
    points = contour.points
    length = float(np.hypot(*(np.roll(points, -1, axis=0) - points).T).sum())
    return _SHARE * abs(seams.area(points)) / max(length, 1.0)


def _is_like(drawn: Sequence[Curve], truth: NDArray[np.bool_], step: float) -> bool:
    """Whether curves enclose what is inside, when they are drawn with so fine a step."""
    found = filled([curves.flattened(curve, step) for curve in drawn], *truth.shape)
    differing, either = int((found ^ truth).sum()), int((found | truth).sum())
    # A little less than may differ: others draw curves in ways of their own.
    return differing + 1 <= 0.95 * (1 - LIKENESS) * either


def _path(curve: Curve) -> str:
    """A closed curve as SVG writes it, in hundredths of a pixel."""
    pieces = [f"M{_pair(curve[0, 0])}"]
    for bezier, is_line in zip(curve, curves.is_line(curve), strict=True):
        if is_line:
            pieces.append(f"L{_pair(bezier[3])}")
        else:
            pieces.append("C" + " ".join(_pair(point) for point in bezier[1:]))
    return " ".join([*pieces, "Z"])


def _pair(point: Points) -> str:
    return ",".join(f"{value:.2f}".rstrip("0").rstrip(".") for value in point.tolist())


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(each for each in text if each.isprintable())


def _polygons(shape: Shape) -> list[list[float]]:
    """COCO's polygons are joined and have no holes, so each hole hangs on a seam."""
    return [line.round(2).ravel().tolist() for line in seams.joined(outline(shape))]


def _runs(shape: Shape, width: int, height: int) -> dict[str, Any]:
    """Run lengths down the columns, first of what is outside."""
    whole = np.zeros((height, width), bool)
    rows, columns = shape.mask.shape
    whole[shape.y : shape.y + rows, shape.x : shape.x + columns] = shape.inside
    flat = whole.T.ravel()
    changes = np.flatnonzero(np.diff(flat)) + 1
    ends = np.concatenate([[0] if not flat[0] else [0, 0], changes, [flat.size]])
    return {"size": [height, width], "counts": np.diff(ends).tolist()}


def _box(shape: Shape) -> list[int]:
    """x, y, width, height."""
    rows, columns = (np.flatnonzero(shape.inside.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return [shape.x, shape.y, 0, 0]
    x, y = int(columns[0]), int(rows[0])
    return [shape.x + x, shape.y + y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y]
