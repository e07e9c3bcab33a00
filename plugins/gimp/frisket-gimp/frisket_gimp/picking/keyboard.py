"""The keys of the window: the picture's, unless somebody is typing into a field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gi.repository import Gdk, Gtk

from . import keys

ENTER = ("Return", "KP_Enter")


def listen(
    window: Gtk.Window,
    words: Gtk.Entry,
    calls: Mapping[keys.Does, Callable[[], object]],
    is_held: Callable[[], bool],
) -> None:
    """Have the window's keys do this. words: the field whose Enter does something of its own.
    is_held: whether nothing may be changed now, so that one can only leave."""

    def pressed(_: Gtk.Widget, event: Gdk.EventKey) -> bool:
        name = Gdk.keyval_name(event.keyval) or ""
        focus = window.get_focus()
        held = [
            bool(event.state & one)
            for one in (Gdk.ModifierType.CONTROL_MASK, Gdk.ModifierType.SHIFT_MASK)
        ]
        does = keys.does(name, *held)
        # Numbers are typed into an Entry, too; GTK's has no undo of its own.
        if isinstance(focus, Gtk.Entry) and not (held[0] and does):
            if name != "Escape" and (name not in ENTER or focus is words):
                return False
            window.set_focus(None)  # what was typed counts, and keys are the picture's again
            if name == "Escape":
                return True
        if does and (does == "leave" or not is_held()):
            calls[does]()
        return bool(does)

    window.connect("key-press-event", pressed)
