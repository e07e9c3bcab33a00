"""A sentence in a window of its own, where the picture's window, which would show it, is gone."""

from __future__ import annotations

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import GimpUi, Gtk  # noqa: E402


def show(sentence: str) -> None:
    """Until the person closes it."""
    GimpUi.init("frisket-gimp")
    dialog = Gtk.MessageDialog(
        title="frisket",
        message_type=Gtk.MessageType.INFO,
        buttons=Gtk.ButtonsType.CLOSE,
        text=sentence,
    )
    dialog.set_keep_above(True)
    dialog.run()
    dialog.destroy()
