"""A box on a drawing means all that is drawn in it: lines and flat colours, on a flat ground.

So does no prompt at all where one thing is drawn; a selection means the areas mostly in it.

Lines may be too thin to be regions by themselves, and what lies in a frame may be told from the
ground better than the frame is. On a ground of one colour no choice between them is needed. What
is not drawn (a photograph, a shadow, what fades) or goes on beyond the box is for others.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, ObjectPrompt, Soft
from frisket_protocol.raster import Box, whole_box

from .box import SLACK, grown
from .embedding import Answer, ClassicEmbedding, Shape
from .flat import CLEAR, CLOSED, FLAT, NEAR, ONE_COLOUR, filled, mostly_in
from .window import around, bounds, whole

Marks = NDArray[np.bool_]

BESIDE = 3
"""How many pixels beside the box tell the colour of the ground."""
GROUND = 0.8
"""The least share of them that has that colour."""
SHADED = 0.1
"""The most of what is drawn in which colours change a little from pixel to pixel."""
FEWEST, MOST = 16, 0.97
"""The fewest pixels that are a drawing, and the most of the box that it covers."""
ONE_PIECE = 0.95
"""The least share of all that is drawn that the subject is."""
ALIKE = 60
"""How far apart, of 255, two inks are that count as one."""
LINE = 0.03
"""How thick half a line is at most, as a share of the size of what it encloses."""
ROWS = 128
"""About how many rows are looked at for that."""
SQUARE = np.ones((3, 3), np.uint8)


def answer_drawn(embedding: ClassicEmbedding, first: ObjectPrompt) -> Answer | None:
    """What is meant by a box, a selection or nothing at all, if that is clear on a drawing."""
    if first.points or first.scribble is not None:
        return None
    size = embedding.width, embedding.height
    masks, window = list[Soft](), whole(*size)
    if first.rough is not None:
        area = mostly_in(embedding.image, first.rough)
        if area is not None and first.box is not None and not _lies_in(area, first.box):
            area = None
        masks, window = [area] if area is not None else [], around(bounds(first.rough > 127), *size)
    elif first.box is not None:
        masks, window = drawn_in(embedding.image, first.box), around(first.box, *size)
    elif _is_one_piece(masks := drawn_in(embedding.image, Box(0, 0, *size))):
        masks = masks[:1]
    else:
        return None
    shapes = tuple(Shape(window, window.inside(mask), FLAT) for mask in masks)
    return Answer(shapes, tuple(masks)) if masks else None


def _lies_in(mask: Soft, box: Box) -> bool:
    """Whether all of a mask lies in a box that may be drawn a little too tightly."""
    height, width = mask.shape
    held = whole_box(grown(box, SLACK), width, height)
    inside = mask[int(held.y0) : int(held.y1), int(held.x0) : int(held.x1)]
    return bool(np.count_nonzero(inside > 127) == np.count_nonzero(mask > 127))


def _is_one_piece(masks: list[Soft]) -> bool:
    """Whether the last of `masks` (HxW each) is all but one thing: only that is a subject."""
    if not masks:
        return False
    count, pieces = cv2.connectedComponents((masks[-1] > 0).astype(np.uint8), connectivity=8)
    area = np.bincount(pieces.ravel(), minlength=count)[1:]
    return bool(area.max(initial=0) >= ONE_PIECE * area.sum())


def drawn_in(image: Image, box: Box) -> list[Soft]:
    """What is drawn in `box` of `image` (HxWx3), HxW, soft where its edge is; best first.

    A closed outline of one ink with more of the ink in it, such as a face, is a thing with all that
    it encloses; then its lines alone are another answer. Nothing where it is no drawing.
    """
    height, width = image.shape[:2]
    slack = grown(box, SLACK)
    part = whole_box(slack, width, height, BESIDE)
    held = whole_box(slack, width, height)
    if min(held.width, held.height) < 3:
        return []
    rows, columns = slice(int(part.y0), int(part.y1)), slice(int(part.x0), int(part.x1))
    shown = image[rows, columns]
    ground = _ground(image, held)
    if ground is None:
        return []
    away = np.asarray(cv2.absdiff(shown, np.full_like(shown, ground)).max(axis=2), np.uint8)
    if not _is_drawn(shown, away):
        return []
    pieces = _within(away, held, part)
    if pieces is None or not FEWEST <= np.count_nonzero(pieces) <= MOST * held.width * held.height:
        return []
    lines = np.where(pieces, _softened(away), np.uint8(0))
    closed = _closed(shown.astype(np.int16) - ground, lines, away)
    found = [lines] if closed is None else [closed, lines]
    masks = []
    for one in found:
        mask = np.zeros((height, width), np.uint8)
        mask[rows, columns] = one
        masks.append(mask)
    return masks


def _ground(image: Image, box: Box) -> NDArray[np.uint8] | None:
    """The colour that lies beside `box`, or along its inside where the picture ends there."""
    height, width = image.shape[:2]
    outer = whole_box(box, width, height, BESIDE)
    x0, y0, x1, y1 = (int(side) for side in (outer.x0, outer.y0, outer.x1, outer.y1))
    strips = [
        *(image[y0 : int(box.y0), x0:x1], image[int(box.y1) : y1, x0:x1]),
        *(image[y0:y1, x0 : int(box.x0)], image[y0:y1, int(box.x1) : x1]),
    ]
    strips = [strip.reshape(-1, 3) for strip in strips if strip.size]
    if not strips:
        strips = [image[[0, -1]].reshape(-1, 3), image[:, [0, -1]].reshape(-1, 3)]
    beside = np.concatenate(strips)
    ground = np.median(beside, axis=0).astype(np.uint8)
    away = np.abs(beside.astype(np.int16) - ground).max(axis=1)
    return ground if np.mean(away <= ONE_COLOUR) >= GROUND else None


def _is_drawn(shown: Image, away: Soft) -> bool:
    """Whether the edge of what is `away` from the ground is clear, and nothing in it is shaded."""
    # Some rows tell the most of what is no drawing, in a moment.
    every = max(1, len(shown) // ROWS)
    here, above, below = shown[1:-1:every], shown[:-2:every], shown[2::every]
    steps = cv2.max(cv2.absdiff(here, above), cv2.absdiff(here, below))
    steps[:, 1:] = cv2.max(steps[:, 1:], cv2.absdiff(here[:, 1:], here[:, :-1]))
    step = np.asarray(steps).max(axis=2)
    drawn = away[1:-1:every] > ONE_COLOUR
    # Where an edge is soft, its faintest pixel is no shade.
    at_edge = cv2.dilate((step > CLEAR).astype(np.uint8), np.ones((1, 5), np.uint8)) > 0
    shaded = drawn & (step > ONE_COLOUR) & ~at_edge
    if np.count_nonzero(shaded) > SHADED * np.count_nonzero(drawn):
        return False
    there = (away > ONE_COLOUR).astype(np.uint8)
    edge = (there > 0) & (cv2.erode(there, SQUARE, borderValue=1) == 0)
    if not edge.any():
        return False
    beside = cv2.dilate(away, np.ones((2 * NEAR + 1, 2 * NEAR + 1), np.uint8))
    return bool(np.mean(beside[edge] > CLEAR) >= CLOSED)


def _within(away: Soft, held: Box, part: Box) -> Marks | None:
    """The pieces that lie in the box `held`; None where one goes on beyond it."""
    count, pieces = cv2.connectedComponents((away > ONE_COLOUR).astype(np.uint8), connectivity=8)
    inside = np.zeros(away.shape, np.bool_)
    rows = slice(int(held.y0 - part.y0), int(held.y1 - part.y0))
    columns = slice(int(held.x0 - part.x0), int(held.x1 - part.x0))
    inside[rows, columns] = True
    taken, beyond = (np.bincount(pieces[where], minlength=count) > 0 for where in (inside, ~inside))
    taken[0] = False
    return None if (taken & beyond).any() else taken[pieces]


def _softened(away: Soft) -> Soft:
    """255 where anything is drawn, and as much of it as is there beside the ground."""
    beside = cv2.dilate(away, SQUARE)
    ground = cv2.dilate((away <= ONE_COLOUR).astype(np.uint8), SQUARE) > 0
    share = away / np.maximum(beside, 1)
    soft = np.where(ground, np.round(255 * share), 255)
    return np.where(away > ONE_COLOUR, soft, 0).astype(np.uint8)


def _closed(apart: NDArray[np.int16], lines: Soft, away: Soft) -> Soft | None:
    """`lines` with all that they enclose, where they are the outline of a thing.

    apart   HxWx3, how far each pixel's colour is from the ground's
    """
    there = lines > 0
    # Of a thin line no pixel may have all of its ink: they are compared as if they had.
    most = there & (2 * away.astype(np.int16) >= int(away.max()))
    inks = apart[most] * (255 / away[most].astype(np.float32))[:, None]
    if np.mean(np.abs(inks - np.median(inks, axis=0)).max(axis=1) <= ALIKE) < GROUND:
        return None
    count, pieces = cv2.connectedComponents(there.astype(np.uint8), connectivity=8)
    outline = 1 + int(np.bincount(pieces.ravel(), minlength=count)[1:].argmax())
    around = filled(np.where(pieces == outline, lines, np.uint8(0)))
    enclosed = (around > 0) & (pieces != outline)
    if not (enclosed & there).any():
        return None
    thick = float(cv2.distanceTransform((pieces == outline).astype(np.uint8), cv2.DIST_L2, 3).max())
    if thick > LINE * float(np.count_nonzero(around)) ** 0.5 + 1:
        return None
    return np.maximum(filled(lines), lines)
