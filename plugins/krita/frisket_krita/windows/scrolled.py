"""The part of the panel that gives way: it takes what room is left, and can be scrolled."""

from __future__ import annotations

from typing import Any

from ..qt import Qt, QtCore, QtWidgets, Signal


class Scrolled(QtWidgets.QScrollArea):  # type: ignore[misc]
    """Upwards and downwards only."""

    resized = Signal()

    def __init__(self, inside: Any) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def show_all_of(self, *widgets: Any) -> None:
        """Scroll so that they are seen, the first of them above all."""
        self.widget().layout().activate()
        self.widget().adjustSize()
        for widget in reversed(widgets):
            if widget.isVisible():
                self.ensureWidgetVisible(widget, 0, 0)

    def sizeHint(self) -> Any:
        return QtCore.QSize(super().sizeHint().width(), self.minimumHeight())

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.resized.emit()
