"""Fields for numbers. One that is too large becomes the largest that may be, before one's eyes.

Qt's own take no further digit there: a typed 4000 would be 400, and nobody would know.
"""

from __future__ import annotations

from typing import Any

from frisket_plugin.texts import t

from ..qt import QtGui, QtWidgets

_State = QtGui.QValidator.State


class Whole(QtWidgets.QSpinBox):  # type: ignore[misc]
    """For whole numbers."""

    def validate(self, text: str, place: int) -> tuple[Any, str, int]:
        return _validated(self, super().validate(text, place))


class Broken(QtWidgets.QDoubleSpinBox):  # type: ignore[misc]
    """For those with decimals. is_edited: something is typed that Enter has not taken yet."""

    def __init__(self) -> None:
        super().__init__()
        self.is_edited = False
        self.lineEdit().textEdited.connect(lambda _: self._edit(True))
        self.editingFinished.connect(lambda: self._edit(False))

    def take(self) -> None:
        """As Enter does, which may be meant for what is picked instead."""
        self.interpretText()
        self.selectAll()
        self._edit(False)

    def _edit(self, is_edited: bool) -> None:
        self.is_edited = is_edited

    def validate(self, text: str, place: int) -> tuple[Any, str, int]:
        return _validated(self, super().validate(text, place))


def tip_of(field: Any, told: str) -> str:
    """What is told of a field, and how small and how large its number may be."""
    low, high = (field.textFromValue(one) for one in (field.minimum(), field.maximum()))
    return t("number.range", told=told, low=low, high=high).strip()


def _validated(field: Any, found: tuple[Any, str, int]) -> tuple[Any, str, int]:
    """As Qt has `found` it; but what is too far from 0 is the last number on that side."""
    state, text, place = found
    if state != _State.Invalid:
        return state, text, place
    number, is_one = field.locale().toDouble(text.removesuffix(field.suffix()).strip())
    if not is_one or field.minimum() <= number <= field.maximum():
        return state, text, place
    last = field.maximum() if number > 0 else field.minimum()
    limit = f"{field.textFromValue(last)}{field.suffix()}"
    return _State.Acceptable, limit, len(limit) - len(field.suffix())
