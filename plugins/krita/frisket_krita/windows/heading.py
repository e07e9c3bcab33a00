"""The heading that folds and unfolds what stands under it, and says what is set there."""

from __future__ import annotations

from typing import Any

from ..qt import Qt, QtCore, QtWidgets

LEAST = 60
"""How wide it has to be at least, in pixels."""
SPARE = 12
"""So many pixels less than there is room for: a style that sees too little takes out the middle."""


class Heading(QtWidgets.QToolButton):  # type: ignore[misc]
    """What does not fit ends in dots, and is whole when pointed at."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self._tip = tip
        self.setObjectName(name)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        policy = QtWidgets.QSizePolicy.Policy
        self.setSizePolicy(policy.Ignored, policy.Fixed)
        self.toggled.connect(self._turn)
        self._turn(False)

    def say(self, text: str) -> None:
        """What is written there."""
        # One of these signs alone would underline the letter after it.
        self.setText(text.replace("&", "&&"))
        self._refresh()

    def sizeHint(self) -> Any:
        # What is set must not make the panel wider.
        return QtCore.QSize(LEAST, super().sizeHint().height())

    def minimumSizeHint(self) -> Any:
        return self.sizeHint()

    def paintEvent(self, event: Any) -> None:
        painter = QtWidgets.QStylePainter(self)
        option = QtWidgets.QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = self._shown()
        painter.drawComplexControl(QtWidgets.QStyle.ComplexControl.CC_ToolButton, option)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._refresh()

    def _shown(self) -> str:
        metrics, whole = self.fontMetrics(), str(self.text())
        width = metrics.boundingRect(whole).width()
        room = width + self.width() - super().sizeHint().width()
        if room >= width:
            return whole
        return str(metrics.elidedText(whole, Qt.TextElideMode.ElideRight, room - SPARE))

    def _turn(self, on: bool) -> None:
        self.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)

    def _refresh(self) -> None:
        text = str(self.text())
        whole = [] if self._shown() == text else [text.replace("&&", "&")]
        self.setToolTip("\n".join([*whole, self._tip]))
