"""The list of models: what is on this computer, how large, last used when; get and remove."""

from __future__ import annotations

import time
from typing import Any

from frisket_plugin.getting.shelf import Row
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..guard import guarded
from ..qt import Qt, QtWidgets
from .getting_box import GettingBox

COLUMNS = ("title", "role", "size", "used", "state")


class ModelsWindow(QtWidgets.QDialog):  # type: ignore[misc]
    """Shown, not executed. `look` shows it with what the agent tells now."""

    def __init__(self, parent: Any, desk: Desk) -> None:
        super().__init__(parent)
        self.setObjectName("frisket.models")
        self.setWindowTitle(t("shelf.window"))
        self._desk, self._models = desk, desk.models
        self._rows: list[Row] = []
        self._question: Any = None
        self._table = self._list()
        self._told = QtWidgets.QLabel(t("shelf.looking"))
        self._told.setObjectName("frisket.models_text")
        self._told.setWordWrap(True)
        self._get = self._button("get", self._get_now)
        self._remove = self._button("remove", self._ask_to_remove)
        close = self._button("close", self.close)
        buttons = QtWidgets.QHBoxLayout()
        for button in (self._get, self._remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QtWidgets.QVBoxLayout(self)
        column.addWidget(self._table, 1)
        column.addWidget(self._told)
        column.addWidget(GettingBox(self._models, "frisket.models_getting"), 1)
        column.addLayout(buttons)
        self.resize(760, 460)
        self._models.listed.connect(self._show)
        self._models.come.connect(self._look_again)
        self._choose()

    def say(self, told: str) -> None:
        self._desk.say(told)

    def look(self) -> None:
        """Open it, or bring it to the front, and ask the agent what is here."""
        self.show()
        self.raise_()
        self.activateWindow()
        self._models.list()

    def _look_again(self) -> None:
        if self.isVisible():
            self._models.list()

    def _list(self) -> Any:
        table = QtWidgets.QTreeWidget()
        table.setObjectName("frisket.models_list")
        table.setHeaderLabels([t(f"shelf.{one}") for one in ("title", "role", "mb", "used", "is")])
        table.setRootIsDecorated(False)
        table.setUniformRowHeights(True)
        table.setAlternatingRowColors(True)
        table.itemSelectionChanged.connect(self._choose)
        header, modes = table.header(), QtWidgets.QHeaderView.ResizeMode
        header.setStretchLastSection(False)
        for column in range(len(COLUMNS)):
            # Titles give way: whether a model is here must be seen.
            header.setSectionResizeMode(column, modes.ResizeToContents if column else modes.Stretch)
        return table

    def _button(self, name: str, call: Any) -> Any:
        key = "getting.button.close" if name == "close" else f"shelf.{name}"
        button = QtWidgets.QPushButton(t(key))
        button.setObjectName(f"frisket.models_{name}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: call())
        return button

    @guarded
    def _show(self) -> None:
        chosen = self._chosen
        self._rows = self._models.shelf.rows(time.time())
        place = None
        self._table.clear()
        for row in self._rows:
            item = QtWidgets.QTreeWidgetItem([str(getattr(row, name)) for name in COLUMNS])
            item.setData(0, Qt.ItemDataRole.UserRole, row.name)
            item.setToolTip(0, item.text(0))
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight)
            self._table.addTopLevelItem(item)
            if chosen is not None and chosen.name == row.name:
                item.setSelected(True)
                place = item
        if place is not None:
            self._table.scrollToItem(place)
        self._choose()

    @property
    def _chosen(self) -> Row | None:
        items = self._table.selectedItems()
        name = items[0].data(0, Qt.ItemDataRole.UserRole) if items else ""
        return next((row for row in self._rows if row.name == name), None)

    def _choose(self) -> None:
        chosen = self._chosen
        shelf = self._models.shelf
        if self._rows:
            about = shelf.about(chosen.name) if chosen is not None else ""
            self._told.setText("\n".join(filter(None, [about, shelf.sentence])))
        self._get.setEnabled(chosen is not None and chosen.can_get)
        self._remove.setEnabled(chosen is not None and chosen.can_remove)

    @guarded
    def _get_now(self) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._models.getting.want(self._models.shelf.to_get(chosen.name))

    @guarded
    def _ask_to_remove(self) -> None:
        """In a window that does not stop the rest."""
        chosen = self._chosen
        if chosen is None:
            return
        name, buttons = chosen.name, QtWidgets.QMessageBox.StandardButton
        self._question = QtWidgets.QMessageBox(self)
        self._question.setObjectName("frisket.models_question")
        self._question.setWindowTitle(t("panel.title"))
        self._question.setText(self._models.shelf.to_remove(name))
        self._question.setStandardButtons(buttons.Yes | buttons.No)
        self._question.button(buttons.Yes).clicked.connect(lambda: self._models.remove(name))
        self._question.open()
