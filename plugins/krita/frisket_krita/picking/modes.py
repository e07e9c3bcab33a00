"""How a selection is combined, by the keys that are held, as Krita's own tools have it."""

from __future__ import annotations

from typing import Any

from frisket_protocol.parts import Mode

from ..qt import Qt

# The first that fits counts: Shift and Alt together are neither of the two alone.
MODIFIERS: tuple[tuple[Any, Mode], ...] = (
    (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier, "intersect"),
    (Qt.KeyboardModifier.ControlModifier, "replace"),
    (Qt.KeyboardModifier.ShiftModifier, "add"),
    (Qt.KeyboardModifier.AltModifier, "subtract"),
)


def mode_of(modifiers: Any) -> Mode | None:
    """The mode that the held keys ask for."""
    for keys, mode in MODIFIERS:
        if modifiers & keys == keys:
            return mode
    return None
