"""A list to choose from that is as narrow as the docker, and hides no part of a text unsaid."""

from __future__ import annotations

from typing import Any

from ..qt import Qt, QtWidgets
from .wheel import still

_Style = QtWidgets.QStyle
ROOM_FOR_TICK = 24


class Choice(QtWidgets.QComboBox):  # type: ignore[misc]
    """What does not fit ends in dots, and is whole in the opened list and when pointed at."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        still(self)
        self.setObjectName(name)
        self._tip = tip
        # A long entry must not make the docker wide.
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(60)
        self.setToolTip(tip)
        self.currentIndexChanged.connect(lambda _: self._refresh())

    def is_whole(self) -> bool:
        """Whether all of the chosen entry can be read."""
        return self._shown() == str(self.currentText())

    def showPopup(self) -> None:
        needed = self.view().sizeHintForColumn(0) + ROOM_FOR_TICK
        self.view().setMinimumWidth(max(needed, self.width()))
        super().showPopup()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._refresh()

    def paintEvent(self, event: Any) -> None:
        painter = QtWidgets.QStylePainter(self)
        option = QtWidgets.QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self._shown()
        painter.drawComplexControl(_Style.ComplexControl.CC_ComboBox, option)
        painter.drawControl(_Style.ControlElement.CE_ComboBoxLabel, option)

    def _shown(self) -> str:
        option = QtWidgets.QStyleOptionComboBox()
        self.initStyleOption(option)
        kind, part = _Style.ComplexControl.CC_ComboBox, _Style.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(kind, option, part, self).width() - 2
        mode = Qt.TextElideMode.ElideRight
        return str(self.fontMetrics().elidedText(self.currentText(), mode, room))

    def _refresh(self) -> None:
        whole = [] if self.is_whole() else [self.currentText()]
        self.setToolTip("\n".join([*whole, self._tip]))
