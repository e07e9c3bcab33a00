"""The small box at the cursor, which takes words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frisket_plugin.texts import t

from ..qt import Qt, QtGui, QtWidgets, later


class WordsBox(QtWidgets.QLineEdit):  # type: ignore[misc]
    """One line at the cursor: Enter asks, Escape or a click elsewhere goes away."""

    def __init__(self, parent: Any, done: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setObjectName("frisket.box")
        self.setWindowFlags(Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setPlaceholderText(t("words.placeholder"))
        self.setToolTip(t("words.tip"))
        self.setMinimumWidth(280)
        self._done = done
        self.returnPressed.connect(self._enter)

    def open_at_cursor(self) -> None:
        self.adjustSize()
        self.move(QtGui.QCursor.pos())
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: Any) -> None:
        if event.key() == Qt.Key.Key_Escape:
            later(self.close)
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        # Not now: Qt goes on working on this line's key, and must still find the line.
        words = self.text()
        later(lambda: self._finish(words))

    def _finish(self, words: str) -> None:
        self.close()
        self._done(words)
