"""A click has its say: after it the mask is inside or outside there, with what goes with it.

Engines and models answer; here their answers are held to the clicks. What is done against an answer
is told. Masks are Soft, clicks in the mask's own pixels, and a later click counts for more. `whole`
is how many pixels the whole picture would have, where a mask is of a part of it; else 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft
from frisket_protocol.raster import Box, Frame, Point, whole_box

from . import geometry

Marks = NDArray[np.bool_]

PART = 2e-4
"""The least share of the picture that goes with a click: less would be a speck or a pinhole."""
LOOK = 6.0
"""How far round a click is looked, in sides of a square as large as that part."""
LEVELS = (3, 6, 12, 24, 48)
"""Steps in colour (of 255) from a click's own up to which pixels are taken for its part."""


def disobeyed(mask: Soft, clicks: Sequence[Point], whole: float = 0) -> list[Point]:
    """The clicks on which the mask is on the wrong side, or right only in a speck or a pinhole."""
    least = _least(whole or mask.size)
    return [click for click in clicks if _is_in(mask, click) and not _is_obeyed(mask, click, least)]


def standing(clicks: Sequence[Point]) -> list[Point]:
    """Without those that a later click on the other side, less than a pixel away, takes back."""
    return [
        click
        for index, click in enumerate(clicks)
        if not any(
            later.inside != click.inside and math.hypot(later.x - click.x, later.y - click.y) < 1
            for later in clicks[index + 1 :]
        )
    ]


def is_beside(mask: Soft, click: Point) -> bool:
    """Whether a click's own pixel is there, and on the wrong side of the mask."""
    return _is_in(mask, click) and bool(_at(mask, click) != click.inside)


def restored(mask: Soft, before: Soft, clicks: Sequence[Point], whole: float = 0) -> Soft:
    """`mask`, and round each click that it lost what it was `before`.

    A finer edge or a soft one may take away again what a click had brought.
    """
    lost = [click for click in disobeyed(mask, clicks, whole) if not is_beside(before, click)]
    for click in lost:
        mask = mask.copy() if click is lost[0] else mask
        changed = ((before >= 128) == click.inside) & ((mask >= 128) != click.inside)
        changed[int(click.y), int(click.x)] = True
        part = _joined(changed, int(click.x), int(click.y))
        mask[part] = before[part]
    return mask


def forced(mask: Soft, image: Image, clicks: Sequence[Point], whole: float = 0) -> Soft:
    """`mask` with the part of the picture that looks like it round every click that it disobeys.

    It is as large as must be, and ends half way to clicks on the other side.
    """
    mask, least = mask.copy(), _least(whole or mask.size)
    for click in clicks:
        for wrong in disobeyed(mask, [click], whole):
            others = [one for one in clicks if one.inside != wrong.inside]
            part, here = _alike(image, wrong, others, least), _window(mask, wrong, least)
            mask[here][part] = 255 if wrong.inside else 0
    return mask


def kept(mask: Soft, before: Soft, image: Image, clicks: Sequence[Point], whole: float = 0) -> Soft:
    """`mask`, made finer or softer from what was `before`, right at each click as that was."""
    return forced(restored(mask, before, clicks, whole), image, clicks, whole)


def stamped(mask: Soft, box: Box, clicks: Sequence[Point], scale: float) -> Soft:
    """A mask that was enlarged `scale` times into `box` of the layer, right at each click again.

    clicks are in layer pixels; where enlarging moved the edge over one by less than a pixel of the
    picture, a disc of that size makes up for it.
    """
    corner = Frame(box.x0, box.y0)
    moved = [geometry.point_from_layer(click, corner) for click in clicks]
    wrong = [click for click in moved if is_beside(mask, click)]
    mask = mask.copy() if wrong else mask
    for click in wrong:
        place = int(click.x), int(click.y)
        cv2.circle(mask, place, max(1, round(scale)), 255 if click.inside else 0, -1)
    return mask


def sentence(clicks: Sequence[Point], among: Sequence[Point], what: str) -> tuple[str, ...]:
    """What is told of some of the clicks of a prompt; nothing where there are none.

    They are named by their place in it, from 1: who clicks on a canvas sees no coordinates.
    """
    if not clicks:
        return ()
    names = [f"{among.index(one) + 1} ({'+' if one.inside else '−'})" for one in clicks]
    if len(among) == 1:
        return (f"Your click: {what}",)
    if len(names) == 1:
        return (f"Click {names[0]}: {what}",)
    *first, last = [*names[:4], *([f"{len(names) - 4} more"] if len(names) > 4 else [])]
    return (f"Clicks {', '.join(first)} and {last}: {what}",)


# --- what goes with a click ---


def _is_obeyed(mask: Soft, click: Point, least: float) -> bool:
    if _at(mask, click) != click.inside:
        return False
    here = _window(mask, click, least)
    column, row = _within(here, click)
    part = _joined((mask[here] >= 128) == click.inside, column, row)
    return bool(np.count_nonzero(part) >= least or _leads_out(part, here, mask.shape))


def _leads_out(part: Marks, here: tuple[slice, slice], shape: tuple[int, ...]) -> bool:
    """Whether a part of a window goes on beyond it: there it belongs to something larger.

    Beyond the picture's own border there is nothing.
    """
    rows, columns = here
    return bool(
        (rows.start > 0 and part[0].any())
        or (rows.stop < shape[0] and part[-1].any())
        or (columns.start > 0 and part[:, 0].any())
        or (columns.stop < shape[1] and part[:, -1].any())
    )


def _alike(image: Image, click: Point, others: Sequence[Point], least: float) -> Marks:
    """What looks like the pixel of a click and is joined to it, in its window; a disc if it must.

    At least the least part, unless clicks on the other side are too near for that.
    """
    here = _window(image[..., 0], click, least)
    column, row = _within(here, click)
    colours = cv2.GaussianBlur(np.ascontiguousarray(image[here]), (0, 0), 1.0)
    own = _own(colours.shape[:2], here, click, others)
    away = np.abs(colours.astype(np.int16) - colours[row, column]).max(axis=2)
    near = _disc(own.shape, column, row, 2 * math.sqrt(least))
    for level in LEVELS:
        part = _joined((away <= level) & own & near, column, row)
        if np.count_nonzero(part) >= least:
            # Without the pinholes that noise leaves in it.
            closed = cv2.morphologyEx(part.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3)))
            return np.asarray((closed > 0) & own, np.bool_) | part
    return _joined(_disc(own.shape, column, row, 0.8 * math.sqrt(least) + 1) & own, column, row)


def _own(
    shape: tuple[int, ...], here: tuple[slice, slice], click: Point, others: Sequence[Point]
) -> Marks:
    """The pixels of a window that are nearer to a click than to those on the other side."""
    rows = np.arange(shape[0])[:, None] + here[0].start + 0.5
    columns = np.arange(shape[1])[None] + here[1].start + 0.5

    def squares(one: Point) -> NDArray[np.float64]:
        return np.asarray((columns - one.x) ** 2 + (rows - one.y) ** 2)

    own = np.ones(shape[:2], np.bool_)
    for other in others:
        own &= squares(click) < squares(other)
    column, row = _within(here, click)
    own[row, column] = True
    return own


def _disc(shape: tuple[int, ...], column: int, row: int, radius: float) -> Marks:
    disc = cv2.circle(np.zeros(shape, np.uint8), (column, row), math.ceil(radius), 1, -1)
    return np.asarray(disc > 0, np.bool_)


def _joined(marks: Marks, column: int, row: int) -> Marks:
    """The piece of `marks` that a pixel of it lies in."""
    _, pieces = cv2.connectedComponents(marks.astype(np.uint8), connectivity=4)
    return np.asarray((pieces == pieces[row, column]) & marks, np.bool_)


def _least(pixels: float) -> float:
    return max(1.0, PART * pixels)


def _window(plane: NDArray[np.uint8], click: Point, least: float) -> tuple[slice, slice]:
    """The rows and columns round a click, of whose part this is the least area."""
    height, width = plane.shape[:2]
    reach = max(8.0, LOOK / 2 * math.sqrt(least))
    box = whole_box(Box(click.x, click.y, click.x + 1, click.y + 1), width, height, reach)
    return slice(int(box.y0), int(box.y1)), slice(int(box.x0), int(box.x1))


def _within(here: tuple[slice, slice], click: Point) -> tuple[int, int]:
    """The column and row of a click in its window."""
    return int(click.x) - here[1].start, int(click.y) - here[0].start


def _is_in(mask: Soft, click: Point) -> bool:
    height, width = mask.shape
    return bool(0 <= click.x < width and 0 <= click.y < height)


def _at(mask: Soft, click: Point) -> bool:
    return bool(mask[int(click.y), int(click.x)] >= 128)
