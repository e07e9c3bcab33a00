"""The button with three dots: how masks are shown, models, diagnostics, settings, setting up."""

from __future__ import annotations

from typing import Any

from krita import Krita

from frisket_plugin import agent
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..guard import guarded
from ..qt import QtWidgets
from .look_menu import LookMenu
from .models_window import ModelsWindow
from .parts import Light
from .settings import SettingsDialog
from .setup_box import SetupBox


class More(QtWidgets.QToolButton):  # type: ignore[misc]
    """look: the menu of views. setup: the box of setting up, which has an entry here."""

    def __init__(self, desk: Desk, light: Light) -> None:
        super().__init__()
        self._desk = desk
        self._dialog: Any = None
        self._window: Any = None
        self.setObjectName("frisket.more")
        self.setText("⋯")
        self.setToolTip(t("more"))
        self.setAccessibleName(t("more"))
        self.setAutoRaise(True)
        self.setPopupMode(self.ToolButtonPopupMode.InstantPopup)
        menu = QtWidgets.QMenu(self)
        self.look = LookMenu(menu, desk)
        menu.addMenu(self.look)
        menu.addAction(t("shelf"), self._open_models).setObjectName("frisket.models_action")
        menu.addAction(t("diagnostics"), self._copy_diagnostics).setObjectName(
            "frisket.diagnostics"
        )
        menu.addAction(t("settings"), self.open_settings).setObjectName("frisket.settings_action")
        self.setup = SetupBox(desk.setting_up, menu, light)
        self.setMenu(menu)

    def say(self, told: str) -> None:
        self._desk.say(told)

    @guarded
    def _open_models(self) -> None:
        if self._window is None:
            self._window = ModelsWindow(self.window(), self._desk)
        self._window.look()

    @guarded
    def _copy_diagnostics(self) -> None:
        host = f"Krita {Krita.instance().version()}"
        told = agent.diagnostics(self._desk.state, self._desk.settings, host)
        QtWidgets.QApplication.clipboard().setText(told)
        self.say(t("diagnostics.done"))

    @guarded
    def open_settings(self) -> None:
        self._dialog = SettingsDialog(self.window(), self._desk)
        self._dialog.show()
