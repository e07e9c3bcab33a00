"""Which key does what in the window. No GIMP, no Gtk."""

from __future__ import annotations

from typing import Literal

Does = Literal["leave", "apply", "undo", "redo", "another", "guess", ""]
EVERY: tuple[Does, ...] = ("leave", "apply", "undo", "redo", "another", "guess")

_KEYS: dict[str, Does] = {
    "Escape": "leave",
    "Return": "apply",
    "KP_Enter": "apply",
    "BackSpace": "undo",
    "n": "another",
    "g": "guess",
}


def does(name: str, with_control: bool, with_shift: bool = False) -> Does:
    """What a key of this name (GDK's) does; "" for nothing of ours."""
    if with_control:
        return _steps(name.lower(), with_shift)
    return _KEYS.get(name if len(name) > 1 else name.lower(), "")


def _steps(letter: str, with_shift: bool) -> Does:
    if letter == "z":
        return "redo" if with_shift else "undo"
    return "redo" if letter == "y" else ""
