"""What detectors do with the boxes that they have found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Detection
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.raster import Box

Floats = NDArray[np.float32]

NAMED = 40
"""Letters of a phrase that is refused that are repeated."""


def in_picture(found: Iterable[Detection], width: int, height: int) -> list[Detection]:
    """Each with its box cut to the picture, without those of which nothing is left, best first."""
    cut = [replace(one, box=_cut(one.box, width, height)) for one in found]
    return sorted((one for one in cut if not one.box.is_empty), key=lambda one: -one.score)


def likely(logits: Floats) -> Floats:
    """How likely each is, 0 to 1: the sigmoid."""
    # Beyond 80 it is 0 or 1 in any case, and the exponential has no end.
    falling = np.exp(-np.clip(logits, -80, 80))
    return np.asarray(1 / (1 + falling), np.float32)


def corners(places: Floats, size: tuple[int, int], cut: bool = False) -> Floats:
    """Boxes Nx4 as centre and size in 0 to 1, as x0, y0, x1, y1 in pixels of a picture of `size`.

    size: height and width. cut: to the picture.
    """
    centre, half = places[:, :2], places[:, 2:] * np.float32(0.5)
    sides = np.array([size[1], size[0]] * 2, np.float32)
    boxes = np.concatenate([centre - half, centre + half], 1) * sides
    return np.clip(boxes, 0, sides) if cut else boxes


def apart(
    boxes: Floats, scores: Floats, kinds: NDArray[Any], same: float, most: int = 1000
) -> NDArray[np.int64]:
    """Which boxes are left of those that show one thing, best first: non-maximum suppression.

    Two of one kind that overlap more than `same` (intersection over union) show one thing. At most
    `most` are left.
    """
    waiting = np.argsort(-scores, kind="stable")
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept: list[int] = []
    while len(waiting) and len(kept) < most:
        best, waiting = waiting[0], waiting[1:]
        kept.append(int(best))
        rivals = boxes[waiting]
        low = np.maximum(boxes[best, :2], rivals[:, :2])
        high = np.minimum(boxes[best, 2:], rivals[:, 2:])
        shared = np.clip(high - low, 0, None).prod(1)
        overlaps = shared > same * (areas[best] + areas[waiting] - shared)
        waiting = waiting[~(overlaps & (kinds[waiting] == kinds[best]))]
    return np.array(kept, np.int64)


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
