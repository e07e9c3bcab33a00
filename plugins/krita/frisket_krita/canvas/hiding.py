"""What is painted on a layer, and hidden there by a mask of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from frisket_protocol.errors import FrisketError
from frisket_protocol.raster import Box, Point

from . import documents, spaces
from .documents import Target

SHOWING = ("transparencymask", "transformmask", "filtermask")
"""Kinds of masks that decide what of a layer is seen."""
ACROSS = 8
"""So many places of a box in each direction are looked at."""


def mask_over(target: Target, prompts: Sequence[Point | Box]) -> str:
    """What the mask is called that hides what is painted at `prompts`, in pixels of the image.

    Empty where there is none, and where one of the prompts shows nothing for another reason.
    """
    try:
        _, layer = documents.found(target)
    except FrisketError:
        return ""
    if layer is None or target.read_from != "layer":
        return ""
    masks = [one for one in layer.childNodes() if one.type() in SHOWING and one.visible()]
    places = [places_of(one) for one in prompts if not isinstance(one, Point) or one.inside]
    clear = [some for some in places if not any(_is_seen(layer, *place) for place in some)]
    over = [_over(layer, masks, some) for some in clear] if masks else []
    return over[0] if over and all(over) else ""


def places_of(prompt: Point | Box) -> list[tuple[int, int]]:
    """Pixels of it: the one that was clicked, or some all over a box."""
    if isinstance(prompt, Point):
        return [(int(prompt.x), int(prompt.y))]
    wide, high = prompt.width / ACROSS, prompt.height / ACROSS
    return [
        (int(prompt.x0 + (column + 0.5) * wide), int(prompt.y0 + (row + 0.5) * high))
        for row in range(ACROSS)
        for column in range(ACROSS)
    ]


def _over(layer: Any, masks: Sequence[Any], places: Iterable[tuple[int, int]]) -> str:
    """The name of the mask that hides what is painted at one of these."""
    for x, y in places:
        if _is_painted(layer, x, y):
            hides = [one for one in masks if _hides(one, x, y)] or masks
            return str(hides[-1].name())
    return ""


def _hides(mask: Any, x: int, y: int) -> bool:
    return mask.type() == "transparencymask" and not any(bytes(mask.pixelData(x, y, 1, 1)))


def _is_painted(layer: Any, x: int, y: int) -> bool:
    """Whether there is something, seen or not."""
    if layer.type() == "grouplayer":
        inside = [one for one in layer.childNodes() if one.type() not in documents.MASKS]
        return any(one.visible() and _is_seen(one, x, y) for one in inside)
    return _is_opaque(layer, layer.pixelData(x, y, 1, 1))


def _is_seen(layer: Any, x: int, y: int) -> bool:
    return _is_opaque(layer, layer.projectionPixelData(x, y, 1, 1))


def _is_opaque(layer: Any, pixel: Any) -> bool:
    """One pixel, whose last channel is its opacity."""
    return any(bytes(pixel)[-spaces.bytes_of(layer) :])
