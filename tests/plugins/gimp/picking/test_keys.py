"""Which key does what in the window."""

from __future__ import annotations

import pytest

from frisket_gimp.picking import keys


@pytest.mark.parametrize(
    ("name", "with_control", "does"),
    [
        ("Escape", False, "leave"),
        ("KP_Enter", False, "apply"),
        ("BackSpace", False, "undo"),
        ("z", True, "undo"),
        ("Z", True, "undo"),
        ("z", False, ""),
        ("N", False, "another"),
        ("n", True, ""),
        ("g", False, "guess"),
        ("F1", False, ""),
    ],
)
def test_keys(name: str, with_control: bool, does: str) -> None:
    assert keys.does(name, with_control) == does
