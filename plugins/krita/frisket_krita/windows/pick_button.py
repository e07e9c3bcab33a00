"""The button that begins to pick on the canvas, and shows from afar that somebody does."""

from __future__ import annotations

from frisket_plugin.texts import t

from ..picking.cursor import cross
from ..qt import QtGui, QtWidgets

ON = "QPushButton:checked { background: palette(highlight); color: palette(highlighted-text); }"


class PickButton(QtWidgets.QPushButton):  # type: ignore[misc]
    """Its sign is the cursor that the canvas has meanwhile."""

    def __init__(self) -> None:
        super().__init__(t("pick"))
        self.setObjectName("frisket.pick")
        self.setIcon(QtGui.QIcon(cross()))
        self.setToolTip(t("pick.tip"))
        self.setCheckable(True)
        self.setStyleSheet(ON)
        self.toggled.connect(lambda on: self.setText(t("pick.on" if on else "pick")))
