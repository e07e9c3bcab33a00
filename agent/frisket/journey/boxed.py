"""Why nothing was found in a box, as far as the picture and the prompt tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import cv2
import numpy as np

from frisket.images import Picture
from frisket.models.base import ObjectPrompt, Soft
from frisket_protocol.raster import Box, whole_box

from . import painted

BESIDE = "what was painted or selected as inside lies outside of it."
EMPTIED = "the clicks outside leave nothing of what is in it."
UNFIT = "nothing in it fits what was painted or selected as well. Leave one of them off."
NOTHING = "nothing stands out in it. A click on the thing tells more."

ACROSS = 0.75
"""How much of a box's shorter side a line crosses at least that is more than a remnant."""


def clear(picture: Picture, prompt: ObjectPrompt, index: int, boxes: int) -> tuple[str, ...]:
    """A sentence where a box is all that says what is meant, and nothing at all is painted in it.

    index: which of so many `boxes` of the request it is.
    """
    cover, box = picture.cover, prompt.box
    if cover is None or box is None or not replace(prompt, box=None).is_subject:
        return ()
    return () if _within(cover, box).any() else _told(painted.EMPTY, index, boxes)


def missed(prompt: ObjectPrompt, index: int, boxes: int) -> tuple[str, ...]:
    """A sentence on why an engine found nothing in a box; none where there is no box.

    With clicks it is those that are told of.
    """
    box = prompt.box
    if box is None or prompt.points:
        return ()
    shown = [one for one in (prompt.scribble, prompt.rough) if one is not None]
    if not shown:
        return _told(NOTHING, index, boxes)
    if any((one >= 128).any() for one in shown) and not any(
        (_within(one, box) >= 128).any() for one in shown
    ):
        return _told(BESIDE, index, boxes)
    return _told(UNFIT, index, boxes)


def emptied(prompt: ObjectPrompt, found: Iterable[Soft], index: int, boxes: int) -> tuple[str, ...]:
    """A sentence where clicks outside have left nothing of what was found in a box (masks HxW)."""
    box, clicks = prompt.box, prompt.points
    if box is None or not clicks or any(one.inside for one in clicks):
        return ()
    if any(_is_something(mask, box) for mask in found):
        return ()
    return _told(EMPTIED, index, boxes)


def _is_something(mask: Soft, box: Box) -> bool:
    """Whether it is more than a broken hairline: an area, or a line that goes across the box."""
    solid = (mask >= 128).astype(np.uint8)
    is_area = bool(cv2.erode(solid, np.ones((3, 3), np.uint8)).any())
    return is_area or bool(np.count_nonzero(solid) >= ACROSS * min(box.width, box.height))


def _within(pixels: Soft, box: Box) -> Soft:
    inside = whole_box(box, pixels.shape[1], pixels.shape[0])
    return pixels[int(inside.y0) : int(inside.y1), int(inside.x0) : int(inside.x1)]


def _told(what: str, index: int, boxes: int) -> tuple[str, ...]:
    return (f"Your box: {what}" if boxes == 1 else f"Box {index + 1}: {what}",)
