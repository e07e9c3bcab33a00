"""How the panel's parts stand under and beside each other."""

from __future__ import annotations

from typing import Any

from ..qt import QtWidgets


def column_in(inside: Any) -> Any:
    """A column that fills a widget, with little room round it."""
    column = QtWidgets.QVBoxLayout(inside)
    column.setContentsMargins(6, 4, 6, 4)
    column.setSpacing(4)
    return column


def row_of(first: Any, *others: Any) -> Any:
    """Widgets beside each other, all equally wide."""
    row = QtWidgets.QHBoxLayout()
    row.setSpacing(2)
    for widget in (first, *others):
        row.addWidget(widget, 1)
    return row
