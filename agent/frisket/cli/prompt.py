"""From the options of `frisket mask` to what is asked of the agent."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Exemplar, Finish, Operations, Prompt
from frisket_protocol.raster import Box, Point


def asked_of(options: argparse.Namespace) -> tuple[Prompt, Finish]:
    """What the options point at, and how they want masks to be finished.

    Raises InvalidArgument, detail "usage", for what makes no sense.
    """
    try:
        return _prompt_of(options), _finish_of(options)
    except InvalidArgument as error:
        error.detail = "usage"
        raise


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
    return Finish(options.edges, operations, foreground=bool(options.cutout))


def _ordered(box: Sequence[float]) -> tuple[float, float, float, float]:
    """A box from any two opposite corners. Raises InvalidArgument when nothing lies between."""
    x0, x1 = sorted((box[0], box[2]))
    y0, y1 = sorted((box[1], box[3]))
    if x0 == x1 or y0 == y1:
        raise InvalidArgument(f"The box {','.join(f'{edge:g}' for edge in box)} is empty.")
    return x0, y0, x1, y1
