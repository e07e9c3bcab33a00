"""From the options of `frisket mask` to what is asked of the agent."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Exemplar, Finish, Operations, Prompt
from frisket_protocol.raster import Box, Mask, Point


def asked_of(options: argparse.Namespace) -> tuple[Prompt, Finish]:
    """What the options point at, and how they want masks to be finished.

    Raises InvalidArgument, detail "usage", for what makes no sense.
    """
    try:
        return _prompt_of(options), _finish_of(options)
    except InvalidArgument as error:
        error.detail = "usage"
        raise


def option_of(kind: str) -> str:
    """The option by which a kind of prompt is given."""
    others = {"points": "--point", "rough": "--mask", "exemplars": "--like"}
    return others.get(kind, f"--{kind}")


def typed_as(kind: str) -> str:
    """The same, with what stands behind it."""
    behind = {"words": "TEXT", "points": "X,Y", "scribble": "FILE", "rough": "FILE"}
    behind |= dict.fromkeys(("box", "exemplars"), "X0,Y0,X1,Y1")
    return f"{option_of(kind)} {behind.get(kind, '')}".rstrip()


def typed(box: Box) -> str:
    """A box as it is typed."""
    return ",".join(f"{edge:g}" for edge in (box.x0, box.y0, box.x1, box.y1))


def boxes_of(masks: Sequence[Mask], boxes: Sequence[Box], inverted: bool) -> list[int | None]:
    """By which of the boxes each mask was shown: every box once, the best fitting ones first.

    inverted: the masks are of all but what was shown.
    """
    rooms = [_room(mask, inverted) for mask in masks]
    fits = sorted(
        (
            (_overlap(room, box), place, index)
            for place, room in enumerate(rooms)
            for index, box in enumerate(boxes)
        ),
        key=lambda fit: -fit[0],
    )
    found: list[int | None] = [None] * len(masks)
    for overlap, place, index in fits:
        if overlap > 0 and found[place] is None and index not in found:
            found[place] = index
    return found


def as_shown(masks: Sequence[Mask], boxes: Sequence[Box], inverted: bool) -> list[Mask]:
    """The masks in the order of their boxes; what was not shown by a box follows."""
    places = boxes_of(masks, boxes, inverted)
    order = [len(boxes) if place is None else place for place in places]
    return [mask for _, mask in sorted(zip(order, masks, strict=True), key=lambda each: each[0])]


def _room(mask: Mask, inverted: bool) -> Box:
    """Where the object of a mask lies."""
    values = np.frombuffer(mask.data, np.uint8).reshape(mask.height, mask.width)
    covered = values < 255 if inverted else values > 0
    rows, columns = (np.flatnonzero(covered.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return mask.box
    x, y = mask.box.x0, mask.box.y0
    return Box(x + columns[0], y + rows[0], x + columns[-1] + 1, y + rows[-1] + 1)


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    common = max(0.0, width) * max(0.0, height)
    return common / (one.width * one.height + other.width * other.height - common)


def _prompt_of(options: argparse.Namespace) -> Prompt:
    boxes = tuple(Box(*_ordered(box)) for box in options.box or ())
    points = [Point(x, y) for x, y in options.point or ()]
    points += [Point(x, y, inside=False) for x, y in options.not_ or ()]
    exemplars = [Exemplar(Box(*_ordered(box))) for box in options.like or ()]
    exemplars += [Exemplar(Box(*_ordered(box)), inside=False) for box in options.unlike or ()]
    return Prompt(
        options.words or "",
        boxes,
        tuple(points),
        exemplars=tuple(exemplars),
        everything=options.everything,
        threshold=options.threshold,
    )


def _finish_of(options: argparse.Namespace) -> Finish:
    operations = Operations(
        options.fill_holes,
        options.drop_specks,
        options.smooth,
        options.grow,
        options.feather,
        options.invert,
    )
    foreground = bool(options.cutout) and not operations.moves_edge
    return Finish(options.edges, operations, foreground=foreground)


def _ordered(box: Sequence[float]) -> tuple[float, float, float, float]:
    """A box from any two opposite corners. Raises InvalidArgument when nothing lies between."""
    x0, x1 = sorted((box[0], box[2]))
    y0, y1 = sorted((box[1], box[3]))
    if x0 == x1 or y0 == y1:
        raise InvalidArgument(f"The box {','.join(f'{edge:g}' for edge in box)} is empty.")
    return x0, y0, x1, y1
