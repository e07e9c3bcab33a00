"""Sentences in a narrow docker: all of their lines, or as many as there is room for."""

from __future__ import annotations

from typing import Any

from ..qt import Qt, QtCore, QtWidgets


class Said(QtWidgets.QScrollArea):  # type: ignore[misc]
    """As high as its sentence, up to `most` lines; where there is less room it is scrolled."""

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
        policy = QtWidgets.QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Maximum)
        self.setWidget(self._label)
        self.viewport().setAutoFillBackground(False)
        self._label.setAutoFillBackground(False)

    def text(self) -> str:
        return str(self._label.text())

    def setText(self, text: str) -> None:
        if text != self._label.text():
            self._label.setText(text)
            self.verticalScrollBar().setValue(0)
            self.updateGeometry()
            self._show_bar()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._show_bar()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _show_bar(self) -> None:
        """Only where there is too little room. A bar that is there makes the lines shorter, so that
        Qt would keep it for a sentence that has room without it."""
        is_whole = self._label.heightForWidth(max(1, self.width())) <= self.height()
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policies.ScrollBarAlwaysOff if is_whole else policies.ScrollBarAsNeeded
        )

    def sizeHint(self) -> Any:
        line = self.fontMetrics().lineSpacing()
        needed = self._label.heightForWidth(max(1, self.width()))
        height = max(self._fewest * line, min(needed, self._most * line + line // 2))
        return QtCore.QSize(self._label.minimumSizeHint().width(), height)

    def minimumSizeHint(self) -> Any:
        return QtCore.QSize(1, self._fewest * self.fontMetrics().lineSpacing())
