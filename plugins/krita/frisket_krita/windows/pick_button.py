"""The button that begins to pick on the canvas, and shows from afar that somebody does."""

from __future__ import annotations

from typing import Any

from frisket_plugin.texts import t

from ..picking.cursor import cross
from ..qt import QtCore, QtGui, QtWidgets
from .themes import own_colours


class PickButton(QtWidgets.QPushButton):  # type: ignore[misc]
    """Its sign is the cursor that the canvas has meanwhile."""

    def __init__(self) -> None:
        super().__init__(t("pick"))
        self.setObjectName("frisket.pick")
        self.setIcon(QtGui.QIcon(cross()))
        self.setToolTip(t("pick.tip"))
        self.setCheckable(True)
        self.toggled.connect(self._show)

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() == QtCore.QEvent.Type.PaletteChange:
            self._show_colours()

    def _show(self, on: bool) -> None:
        self.setText(t("pick.on" if on else "pick"))
        self._show_colours()

    def _show_colours(self) -> None:
        theme, roles = QtWidgets.QApplication.palette(self), QtGui.QPalette.ColorRole
        on = {
            roles.Button: theme.color(roles.Highlight),
            roles.ButtonText: theme.color(roles.HighlightedText),
        }
        own_colours(self, on if self.isChecked() else {})
