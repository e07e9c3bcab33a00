"""What models of the Segment Anything family take: a box, a few clicks, a mask of logits.

They were trained on a box or a few clicks to an object. Many clicks confuse them, and a mask that
says all is echoed back (segment-anything issues 95, 268, 169 and 242). So a scribble becomes a few
clicks along its strokes, and a rough selection a box, clicks deep inside it and a weak mask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Candidate, ObjectPrompt, Soft, Watch
from frisket_protocol.raster import Box, Point

Floats = NDArray[np.float32]

STROKE_CLICKS = 8
"""Clicks that the strokes on one side become at most."""
STROKE_SPACING = 1 / 32
"""Distance of two clicks along a stroke at least, of the picture's long side."""
ROUGH_CLICKS = 3
"""Clicks that a rough selection becomes at most."""
ANSWERS = 3
"""Masks that answer a single click: a whole, a part, a part of that."""
MANY = 16
"""More objects at once than this are a search for what there is: each has its best answer alone."""
MASK_LOGIT = 10.0
"""The logit of what is surely inside a rough selection; outside it is the negative."""


@dataclass(frozen=True, eq=False)
class Clicks:
    """One object as a decoder is asked for it. There is a box or a click inside, or both.

    Box and points lie in the picture, in its pixels. rough: Soft, the picture's size, not empty.
    answers: how many of its masks are wanted, at most.
    """

    box: Box | None = None
    points: tuple[Point, ...] = ()
    rough: Soft | None = None
    answers: int = ANSWERS

    @property
    def is_ambiguous(self) -> bool:
        """Whether it may mean a whole, a part or a part of that: a single click, and no more."""
        return self.box is None and self.rough is None and len(self.points) == 1


@dataclass(frozen=True)
class Canvas:
    """The square that a model looks at. The picture, scaled, fills its top left corner.

    width, height: pixels of the picture. shown_width, shown_height: what it fills of the `side`.
    """

    side: int
    width: int
    height: int
    shown_width: int
    shown_height: int

    @classmethod
    def stretched(cls, side: int, width: int, height: int) -> Canvas:
        """The picture fills all of it, whatever its shape: SAM 2 and 3, EdgeTAM."""
        return cls(side, width, height, side, side)

    @classmethod
    def padded(cls, side: int, width: int, height: int) -> Canvas:
        """The picture's long side fills it, the rest is empty: SAM and HQ-SAM."""
        scale = side / max(width, height)
        shown = (max(1, int(length * scale + 0.5)) for length in (width, height))
        return cls(side, width, height, *shown)

    def at(self, side: int) -> Canvas:
        """The same picture on a smaller canvas, such as the one of mask prompts."""
        whole = self.shown_width == self.shown_height == self.side
        shape = Canvas.stretched if whole else Canvas.padded
        return shape(side, self.width, self.height)


@dataclass(frozen=True, eq=False)
class Arrays:
    """Clicks of n objects as numbers, in pixels of the canvas counted from the pixels' centres.

    points: n×k×2 float32 (x, y), labels: n×k int64, 1 inside, 0 outside; None without any point.
    boxes: n×4 float32 (x0, y0, x1, y1), or None. masks: n×side×side float32 logits, or None.
    """

    points: Floats | None
    labels: NDArray[np.int64] | None
    boxes: Floats | None
    masks: Floats | None


def clicks(prompt: ObjectPrompt, width: int, height: int) -> Clicks:
    """What to ask a decoder for `prompt` on a picture of that size; there is always something.

    What lies outside the picture is moved to its nearest edge. Where nothing says what is wanted
    (no prompt, empty ones, or only what is *not* wanted), a box of the whole picture asks.
    """
    points = tuple(_within(point, width, height) for point in prompt.points)
    if prompt.scribble is not None:
        points += stroke_clicks(prompt.scribble)
    box = None if prompt.box is None else _clipped(prompt.box, width, height)
    rough = None if prompt.rough is None or prompt.rough.max() < 128 else prompt.rough
    if rough is not None:
        box = box or _around(rough, points)
        points += tuple(_rough_clicks(rough, prompt.scribble, points))
    if box is None and not any(point.inside for point in points):
        box = Box(0, 0, width, height)
    return Clicks(box, points, rough)


def answered(
    asked: Sequence[Clicks],
    most: int,
    decode: Callable[[Sequence[Clicks]], list[list[Candidate]]],
    watch: Watch,
) -> list[list[Candidate]]:
    """What `decode` answers to all of `asked`, in their order; it gets one batch at a time."""
    if len(asked) > MANY:
        asked = [replace(one, answers=1) for one in asked]
    found: list[list[Candidate]] = [[] for _ in asked]
    done = 0
    watch.step("segment", 0.0)
    for batch in batches(asked, most):
        for index, answer in zip(batch, decode([asked[index] for index in batch]), strict=True):
            found[index] = answer
        done += len(batch)
        watch.step("segment", done / len(asked))
    return found


def batches(asked: Sequence[Clicks], most: int) -> Iterator[list[int]]:
    """Which of `asked` can be decoded in one call, at most so many, as indices; all of them, once.

    Only those with equally many numbers: padding points would change the answers.
    """
    groups: dict[tuple[int, bool, bool, bool], list[int]] = {}
    for index, one in enumerate(asked):
        kind = (len(one.points), one.box is None, one.rough is None, one.is_ambiguous)
        groups.setdefault(kind, []).append(index)
    for group in groups.values():
        yield from (group[start : start + most] for start in range(0, len(group), most))


def arrays(batch: Sequence[Clicks], canvas: Canvas, mask_side: int) -> Arrays:
    """One of the `batches` as numbers on the canvas; masks on one of `mask_side`."""
    scale = np.array([canvas.shown_width / canvas.width, canvas.shown_height / canvas.height])
    # Continuous coordinates to those that count from pixel centres: models add the half again.
    places = np.array([[(p.x, p.y) for p in one.points] for one in batch])
    labels = np.array([[int(p.inside) for p in one.points] for one in batch], np.int64)
    corners = [((b.x0, b.y0), (b.x1, b.y1)) for b in (one.box for one in batch) if b is not None]
    masks = [mask_logits(one.rough, canvas, mask_side) for one in batch if one.rough is not None]
    return Arrays(
        (places * scale - 0.5).astype(np.float32) if labels.size else None,
        labels if labels.size else None,
        (np.array(corners) * scale - 0.5).reshape(-1, 4).astype(np.float32) if corners else None,
        np.stack(masks) if masks else None,
    )


def mask_logits(rough: Soft, canvas: Canvas, side: int) -> Floats:
    """A rough selection as a mask prompt: side × side logits in ±MASK_LOGIT on the whole canvas."""
    small = canvas.at(side)
    logits = np.full((side, side), -MASK_LOGIT, np.float32)
    shown = cv2.resize(rough, (small.shown_width, small.shown_height), interpolation=cv2.INTER_AREA)
    logits[: small.shown_height, : small.shown_width] = (shown / 127.5 - 1) * MASK_LOGIT
    return logits


def stroke_clicks(scribble: NDArray[np.uint8]) -> tuple[Point, ...]:
    """A few clicks along the strokes of a scribble (`ObjectPrompt.scribble`), on both sides."""
    outside = (scribble > 0) & (scribble < 128)
    return (*_along(scribble >= 128, inside=True), *_along(outside, inside=False))


def _along(strokes: NDArray[np.bool_], inside: bool) -> list[Point]:
    """Points on the middle lines of strokes: the deepest first, then each far from the others."""
    depth, left, top = _depth(strokes)
    ridge = (depth > 0) & (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)))
    apart = STROKE_SPACING * max(strokes.shape)
    return [
        Point(left + x, top + y, inside) for x, y in _spread(depth, ridge, STROKE_CLICKS, apart)
    ]


def _rough_clicks(
    rough: Soft, scribble: NDArray[np.uint8] | None, points: Sequence[Point]
) -> list[Point]:
    """Points deep inside a rough selection and far from marks outside; none if some are given."""
    if any(point.inside for point in points):
        return []
    selected = rough >= 128
    if scribble is not None:
        selected &= (scribble == 0) | (scribble >= 128)
    for point in points:
        row, column = min(int(point.y), len(rough) - 1), min(int(point.x), rough.shape[1] - 1)
        selected[row, column] = False
    depth, left, top = _depth(selected)
    deepest = float(depth.max(initial=0))
    deep = (depth > 0) & (depth >= deepest / 2)
    return [Point(left + x, top + y) for x, y in _spread(depth, deep, ROUGH_CLICKS, deepest)]


def _depth(marked: NDArray[np.bool_]) -> tuple[Floats, int, int]:
    """Distance of each marked pixel to the nearest other or the picture's edge; 0 elsewhere.

    Only of the part around what is marked, with the column and row where that begins.
    """
    left, top, width, height = cv2.boundingRect(marked.astype(np.uint8))
    part = marked[top : top + height, left : left + width].astype(np.uint8)
    if not part.size:
        return np.zeros((1, 1), np.float32), 0, 0
    ringed = cv2.copyMakeBorder(part, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    depth = cv2.distanceTransform(ringed, cv2.DIST_L2, cv2.DIST_MASK_5)
    return np.asarray(depth[1:-1, 1:-1], np.float32), left, top


def _spread(
    depth: Floats, allowed: NDArray[np.bool_], most: int, apart: float
) -> Iterator[tuple[float, float]]:
    """Centres (x, y) of allowed pixels: the deepest, then always the farthest from those so far.

    At most so many, and none nearer to another than `apart`.
    """
    rows, columns = np.nonzero(allowed)
    if not len(rows):
        return
    nearest = np.full(len(rows), np.inf)
    chosen = int(np.argmax(depth[rows, columns]))
    for _ in range(most):
        yield float(columns[chosen]) + 0.5, float(rows[chosen]) + 0.5
        away = np.hypot(columns - columns[chosen], rows - rows[chosen])
        nearest = np.minimum(nearest, away)
        chosen = int(np.argmax(nearest))
        if nearest[chosen] < max(apart, 1):
            return


def _within(point: Point, width: int, height: int) -> Point:
    return Point(min(max(point.x, 0), width), min(max(point.y, 0), height), point.inside)


def _clipped(box: Box, width: int, height: int) -> Box:
    """The part of a box in the picture, of one pixel at least."""
    x0, y0 = min(max(box.x0, 0), width - 1), min(max(box.y0, 0), height - 1)
    return Box(x0, y0, max(min(box.x1, width), x0 + 1), max(min(box.y1, height), y0 + 1))


def _around(rough: Soft, points: Sequence[Point]) -> Box:
    """The box of a rough selection and of the clicks that say what it lacks."""
    left, top, width, height = cv2.boundingRect((rough >= 128).astype(np.uint8))
    inside = [point for point in points if point.inside]
    across = [left, left + width, *(point.x for point in inside)]
    down = [top, top + height, *(point.y for point in inside)]
    return Box(float(min(across)), float(min(down)), float(max(across)), float(max(down)))
