"""The settings, in a window that waits for nobody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frisket_plugin.settings import PREVIEW_SIDES
from frisket_plugin.texts import LANGUAGES, t

from ..asking.desk import Desk
from ..guard import guarded
from ..qt import Qt, QtWidgets
from .numbers import Whole, tip_of


class SettingsDialog(QtWidgets.QDialog):  # type: ignore[misc]
    """Shown, not executed: Krita must not be held in a loop of its own."""

    def __init__(self, parent: Any, desk: Desk) -> None:
        super().__init__(parent)
        self.setObjectName("frisket.settings")
        self.setWindowTitle(t("settings.title"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        settings = desk.settings
        self._command = self._line("command", settings.command)
        self._address = self._line("address", settings.address)
        self._token = self._line("token", settings.token)
        self._token.setEchoMode(QtWidgets.QLineEdit.EchoMode.Password)
        self._preview = Whole()
        self._preview.setObjectName("frisket.settings.preview_size")
        self._preview.setRange(*PREVIEW_SIDES)
        self._preview.setSuffix(t("pixels"))
        self._preview.setValue(settings.preview)
        self._language = QtWidgets.QComboBox()
        self._language.setObjectName("frisket.settings.language")
        self._language.setToolTip(t("settings.language.later"))
        self._language.addItem(t("settings.language.system"), "")
        for code, name in LANGUAGES.items():
            self._language.addItem(name, code)
        self._starts = QtWidgets.QCheckBox(t("starts_agent"))
        self._starts.setObjectName("frisket.settings.starts_agent")
        self._starts.setToolTip(t("starts_agent.tip"))
        self._starts.setChecked(settings.starts_agent)
        self._language.setCurrentIndex(max(0, self._language.findData(settings.language)))
        self._lay_out()

    def say(self, told: str) -> None:
        self._desk.say(told)

    def _line(self, name: str, text: str) -> Any:
        line = QtWidgets.QLineEdit(text)
        line.setObjectName(f"frisket.settings.{name}")
        if name != "token":
            line.setPlaceholderText(t(f"settings.{name}.tip"))
        # What an empty one means is read as a whole, in every language.
        told = line.fontMetrics().horizontalAdvance(line.placeholderText())
        line.setMinimumWidth(max(280, told + 24))
        return line

    def _lay_out(self) -> None:
        form = QtWidgets.QFormLayout(self)
        form.addRow(t("settings.command"), self._command)
        form.addRow(t("settings.address"), self._address)
        form.addRow(t("settings.token"), self._token)
        form.addRow("", self._starts)
        form.addRow(tip_of(self._preview, t("settings.preview")), self._preview)
        form.addRow(t("settings.language"), self._language)
        kinds = QtWidgets.QDialogButtonBox.StandardButton
        buttons = QtWidgets.QDialogButtonBox(kinds.Ok | kinds.Cancel)
        buttons.accepted.connect(self._save)
        buttons.rejected.connect(self.close)
        form.addRow(buttons)

    @guarded
    def _save(self) -> None:
        new = replace(
            self._desk.settings,
            command=self._command.text().strip(),
            address=self._address.text().strip(),
            token=self._token.text().strip(),
            starts_agent=self._starts.isChecked(),
            preview=self._preview.value(),
            language=self._language.currentData(),
        )
        is_other = new.language != self._desk.settings.language
        self.close()
        self._desk.change_settings(new)
        later = t("settings.language.later") if is_other else ""
        self.say(f"{t('settings.saved')} {later}".strip())
