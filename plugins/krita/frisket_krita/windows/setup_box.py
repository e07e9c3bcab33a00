"""What the panel shows of setting up: a sentence, one button, and how far it is."""

from __future__ import annotations

from typing import Any

from frisket_plugin.texts import sized, t

from ..asking.setting_up import SettingUp
from ..guard import guarded
from ..qt import QtWidgets
from .parts import Light
from .said import Said


class SetupBox(QtWidgets.QFrame):  # type: ignore[misc]
    """There only while there is something to set up."""

    def __init__(self, setting_up: SettingUp, menu: Any, light: Light) -> None:
        """menu: where taking it away is offered. light: whose Start is no use meanwhile."""
        super().__init__()
        self.setObjectName("frisket.setup")
        self.setFrameShape(QtWidgets.QFrame.Shape.StyledPanel)
        self._setting_up = setting_up
        self._question: Any = None
        self._light = light
        self._told = Said("frisket.setup_text", 1, 9)
        self._progress = QtWidgets.QProgressBar()
        self._progress.setObjectName("frisket.setup_progress")
        self._progress.setMaximumHeight(6)
        self._progress.setTextVisible(False)
        self._start = self._button("setup", "setup_start", setting_up.start)
        self._cancel = self._button("setup.cancel", "setup_cancel", setting_up.cancel)
        self._copy = self._button("setup.copy", "setup_copy", self._copy_log)
        column = QtWidgets.QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(4)
        for widget in (self._told, self._progress, self._start, self._cancel, self._copy):
            column.addWidget(widget)
        column.addStretch(1)
        self._remove = menu.addAction(t("setup.remove"), self._ask_to_remove)
        self._remove.setObjectName("frisket.setup_remove")
        menu.aboutToShow.connect(self._show_remove)
        setting_up.changed.connect(self._show)
        self._show()

    def lead(self, panel: Any) -> None:
        """Something was wanted that needs what is set up here. panel: whose sentence says so."""
        panel.say(t("setup.first"))
        self._start.setFocus()

    def say(self, told: str) -> None:
        self._setting_up.say(told)

    def _button(self, text: str, name: str, call: Any) -> Any:
        button = QtWidgets.QPushButton(t(text))
        button.setObjectName(f"frisket.{name}")
        button.setToolTip(t(f"{text}.tip"))
        button.clicked.connect(lambda: call())
        return button

    @guarded
    def _show(self) -> None:
        now = self._setting_up.now
        progress = now.progress
        self._start.setText(t("setup.update" if now.offer == "update" else "setup"))
        self._told.setText(progress.sentence if progress else now.about)
        fraction = progress.fraction if progress else None
        self._progress.setRange(0, 0 if fraction is None else 1000)
        if fraction is not None:
            self._progress.setValue(round(1000 * fraction))
        for widget in (self._progress, self._cancel):
            widget.setVisible(now.is_running)
        self._start.setVisible(not now.is_running)
        self._copy.setVisible(now.has_failed)
        # Without an agent there is nothing else to be shown.
        policy = QtWidgets.QSizePolicy.Policy
        is_alone = now.offer == "set_up"
        self.setSizePolicy(policy.Preferred, policy.Expanding if is_alone else policy.Preferred)
        self.setVisible(bool(now.offer) or now.is_running)
        self._light.set_there(now.offer != "set_up" and not now.is_removing)

    @guarded
    def _copy_log(self) -> None:
        QtWidgets.QApplication.clipboard().setText(
            f"{self._setting_up.now.about}\n\n{self._setting_up.now.log_tail}\n"
        )
        self.say(t("setup.copied"))

    @guarded
    def _show_remove(self) -> None:
        """Also where something else was installed: who looks for it here is told of that."""
        now = self._setting_up.now
        self._remove.setVisible(bool(now.removable or now.origin) and not now.is_running)

    @guarded
    def _ask_to_remove(self) -> None:
        """In a window that does not stop the rest."""
        buttons, now = QtWidgets.QMessageBox.StandardButton, self._setting_up.now
        self._question = QtWidgets.QMessageBox(self.window())
        self._question.setObjectName("frisket.setup_question")
        self._question.setWindowTitle(t("panel.title"))
        if now.origin:
            self._question.setText(now.origin)
        else:
            self._question.setText(t("setup.remove.ask", size=sized(now.removable)))
            self._question.setStandardButtons(buttons.Yes | buttons.No)
            self._question.button(buttons.Yes).clicked.connect(lambda: self._setting_up.remove())
        self._question.open()
