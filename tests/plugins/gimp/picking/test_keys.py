"""Which key does what in the window."""

from __future__ import annotations

import pytest

from frisket_gimp.picking import keys


@pytest.mark.parametrize(
    ("name", "with_control", "with_shift", "does"),
    [
        ("Escape", False, False, "leave"),
        ("KP_Enter", False, False, "apply"),
        ("BackSpace", False, False, "undo"),
        ("z", True, False, "undo"),
        ("Z", True, False, "undo"),  # with Caps Lock
        ("Z", True, True, "redo"),
        ("z", True, True, "redo"),  # with Caps Lock
        ("y", True, False, "redo"),
        ("z", False, False, ""),
        ("y", False, False, ""),
        ("N", False, True, "another"),
        ("n", True, False, ""),
        ("g", False, False, "guess"),
        ("F1", False, False, ""),
    ],
)
def test_keys(name: str, with_control: bool, with_shift: bool, does: str) -> None:
    assert keys.does(name, with_control, with_shift) == does
