"""From a prompt to the things it speaks of: where they are, in pixels of the picture.

Words and exemplars are looked for by models; what was seen is then chosen among as people say it
("the left one"). Boxes, clicks, scribbles and rough selections show for themselves.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from frisket import images
from frisket.models.base import ObjectPrompt, Soft
from frisket.models.detect.vocabulary import means
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Frame, Point, Raster

from . import geometry, obeying
from .language import picking, telling
from .language.meanings import Phrase, Pick, Reading
from .language.words import read
from .overlaps import distinct_boxes

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


def reading_of(prompt: Prompt, names: Collection[str] = ()) -> Reading:
    """What the words of a prompt ask for; names: what a closed-set detector knows.

    Raises InvalidArgument when they name nothing.
    """
    reading = read(prompt.words, names)
    if not reading.wanted and not reading.whole and not prompt.exemplars:
        hint = 'Name a thing, such as "fox", or "fox, not its shadow".'
        if reading.left_out:
            hint = f'For all else write "everything but {reading.left_out[0].text:.60}".'
        raise InvalidArgument("The words do not say what to mask.", detail="words", hint=hint)
    return reading


CLEAR = "nothing is painted there, it is transparent."
NOTHING = "nothing was found there."


def unseen(points: Sequence[Point], layer: Raster) -> tuple[str, ...]:
    """A sentence about the clicks inside at which the layer is transparent; none without any."""
    clear = [one for one in points if one.inside and images.is_clear_at(layer, one.x, one.y)]
    return obeying.sentence(clear, points, CLEAR)


def with_unseen(notes: tuple[str, ...], points: Sequence[Point], layer: Raster) -> tuple[str, ...]:
    """The notes with `unseen`, which says why nothing was found at the very clicks it is about."""
    clear = unseen(points, layer)
    clicks = {told.removesuffix(CLEAR) for told in clear}
    return (*(told for told in notes if told.removesuffix(NOTHING) not in clicks), *clear)


def check_known(reading: Reading, vocabulary: Collection[str]) -> None:
    """Raises FailedPrecondition for a phrase that means nothing a closed-set detector knows."""
    for phrase in reading.wanted:
        if not any(means(said, name) for said in phrase.names for name in vocabulary):
            names = sorted(vocabulary)
            rest = f" and {len(names) - 12} more" if len(names) > 12 else ""
            raise FailedPrecondition(
                f"This recipe does not know {phrase.text!r:.60}, but "
                f"{', '.join(names[:12])}{rest}.",
                detail="vocabulary",
                hint="The recipe words reads any words.",
            )


@dataclass(frozen=True, eq=False)
class Chosen:
    """Of what was seen, what is wanted and what is to be left out, and how that is told."""

    wanted: tuple[Seen, ...]
    left_out: tuple[Seen, ...]
    told: str


def choose(
    seen: Sequence[Seen], reading: Reading, within: Sequence[Box], size: tuple[int, int]
) -> Chosen:
    """What a reading means in the picture.

    within: boxes in one of which the middle of a thing must lie; none is everywhere. size: width
    and height of the picture. Without phrases (exemplars alone, or all that a detector knows)
    everything that was seen is wanted. What is left out is left out, wanted or not.
    """
    inside = [one for one in seen if not within or any(_holds(box, one.box) for box in within)]
    wanted, tally = _of_phrases(inside, reading.wanted, {}, size)
    if not reading.wanted and not reading.whole:
        wanted = {id(one): one for one in _distinct(inside)}
    gone, tally_gone = _of_phrases(inside, reading.left_out, wanted, size)
    # What has no pick is left out wherever it is, each time that it was seen.
    plain = [one for one in reading.left_out if not one.picks and not one.others]
    every = {name for phrase in plain for name in phrase.names}
    gone |= {id(one): one for one in seen if one.phrase in every}
    kept = tuple(one for key, one in wanted.items() if key not in gone)
    told = telling.told(reading, tally, tally_gone) if reading.wanted or reading.whole else ""
    return Chosen(kept, tuple(gone.values()), told)


Kept: TypeAlias = dict[int, Seen]


def _of_phrases(
    inside: Sequence[Seen], phrases: Sequence[Phrase], chosen: Kept, size: tuple[int, int]
) -> tuple[Kept, list[tuple[Phrase, int, list[int]]]]:
    """What phrases mean of what was seen, and how many that were after each pick.

    chosen: what other phrases have chosen before these.
    """
    found: Kept = {}
    tally: list[tuple[Phrase, int, list[int]]] = []
    # "The other dogs" are those that no phrase has chosen, wherever it stands.
    for phrase in sorted(phrases, key=lambda one: one.others):
        fitting = _distinct([one for one in inside if one.phrase in phrase.names])
        taken = found | chosen if phrase.others else {}
        free = [one for one in fitting if id(one) not in taken]
        counts = [len(free)] if phrase.others else []
        picks = (phrase.picks[:last] for last in range(1, len(phrase.picks) + 1))
        counts += [len(picked(free, some, size)) for some in picks]
        found |= {id(one): one for one in picked(free, phrase.picks, size)}
        tally.append((phrase, len(fitting), counts))
    tally.sort(key=lambda one: phrases.index(one[0]))
    return found, tally


def picked(seen: Sequence[Seen], picks: Sequence[Pick], size: tuple[int, int]) -> list[Seen]:
    """Those that picks mean: "the second from the left"."""
    boxes = [one.box for one in seen]
    scores = [one.score if one.score is not None else 1.0 for one in seen]
    return [seen[index] for index in picking.chosen(boxes, scores, picks, size)]


def shown(
    prompt: Prompt,
    scribble: Raster | None,
    rough: Raster | None,
    frame: Frame,
    size: tuple[int, int],
) -> Iterator[ObjectPrompt]:
    """What boxes, clicks, scribble and rough selection ask for, in pixels of the picture.

    Of several boxes each is an object, to which the clicks in it belong. Clicks inside that lie in
    none of them are one object more; those outside that lie in none are for all objects.

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
    _check_drawn(scribble, rough)
    if len(boxes) <= 1:
        yield ObjectPrompt(next(iter(boxes), None), points, strokes, selection)
        return
    *each, free = _parted(points, boxes)
    yield from (ObjectPrompt(box, own) for box, own in zip(boxes, each, strict=True))
    if strokes is not None or selection is not None or any(one.inside for one in free):
        yield ObjectPrompt(None, free, strokes, selection)


def _parted(points: Sequence[Point], boxes: Sequence[Box]) -> list[tuple[Point, ...]]:
    """The clicks of each box, in their order, and at last those of none.

    A click inside belongs to the smallest box round it, one outside to every box round it.
    """
    parts: list[list[Point]] = [[] for _ in (*boxes, None)]
    for point in points:
        around = [index for index, box in enumerate(boxes) if _lies_in(point, box)]
        if point.inside:
            smallest = sorted(around, key=lambda index: boxes[index].width * boxes[index].height)
            belongs = smallest[:1] or [len(boxes)]
        else:
            belongs = around or list(range(len(parts)))
        for index in belongs:
            parts[index].append(point)
    return [tuple(part) for part in parts]


def _lies_in(point: Point, box: Box) -> bool:
    return box.x0 <= point.x <= box.x1 and box.y0 <= point.y <= box.y1


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
    x, y = (inner.x0 + inner.x1) / 2, (inner.y0 + inner.y1) / 2
    return outer.x0 <= x <= outer.x1 and outer.y0 <= y <= outer.y1


def _check_drawn(scribble: Raster | None, rough: Raster | None) -> None:
    """Raise InvalidArgument where strokes or a selection were sent, and there are none."""
    if scribble is not None and not images.gray(scribble).any():
        raise InvalidArgument(
            "The scribble has no strokes.",
            detail="scribble",
            hint="Draw on what is wanted, or show it in another way.",
        )
    if rough is not None and not (images.gray(rough) >= 128).any():
        raise InvalidArgument(
            "The rough selection is empty: nothing in it is selected, not even by half.",
            detail="rough",
            hint="Select roughly what is wanted, or show it in another way.",
        )


def _strokes(scribble: Raster, frame: Frame, size: tuple[int, int]) -> Soft:
    """A scribble in another frame. Thin strokes survive: a pixel touched by one belongs to it."""
    marks = images.gray(scribble)
    strokes = np.full((size[1], size[0]), UNMARKED, np.uint8)
    for value, drawn in ((OUTSIDE, (marks > 0) & (marks < 128)), (INSIDE, marks >= 128)):
        coverage = drawn.astype(np.uint8) * 255
        moved = geometry.resample_mask(coverage, scribble.frame, frame, *size)
        strokes[moved > 32] = value
    return strokes
