"""The panel's own line for words. A click into it says that words are meant."""

from __future__ import annotations

from typing import Any

from frisket_plugin.texts import t

from ..qt import Qt, QtCore, QtGui, QtWidgets, Signal
from .themes import own_colours


class WordsLine(QtWidgets.QLineEdit):  # type: ignore[misc]
    """Pale while something else says what is wanted, and closed while somebody picks."""

    wanted = Signal()

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setObjectName("frisket.words")
        self.setClearButtonEnabled(True)
        self.textEdited.connect(lambda _: self.wanted.emit())
        self.show_use(True, False)

    def show_use(self, is_used: bool, is_picking: bool) -> None:
        """is_used: whether words say what is wanted."""
        key = "words.picking" if is_picking else "words" if is_used else "words.unused"
        self.setEnabled(not is_picking)
        self.setPlaceholderText(t("words.placeholder") if key == "words" else t(key))
        self.setToolTip(t(f"{key}.tip"))
        self._is_used = is_used
        self._show_colours()

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.Type.PaletteChange and hasattr(self, "_is_used"):
            self._show_colours()

    def _show_colours(self) -> None:
        theme, roles = QtWidgets.QApplication.palette(self), QtGui.QPalette.ColorRole
        pale = {
            roles.Text: theme.color(QtGui.QPalette.ColorGroup.Disabled, roles.Text),
            # Qt makes the placeholder paler than the text, unless that is told.
            roles.PlaceholderText: theme.color(roles.PlaceholderText),
        }
        own_colours(self, {} if self._is_used else pale)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self.wanted.emit()
