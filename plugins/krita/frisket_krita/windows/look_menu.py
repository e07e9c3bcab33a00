"""How masks are shown over the picture: a menu whose choice is remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frisket_plugin.settings import VIEWS, View
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..guard import guarded
from ..qt import QtGui, QtWidgets, Signal

SWATCH = 12
# Qt 6 has them elsewhere.
_Group = getattr(QtGui, "QActionGroup", None) or QtWidgets.QActionGroup


class LookMenu(QtWidgets.QMenu):  # type: ignore[misc]
    """One of the views, and the colour."""

    changed = Signal()

    def __init__(self, parent: Any, desk: Desk) -> None:
        super().__init__(t("look"), parent)
        self._desk = desk
        self._dialog: Any = None
        self._views = _Group(self)
        for view in VIEWS:
            self._add_view(view)
        self.addSeparator()
        self._colour = self.addAction(t("look.choose"), self._open_colours)
        self._colour.setObjectName("frisket.look.choose")
        self._show_colour()

    def say(self, told: str) -> None:
        self._desk.say(told)

    def _add_view(self, view: View) -> None:
        action = self._views.addAction(t(f"look.{view}"))
        action.setObjectName(f"frisket.look.{view}")
        action.setCheckable(True)
        action.setChecked(self._desk.settings.view == view)
        action.triggered.connect(lambda *_: self._keep(view, self._desk.settings.colour))
        self.addAction(action)

    @guarded
    def _open_colours(self) -> None:
        dialog = QtWidgets.QColorDialog(QtGui.QColor(self._desk.settings.colour), self.parent())
        dialog.setObjectName("frisket.colours")
        dialog.setWindowTitle(t("look.choose"))
        dialog.colorSelected.connect(lambda colour: self._keep("colour", colour.name()))
        # Shown, not executed: Krita must not be held in a loop of its own.
        dialog.show()
        self._dialog = dialog

    @guarded
    def _keep(self, view: View, colour: str) -> None:
        self._desk.settings = replace(self._desk.settings, view=view, colour=colour)
        self._desk.keeping.soon()
        for action, one in zip(self._views.actions(), VIEWS, strict=True):
            action.setChecked(one == view)
        self._show_colour()
        self.changed.emit()

    def _show_colour(self) -> None:
        swatch = QtGui.QPixmap(SWATCH, SWATCH)
        swatch.fill(QtGui.QColor(self._desk.settings.colour))
        self._colour.setIcon(QtGui.QIcon(swatch))
