"""frisket's earlier mask of a layer as another one, in one undo step.

Krita has no undo step for the pixels of a mask. Its action that makes a transparency mask of a node
and takes that node away is one. So the earlier mask gets the new pixels for a moment, the action
makes the new mask of it, and what it held is given back to it while it is out of the picture: where
undo brings it back, it is as it was.
"""

from __future__ import annotations

from typing import Any

from krita import Krita, Selection

from frisket_plugin.texts import t
from frisket_protocol.parts import Mode
from frisket_protocol.raster import Mask

from . import documents, selecting
from .slices import in_slices
from .steps import Steps

ACTION = "convert_to_transparency_mask"
TRIES = 100
KIND = "transparencymask"


def earlier(layer: Any) -> Any | None:
    """The topmost mask of the layer that is called as frisket calls them; None where none is."""
    before, _, after = t("name.mask", what="\0").partition("\0")
    ours = [
        one
        for one in _masks(layer)
        if one.name().startswith(before) and one.name().endswith(after) and not one.locked()
    ]
    return ours[-1] if ours else None


def has_others(layer: Any, own: Any | None) -> bool:
    """Whether something of the layer is masked besides that."""
    kept = own.uniqueId() if own is not None else None
    return any(one.visible() and one.uniqueId() != kept for one in _masks(layer))


def renew(document: Any, old: Any, mask: Mask, mode: Mode, name: str) -> Steps:
    """Have what `mask` and `mode` make of the mask `old` in its place, called `name`.

    Gives the new mask. Raises FailedPrecondition, with `old` as it was.
    """
    layer = old.parentNode()
    width, height = document.width(), document.height()
    held: list[tuple[bytes, int, int]] = []
    there = Selection()

    def hold(first: int, last: int) -> None:
        data = bytes(old.pixelData(0, first, width, last - first))
        held.append((data, first, last - first))
        there.setPixelData(data, 0, first, width, last - first)

    yield from in_slices(height, width, hold)
    new = yield from selecting.combined(there, mask, mode)
    yield from selecting.activate(document, old)
    before = [one.uniqueId() for one in _masks(layer)]
    try:
        yield from in_slices(height, width, lambda *rows: _copy(new, old, width, *rows))
        Krita.instance().action(ACTION).trigger()
    finally:
        for data, first, rows in held:
            old.setPixelData(data, 0, first, width, rows)
    for _ in range(TRIES):
        for one in _masks(layer):
            if one.uniqueId() not in before:
                one.setName(name)
                return one
        yield 5
    raise documents.refusal("not_written")


def _copy(new: Any, old: Any, width: int, first: int, last: int) -> None:
    place = 0, first, width, last - first
    old.setPixelData(bytes(new.pixelData(*place)), *place)


def _masks(layer: Any) -> list[Any]:
    return [one for one in layer.childNodes() if one.type() == KIND]
