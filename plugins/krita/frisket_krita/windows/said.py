"""Sentences in a narrow docker: whole lines, and no more of them than there is room for."""

from __future__ import annotations

from typing import Any

from ..qt import Qt, QtWidgets


class Said(QtWidgets.QScrollArea):  # type: ignore[misc]
    """As high as its sentence, between `fewest` and `most` lines; more can be scrolled."""

    def __init__(self, name: str, fewest: int, most: int) -> None:
        super().__init__()
        self._fewest, self._most = fewest, most
        self._label = QtWidgets.QLabel()
        self._label.setObjectName(name)
        self._label.setWordWrap(True)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setFrameShape(QtWidgets.QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self._label)
        self.viewport().setAutoFillBackground(False)
        self._label.setAutoFillBackground(False)

    def setText(self, text: str) -> None:
        self._label.setText(text)
        self._fit()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        needed = self._label.heightForWidth(max(1, self.width()))
        limit = self._most * line + line // 2
        self.setFixedHeight(max(self._fewest * line, min(needed, limit)))
        if needed > limit:
            self.verticalScrollBar().setValue(0)
