"""From a prompt to the things it speaks of: where they are, in pixels of the picture.

Words and exemplars are looked for by models; what was seen is then chosen among as people say it
("the left one"). Boxes, clicks, scribbles and rough selections show for themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from frisket import images
from frisket.models.base import ObjectPrompt, Soft
from frisket.models.detect.vocabulary import means
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Frame, Point, Raster

from . import geometry
from .overlaps import distinct_boxes
from .words import By, Pick, Reading, read

SAME_BOX = 0.8
"""IoU from which two boxes for one phrase are the same thing."""
GRID_POINTS = 144
"""How many clicks look for everything in sight."""
UNMARKED, OUTSIDE, INSIDE = 0, 64, 255
"""The values of a scribble as models get it (`ObjectPrompt.scribble`)."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A thing that a model saw: its box in pixels, and its mask where it came with one."""

    box: Box
    score: float | None
    label: str = ""
    phrase: str = ""
    mask: Soft | None = None


def reading_of(prompt: Prompt) -> Reading:
    """What the words of a prompt ask for. Raises InvalidArgument when they name nothing."""
    reading = read(prompt.words)
    if not reading.wanted and not prompt.exemplars:
        raise InvalidArgument(
            "The words do not say what to mask.",
            detail="words",
            hint='Name a thing, such as "fox", or "fox, not its shadow".',
        )
    return reading


def check_known(reading: Reading, vocabulary: Collection[str]) -> None:
    """Raises FailedPrecondition for a phrase that means nothing a closed-set detector knows."""
    for phrase in reading.wanted:
        if not any(means(phrase.text, name) for name in vocabulary):
            names = sorted(vocabulary)
            rest = f" and {len(names) - 12} more" if len(names) > 12 else ""
            raise FailedPrecondition(
                f"This recipe does not know {phrase.text!r:.60}, but "
                f"{', '.join(names[:12])}{rest}.",
                detail="vocabulary",
                hint="The recipe words reads any words.",
            )


def choose(
    seen: Sequence[Seen], reading: Reading, within: Sequence[Box]
) -> tuple[list[Seen], list[Seen]]:
    """Of what was seen, what is wanted and what is to be left out.

    `within`: boxes in one of which the middle of a thing must lie; none is everywhere. Without
    phrases (exemplars alone, or all that a detector knows) everything that was seen is wanted.
    """
    inside = [one for one in seen if not within or any(_holds(box, one.box) for box in within)]
    wanted: dict[int, Seen] = {}
    for phrase in reading.wanted:
        fitting = _distinct([one for one in inside if one.phrase == phrase.text])
        wanted |= {id(one): one for one in picked(fitting, phrase.pick)}
    if not reading.wanted:
        wanted = {id(one): one for one in _distinct(inside)}
    left_out = [one for one in seen if one.phrase in reading.left_out and id(one) not in wanted]
    return list(wanted.values()), left_out


def picked(seen: Sequence[Seen], pick: Pick | None) -> list[Seen]:
    """Those that a pick means: "the second from the left"."""
    if pick is None:
        return list(seen)
    ordered = sorted(seen, key=_order(pick.by, seen))
    return ordered[pick.rank - 1 : pick.rank - 1 + pick.count]


def shown(
    prompt: Prompt,
    scribble: Raster | None,
    rough: Raster | None,
    frame: Frame,
    size: tuple[int, int],
) -> Iterator[ObjectPrompt]:
    """What boxes, clicks, scribble and rough selection ask for, in pixels of the picture.

    frame, size: where the picture lies in the layer, and its width and height.
    """
    boxes = boxes_in(prompt.boxes, frame)
    points = tuple(geometry.point_from_layer(point, frame) for point in prompt.points)
    strokes = selection = None
    if scribble is not None:
        strokes = _strokes(scribble, frame, size)
    if rough is not None:
        marked = images.gray(rough)
        selection = geometry.resample_mask(marked, rough.frame, frame, *size)
    together = ObjectPrompt(boxes[0] if len(boxes) == 1 else None, points, strokes, selection)
    if len(boxes) > 1:
        yield from (ObjectPrompt(box=box) for box in boxes)
    if len(boxes) <= 1 or not together.is_subject:
        yield together


def grid(size: tuple[int, int]) -> list[ObjectPrompt]:
    """Clicks all over a picture of this width and height, evenly apart."""
    width, height = size
    step = math.sqrt(width * height / GRID_POINTS)
    columns, rows = max(1, round(width / step)), max(1, round(height / step))
    return [
        ObjectPrompt(points=(Point((column + 0.5) * width / columns, (row + 0.5) * height / rows),))
        for row in range(rows)
        for column in range(columns)
    ]


def boxes_in(boxes: Iterable[Box], frame: Frame) -> list[Box]:
    """Boxes in layer pixels as pixels of the picture."""
    return [frame.from_layer(box) for box in boxes]


def _distinct(seen: list[Seen]) -> list[Seen]:
    best = sorted(seen, key=lambda one: -(one.score if one.score is not None else 1.0))
    return [best[index] for index in distinct_boxes([one.box for one in best], SAME_BOX)]


def _holds(outer: Box, inner: Box) -> bool:
    x, y = _middle(inner)
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _order(by: By, seen: Sequence[Seen]) -> Callable[[Seen], float]:
    """What to sort by, so that the first is the one that is meant."""
    centre = sum(_middle(one.box)[0] for one in seen) / max(1, len(seen))
    orders: dict[By, Callable[[Box], float]] = {
        "left": lambda box: _middle(box)[0],
        "right": lambda box: -_middle(box)[0],
        "top": lambda box: _middle(box)[1],
        "bottom": lambda box: -_middle(box)[1],
        "middle": lambda box: abs(_middle(box)[0] - centre),
        "largest": lambda box: -box.width * box.height,
        "smallest": lambda box: box.width * box.height,
    }
    return lambda one: orders[by](one.box)


def _strokes(scribble: Raster, frame: Frame, size: tuple[int, int]) -> Soft:
    """A scribble in another frame. Thin strokes survive: a pixel touched by one belongs to it."""
    marks = images.gray(scribble)
    strokes = np.full((size[1], size[0]), UNMARKED, np.uint8)
    for value, drawn in ((OUTSIDE, (marks > 0) & (marks < 128)), (INSIDE, marks >= 128)):
        coverage = drawn.astype(np.uint8) * 255
        moved = geometry.resample_mask(coverage, scribble.frame, frame, *size)
        strokes[moved > 32] = value
    return strokes
