"""Whether what was made is still in the picture: Krita tells nobody that it was undone."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from krita import Krita

from . import documents
from .writing import Written

ROWS = 24
"""Rows of a selection that are looked at, besides the box round it."""


def still_there(document: Any, written: Written) -> Callable[[], bool]:
    """Whether it is, at each call; of a picture that is not in front nobody can tell."""
    return _made(document, written.name) if written.name else _selected(document)


def _made(document: Any, name: str) -> Callable[[], bool]:
    made = document.nodeByName(name)
    own = made.uniqueId() if made is not None else None

    def is_there() -> bool:
        if own is None or not documents.is_open(document):
            return True
        node = document.nodeByUniqueID(own)
        return node is not None and node.parentNode() is not None

    return is_there


def _selected(document: Any) -> Callable[[], bool]:
    """By what undo and redo are called until the selection was looked at: at first Krita would
    wait with its answer until the outline is made."""
    steps = _steps()
    at_first: list[Hashable] = []

    def is_there() -> bool:
        if not documents.is_in_front(document) or not document.tryBarrierLock():
            return True
        document.unlock()
        if not at_first and _steps() != steps:
            return False
        now = _look(document)
        if not at_first:
            at_first.append(now)
        return now == at_first[0]

    return is_there


def _steps() -> tuple[str, ...]:
    return tuple(str(Krita.instance().action(f"edit_{way}").text()) for way in ("undo", "redo"))


def _look(document: Any) -> Hashable:
    """What tells a selection from others, without its pixels all being read."""
    selection = document.selection()
    if selection is None:
        return None
    x, y, width, height = (
        selection.x(),
        selection.y(),
        selection.width(),
        selection.height(),
    )
    places = sorted({y + height * row // ROWS for row in range(ROWS)}) if width and height else []
    rows = [bytes(selection.pixelData(x, row, width, 1)) for row in places]
    return x, y, width, height, hash(tuple(rows))
