"""The panel's own line for words. A click into it says that words are meant."""

from __future__ import annotations

from typing import Any

from frisket_plugin.texts import t

from ..qt import Qt, QtGui, QtWidgets, Signal


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
        palette, roles = QtWidgets.QApplication.palette(self), QtGui.QPalette.ColorRole
        if not is_used:
            # Qt makes the placeholder paler than the text, unless that is told.
            palette.setColor(roles.PlaceholderText, palette.color(roles.PlaceholderText))
            pale = palette.color(QtGui.QPalette.ColorGroup.Disabled, roles.Text)
            palette.setColor(roles.Text, pale)
        self.setPalette(palette)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            self.wanted.emit()
