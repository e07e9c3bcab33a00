"""Opens the example photograph as a new picture, so that saving it changes no file of frisket's."""

from __future__ import annotations

from pathlib import Path

from krita import Krita


def open_copy(file: Path) -> bool:
    """In a view of its own; whether that could be done."""
    application = Krita.instance()
    window = application.activeWindow()
    original = application.openDocument(str(file))
    if window is None or original is None:
        return False
    copy = original.clone()
    original.close()
    window.addView(copy)
    return True
