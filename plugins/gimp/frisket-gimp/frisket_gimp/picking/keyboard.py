"""The keys of the window: the picture's, unless somebody is typing into a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gi.repository import Gdk, Gtk

from . import keys

ENTER = ("Return", "KP_Enter")


def listen(
    window: Gtk.Window, words: Gtk.Entry, calls: Mapping[keys.Does, Callable[[], object]]
) -> None:
    """Have the window's keys do this. words: the field whose Enter does something of its own."""

    def pressed(_: Gtk.Widget, event: Gdk.EventKey) -> bool:
        name = Gdk.keyval_name(event.keyval) or ""
        focus = window.get_focus()
        if isinstance(focus, Gtk.Entry):  # numbers are typed into one, too
            if name != "Escape" and (name not in ENTER or focus is words):
                return False
            window.set_focus(None)  # what was typed counts, and keys are the picture's again
            if name == "Escape":
                return True
        does = keys.does(name, bool(event.state & Gdk.ModifierType.CONTROL_MASK))
        if does:
            calls[does]()
        return bool(does)

    window.connect("key-press-event", pressed)
