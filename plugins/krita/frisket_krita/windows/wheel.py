"""The wheel over the panel scrolls it, and turns no value that nobody is editing."""

from __future__ import annotations

from typing import Any

from ..qt import Qt, QtCore


class _Still(QtCore.QObject):  # type: ignore[misc]
    def eventFilter(self, watched: Any, event: Any) -> bool:
        if event.type() != QtCore.QEvent.Type.Wheel or watched.hasFocus():
            return False
        # What is ignored goes on to what scrolls.
        event.ignore()
        return True


def still(widget: Any) -> Any:
    """The widget, which hears of the wheel only while it has the focus."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(_Still(widget))
    return widget
