"""The panel's own fields while somebody picks: Enter first takes what is typed there."""

from __future__ import annotations

from typing import Any

from ..qt import QtWidgets
from .keys import where


def take() -> None:
    """What is typed in the field that has the focus counts now; the focus stays."""
    field = QtWidgets.QApplication.focusWidget()
    if getattr(field, "is_edited", False):
        field.take()


def leave(canvas: Any) -> None:
    """From a field of the panel in which nobody writes to the canvas: Ctrl+Z is for that again."""
    focus = QtWidgets.QApplication.focusWidget()
    is_idle = focus is not None and not getattr(focus, "is_edited", False)
    if is_idle and canvas is not None and where(focus) == "words":
        canvas.setFocus()
