"""The four ways to combine a selection or a mask, with Krita's own signs for them."""

from __future__ import annotations

from typing import Any

from krita import Krita

from frisket_plugin.options import MODES
from frisket_plugin.texts import t
from frisket_protocol.parts import Mode

from ..qt import QtCore, QtWidgets, Signal


class Modes(QtWidgets.QWidget):  # type: ignore[misc]
    """One of them is chosen."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._group = QtWidgets.QButtonGroup(self)
        self._buttons: dict[Mode, Any] = {mode: self._button(mode) for mode in MODES}
        row = QtWidgets.QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for button in self._buttons.values():
            row.addWidget(button)
        self._draw()
        self.choose("replace")

    @property
    def chosen(self) -> Mode:
        return next(mode for mode, button in self._buttons.items() if button.isChecked())

    def choose(self, mode: Mode) -> None:
        self._buttons[mode].setChecked(True)

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        # Krita has other signs for light themes.
        if event.type() == QtCore.QEvent.Type.PaletteChange and hasattr(self, "_buttons"):
            self._draw()

    def _draw(self) -> None:
        for mode, button in self._buttons.items():
            button.setIcon(Krita.instance().icon(f"selection_{mode}"))

    def _button(self, mode: Mode) -> Any:
        button = QtWidgets.QToolButton()
        button.setObjectName(f"frisket.mode.{mode}")
        button.setToolTip(t(f"mode.{mode}.tip"))
        button.setAccessibleName(t(f"mode.{mode}"))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFixedWidth(24)
        self._group.addButton(button)
        button.toggled.connect(lambda on: self.changed.emit() if on else None)
        return button
