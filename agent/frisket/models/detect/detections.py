"""What detectors do with the boxes that they have found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace

from frisket.models.base import Detection
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.raster import Box

NAMED = 40
"""Letters of a phrase that is refused that are repeated."""


def in_picture(found: Iterable[Detection], width: int, height: int) -> list[Detection]:
    """Each with its box cut to the picture, without those of which nothing is left, best first."""
    cut = [replace(one, box=_cut(one.box, width, height)) for one in found]
    return sorted((one for one in cut if not one.box.is_empty), key=lambda one: -one.score)


def too_long(phrase: str, length: Callable[[str], int], limit: int) -> InvalidArgument:
    """The refusal of a phrase of which a model would read the beginning alone.

    length: of a text in tokens, of which the model takes `limit`.
    """
    words = phrase.split()
    read = bisect_right(
        range(1, len(words) + 1), limit, key=lambda count: length(" ".join(words[:count]))
    )
    named = phrase if len(phrase) <= NAMED else f"{phrase[:NAMED]}…"
    return InvalidArgument(
        f'"{named}" is too long: of its {len(words)} words the model would read {read}.',
        detail="words",
        hint="Say it in fewer words, or put commas between the things that you mean.",
    )


def _cut(box: Box, width: int, height: int) -> Box:
    return Box(max(box.x0, 0.0), max(box.y0, 0.0), min(box.x1, width), min(box.y1, height))
