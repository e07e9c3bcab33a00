"""The shapes that a prompt may mean before any click corrects them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import ObjectPrompt, Soft
from frisket_protocol.raster import Box, Point

from .box import cut_box, pixels_in, within
from .choice import Scored, goodness
from .clicks import candidates, seeds
from .closer import closer
from .cut import joined
from .embedding import ClassicEmbedding, Shape
from .evenness import shows_nothing
from .regions import Marks, RegionGraph
from .rough import cut_pixels
from .saliency import subjects
from .sides import past_sides, to_borders
from .starts import nothing
from .window import MARGIN, Window, around, bounds, whole

Step: TypeAlias = Callable[[float], None]
Strokes: TypeAlias = NDArray[np.uint8]

MOST_STROKES = 8
"""Of so many strokes beside a selection each is worth a click of its own."""
STROKE_SHARE = 0.15
STROKE_LEVEL = 60
STROKE_MARGIN = 0.15


def first_shapes(embedding: ClassicEmbedding, prompt: ObjectPrompt, step: Step) -> list[Shape]:
    """One to three shapes, best first, for what `prompt` holds besides correcting clicks."""
    if prompt.box is not None and _is_outside(prompt.box, embedding):
        window = whole(embedding.width, embedding.height)
        return [embedding.shape(window, nothing(embedding.graph(window)), 0.0)]
    if prompt.rough is not None:
        return _from_rough(embedding, prompt, prompt.rough)
    if prompt.scribble is not None and (prompt.scribble > 127).any():
        return _from_strokes(embedding, prompt, prompt.scribble)
    if prompt.box is not None:
        return _from_box(embedding, prompt, prompt.box)
    window = whole(embedding.width, embedding.height)
    graph = embedding.graph(window)
    step(0.2)
    _, sure_out = strokes(graph, window, prompt)
    if prompt.points:
        scored = clicked(graph, window, prompt.points)
        nearer = closer(embedding, window, prompt.points[0], scored)
        if nearer:
            return nearer
    else:
        scored = subjects(graph, nothing(graph), sure_out)
    step(0.4)
    return [embedding.shape(window, found.inside, found.score) for found in scored]


def clicked(
    graph: RegionGraph, window: Window, clicks: Sequence[Point], others: Sequence[Marks] = ()
) -> list[Scored]:
    """What all `clicks` (some inside) mean together, best first; `others` may be chosen too."""
    places, away = (
        np.array([window.point(c.x, c.y) for c in clicks if c.inside == kind]).reshape(-1, 2)
        for kind in (True, False)
    )
    refused = [(float(x), float(y)) for x, y in away]
    return candidates(graph, places, seeds(graph, places), seeds(graph, away), others, refused)


def strokes(graph: RegionGraph, window: Window, prompt: ObjectPrompt) -> tuple[Marks, Marks]:
    """The regions under strokes inside and outside, and those outside the box: N bool each."""
    sure_in, sure_out = nothing(graph), nothing(graph)
    if prompt.scribble is not None:
        sure_in = _under(graph, window, prompt.scribble > 127)
        marked = (prompt.scribble > 0) & (prompt.scribble < 128)
        sure_out = _under(graph, window, marked) & ~sure_in
    if prompt.box is not None:
        sure_out = sure_out | (~within(graph, window.box(prompt.box)) & ~sure_in)
    return sure_in, sure_out


def as_clicks(scribble: Strokes, mask: Soft) -> list[Point]:
    """A click in the middle of each stroke that `mask` is mostly against, the longest first."""
    clicks = list[tuple[int, Point]]()
    for marked, inside in ((scribble > 127, True), ((scribble > 0) & (scribble < 128), False)):
        count, found = cv2.connectedComponents(marked.astype(np.uint8), connectivity=8)
        pieces = np.asarray(found)
        area = np.bincount(pieces.ravel(), minlength=count)
        against = np.bincount(pieces[(mask > 127) != inside], minlength=count)
        for piece in np.flatnonzero(2 * against[1:] > area[1:]) + 1:
            wrong = ((pieces == piece) & ((mask > 127) != inside)).astype(np.uint8)
            depth = cv2.distanceTransform(cv2.copyMakeBorder(wrong, 1, 1, 1, 1, 0), cv2.DIST_L2, 3)
            row, column = np.unravel_index(depth.argmax(), depth.shape)
            click = Point(float(column) - 0.5, float(row) - 0.5, inside)
            clicks.append((int(area[piece]), click))
    return [click for _, click in sorted(clicks, key=lambda one: -one[0])][:MOST_STROKES]


def _from_rough(embedding: ClassicEmbedding, prompt: ObjectPrompt, rough: Soft) -> list[Shape]:
    window = around(bounds(rough > 127), embedding.width, embedding.height)
    graph = embedding.graph(window)
    sure_in, sure_out = strokes(graph, window, prompt)
    known = sure_in[graph.labels], sure_out[graph.labels]
    # Pixels follow a thin shape better than regions do.
    pixels = cut_pixels(window.shrink(embedding.image), window.inside(rough), *known)
    inside = graph.mean(pixels) > 0.5
    return [Shape(window, pixels, goodness(graph, inside))]


def _from_strokes(
    embedding: ClassicEmbedding, prompt: ObjectPrompt, scribble: Strokes
) -> list[Shape]:
    """Strokes outside that surround the object tell its size as a box does."""
    width, height = embedding.width, embedding.height
    box = prompt.box or _surrounded(scribble, bounds(scribble > 127))
    if box is None:
        window = whole(width, height)
    else:
        window = around(box, width, height, MARGIN if prompt.box else STROKE_MARGIN)
    graph = embedding.graph(window)
    sure_in, sure_out = strokes(graph, window, prompt)
    if box is None:
        scored = candidates(graph, np.empty((0, 2), np.float32), sure_in, sure_out)
        return [embedding.shape(window, found.inside, found.score) for found in scored]
    found = cut_box(graph, window.box(box), sure_in, sure_out)
    inside = joined(graph, found, sure_in)
    return [embedding.shape(window, inside, goodness(graph, inside))]


def _from_box(embedding: ClassicEmbedding, prompt: ObjectPrompt, box: Box) -> list[Shape]:
    window = around(box, embedding.width, embedding.height)
    graph = embedding.graph(window)
    if shows_nothing(graph.lab):
        return [Shape(window, pixels_in(graph, window.box(box)), 0.0, is_drawn=True)]
    borders = Box(0, 0, embedding.width, embedding.height)
    drawn = to_borders(graph, window.box(box), window.box(borders))
    inside = past_sides(graph, drawn, cut_box(graph, drawn, nothing(graph), nothing(graph)))
    return [embedding.shape(window, inside, goodness(graph, inside))]


def _under(graph: RegionGraph, window: Window, marked: Marks) -> Marks:
    if not marked.any():
        return nothing(graph)
    smaller = window.shrink(marked.astype(np.uint8) * np.uint8(255))
    level = min(STROKE_LEVEL, int(smaller.max()) // 2)
    share = graph.mean(smaller > level)
    return np.asarray(share > min(STROKE_SHARE, float(share.max()) / 2), np.bool_)


def _surrounded(scribble: Strokes, inside: Box) -> Box | None:
    """The box that strokes outside draw round `inside`, or None where they do not surround it.

    A side without a stroke beside `inside` lies as far off as the side across from it.
    """
    height, width = scribble.shape
    outside = (scribble > 0) & (scribble < 128)
    marked = bounds(scribble > 0)
    beside = np.asarray(outside[int(inside.y0) : int(inside.y1)].any(axis=0))
    below = np.asarray(outside[:, int(inside.x0) : int(inside.x1)].any(axis=1))
    left, right = beside[: int(inside.x0)].any(), beside[int(inside.x1) :].any()
    top, bottom = below[: int(inside.y0)].any(), below[int(inside.y1) :].any()
    if not ((left or right) and (top or bottom)):
        return None
    across, down = inside.x0 + inside.x1, inside.y0 + inside.y1
    return Box(
        max(0, marked.x0 if left else min(marked.x0, across - marked.x1)),
        max(0, marked.y0 if top else min(marked.y0, down - marked.y1)),
        min(width, marked.x1 if right else max(marked.x1, across - marked.x0)),
        min(height, marked.y1 if bottom else max(marked.y1, down - marked.y0)),
    )


def _is_outside(box: Box, embedding: ClassicEmbedding) -> bool:
    """Whether the box holds nothing of the picture."""
    return not (
        box.x0 < box.x1
        and box.y0 < box.y1
        and box.x1 > 0
        and box.y1 > 0
        and box.x0 < embedding.width
        and box.y0 < embedding.height
    )
