"""The outline of a mask as closed lines, for programs that draw with them: SVG and COCO's JSON."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import quoteattr

import cv2
import numpy as np
from numpy.typing import NDArray

_INSIDE = 128
_TOLERANCE = 0.75
"""Pixels by which a line may leave the pixels' own edges: a slope has no steps then."""


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
        return np.asarray(self.mask >= _INSIDE)


def svg(shapes: Sequence[Shape], width: int, height: int) -> str:
    """An SVG of `width` × `height` pixels with a path for each shape; holes are holes."""
    paths = []
    for number, shape in enumerate(shapes, start=1):
        lines = " ".join(_path(line) for line in outline(shape))
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

    Polygons, which have no holes; with `runs` run lengths of the pixels, which are exact
    (`iscrowd` 1, as COCO has it for them).
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


def outline(shape: Shape) -> list[NDArray[np.float64]]:
    """Closed lines round what is inside and round its holes, each Nx2 (x, y) in the picture.

    They run along the edges of pixels, clockwise round what is inside and the other way round
    holes, and cut corners by no more than the tolerance.
    """
    return [
        _simple(line) + np.array([shape.x, shape.y], np.float64) for line in _loops(shape.inside)
    ]


def _loops(inside: NDArray[np.bool_]) -> Iterator[NDArray[np.int32]]:
    """Corners of the lines between inside and outside, each Nx2 int32; pixel 0 is from 0 to 1."""
    ways = _ways(inside)
    while ways:
        start, arrived = next(iter(ways)), None
        here, line = start, []
        while here in ways:
            ends = ways[here]
            # Where two lines meet in a point, turn right: pixels that touch there stay apart.
            end = ends[0] if len(ends) == 1 or arrived is None else _right(arrived, here, ends)
            ends.remove(end)
            if not ends:
                del ways[here]
            line.append(here)
            arrived, here = here, end
            if here == start:
                break
        yield np.array(line, np.int32)


Corner = tuple[int, int]


def _ways(inside: NDArray[np.bool_]) -> dict[Corner, list[Corner]]:
    """From each corner, where the straight pieces that begin there end; inside is on the right."""
    padded = np.pad(inside, 1)
    down = padded[1:].astype(np.int8) - padded[:-1]  # 1 where inside begins, going down
    right = padded[:, 1:].astype(np.int8) - padded[:, :-1]
    ways: dict[Corner, list[Corner]] = {}
    for row, x0, x1, way in _pieces(down[:, 1:-1]):
        ends = ((x0, row), (x1, row)) if way > 0 else ((x1, row), (x0, row))
        ways.setdefault(ends[0], []).append(ends[1])
    for column, y0, y1, way in _pieces(right[1:-1].T):
        ends = ((column, y1), (column, y0)) if way > 0 else ((column, y0), (column, y1))
        ways.setdefault(ends[0], []).append(ends[1])
    return ways


def _pieces(steps: NDArray[np.int8]) -> Iterator[tuple[int, int, int, int]]:
    """Runs of the same step along each row: row, from, to, and which step it is.

    A run ends as well where a step crosses it: those are both sides of a point where two lines
    meet, and there the step changes its sign or ends.
    """
    lines, length = steps.shape
    walled = np.zeros((lines, length + 2), np.int8)
    walled[:, 1:-1] = steps
    rows, at = np.nonzero(np.diff(walled, axis=1))
    values = walled[rows, at + 1]
    found = list(zip(rows.tolist(), at.tolist(), values.tolist(), strict=True))
    for (row, x0, value), (following, x1, _) in itertools.pairwise([*found, (-1, 0, 0)]):
        if value and following == row:
            yield row, x0, x1, value


def _right(before: Corner, here: Corner, ends: list[Corner]) -> Corner:
    """Which of `ends` lies to the right of somebody who comes from `before` (y points down)."""
    came = here[0] - before[0], here[1] - before[1]
    return max(ends, key=lambda end: came[0] * (end[1] - here[1]) - came[1] * (end[0] - here[0]))


def _simple(line: NDArray[np.int32]) -> NDArray[np.float64]:
    """The line without its steps; as it is where nothing would be left of it."""
    short = cv2.approxPolyDP(line.reshape(-1, 1, 2), _TOLERANCE, True).reshape(-1, 2)
    return np.asarray(short if len(short) > 2 else line, np.float64)


def _path(line: NDArray[np.float64]) -> str:
    return "M" + " L".join(f"{x:g},{y:g}" for x, y in line.tolist()) + " Z"


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(each for each in text if each.isprintable())


def _polygons(shape: Shape) -> list[list[float]]:
    """The outer lines. COCO's polygons are joined, so a hole would be filled in any case."""
    lines = outline(shape)
    return [line.ravel().tolist() for line in lines if _area(line) > 0]


def _area(line: NDArray[np.float64]) -> float:
    """Above 0 for a line that runs clockwise, seen with y pointing down."""
    x, y = line.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


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
