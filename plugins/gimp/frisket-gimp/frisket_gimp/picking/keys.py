"""Which key does what in the window. No GIMP, no Gtk."""

from __future__ import annotations

from typing import Literal

Does = Literal["leave", "apply", "undo", "another", "guess", ""]
EVERY: tuple[Does, ...] = ("leave", "apply", "undo", "another", "guess")

_KEYS: dict[str, Does] = {
    "Escape": "leave",
    "Return": "apply",
    "KP_Enter": "apply",
    "BackSpace": "undo",
    "n": "another",
    "g": "guess",
}


def does(name: str, with_control: bool) -> Does:
    """What a key of this name (GDK's) does; "" for nothing of ours."""
    if with_control:
        return "undo" if name.lower() == "z" else ""
    return _KEYS.get(name if len(name) > 1 else name.lower(), "")
