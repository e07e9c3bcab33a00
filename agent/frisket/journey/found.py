"""What was found: a mask, and what is left of it without what is to be left out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frisket.images import Picture
from frisket.masks import arithmetic
from frisket.models.base import Soft
from frisket_protocol.raster import Box, Point

from .overlaps import mask_iou

SAME_MASK = 0.8
"""IoU from which two masks that words found are one thing."""
GUESS = 0.05
"""A score under this says that nothing stands out, or that a click may mean several things."""
A_GUESS = (
    "This is little more than a guess: nothing stands out clearly here. A box round the thing, or "
    "one click more, tells more."
)
SOME_GUESSED = (
    "Some of it is little more than a guess: nothing stands out clearly there. A box round the "
    "thing, or one click more, tells more."
)

IN_BOX = (
    "This is little more than a guess: nothing stands out clearly in the box. A click on the thing "
    "tells more."
)
SOME_IN_BOX = (
    "Some of it is little more than a guess: nothing stands out clearly in one of the boxes. A "
    "click on the thing tells more."
)


@dataclass(frozen=True, eq=False)
class Found:
    """A mask of the whole picture (Soft, pixels of the picture), not yet finished or placed.

    left_out: what was subtracted from it, or None; `before` is what it was until then.
    clicks: those that it answers, in layer pixels; among: all those of the prompt; strokes: as
    models get them, HxW uint8, in pixels of the picture, or None; notes: sentences on how it came
    about; is_of_soft: it was made of a selection, whose soft values may be meant.
    """

    mask: Soft
    score: float
    label: str = ""
    phrase: str = ""
    object: int = 0
    candidate: int = 0
    left_out: Soft | None = None
    before: Soft | None = None
    clicks: tuple[Point, ...] = ()
    among: tuple[Point, ...] = ()
    strokes: Soft | None = None
    notes: tuple[str, ...] = ()
    is_of_soft: bool = False

    @property
    def whole(self) -> Soft:
        """The mask before anything was left out."""
        return self.mask if self.before is None else self.before


def whole(picture: Picture, within: Sequence[Box]) -> Found:
    """All of the picture, or of the boxes in it: what "everything but" begins with."""
    mask = np.full((picture.size[1], picture.size[0]), 0 if within else 255, np.uint8)
    for box in within:
        x0, y0, x1, y1 = (max(0, round(edge)) for edge in (box.x0, box.y0, box.x1, box.y1))
        mask[y0:y1, x0:x1] = 255
    return Found(mask, 1.0, "everything", "everything")


def less(found: Sequence[Found], gone: Sequence[Soft]) -> list[Found]:
    """What was found without what is to be left out of it; what is the same as that is gone."""
    if not gone:
        return list(found)
    union = np.maximum.reduce(list(gone))
    return [
        replace(one, mask=without(one.mask, [union]), left_out=union, before=one.mask)
        for one in found
        if one.mask.min() == 255 or all(mask_iou(one.mask, out) <= SAME_MASK for out in gone)
    ]


def without(mask: Soft, others: Sequence[Soft]) -> Soft:
    """A mask less others, soft values kept."""
    for other in others:
        mask = arithmetic.combine(mask, other, "subtract")
    return mask


def guessed(found: Sequence[Found], boxed: Collection[int] = ()) -> tuple[str, ...]:
    """What is told of objects of which even the best answer is little more than a guess.

    boxed: the numbers of those that somebody drew a box of.
    """
    first = [one for one in found if one.candidate == 0]
    guesses = [one.object for one in first if one.score < GUESS]
    if not guesses:
        return ()
    some, every = (SOME_IN_BOX, IN_BOX) if set(guesses) <= set(boxed) else (SOME_GUESSED, A_GUESS)
    return (every if len(guesses) == len(first) else some,)
