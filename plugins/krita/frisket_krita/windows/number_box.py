"""A whole number that is typed: one out of its range becomes the nearest in it, in plain sight."""

from __future__ import annotations

import re
from typing import Any

from ..qt import QtGui, QtWidgets

DIGITS_MAX = 9


class NumberBox(QtWidgets.QSpinBox):  # type: ignore[misc]
    """Qt's own takes no digit that would make the number too large: of 4000 it leaves 400.

    is_other: whether the number is another than the one that was typed last.
    """

    def __init__(self, low: int, high: int, unit: str) -> None:
        super().__init__()
        self.is_other = False
        self.setRange(low, high)
        self.setSuffix(unit)
        self.lineEdit().textEdited.connect(self._typed)

    def validate(self, text: str, at: int) -> Any:
        """Whatever has digits only may become a number."""
        state, text, at = super().validate(text, at)
        states = QtGui.QValidator.State
        if state == states.Invalid and self._digits(text) is not None:
            state = states.Intermediate
        return state, text, at

    def fixup(self, text: str) -> str:
        """The nearest number, where one was typed."""
        digits = self._digits(text)
        if not digits:
            return str(self.textFromValue(self.value())) + self.suffix()
        nearest = min(self.maximum(), max(self.minimum(), int(digits)))
        self.is_other = True
        return self.textFromValue(nearest) + self.suffix()

    def _typed(self, _: str) -> None:
        self.is_other = False

    def _digits(self, text: str) -> str | None:
        """What is typed without its unit; None where that is no number."""
        typed = text.removesuffix(self.suffix()).strip()
        return typed if re.fullmatch(f"[0-9]{{0,{DIGITS_MAX}}}", typed) else None
