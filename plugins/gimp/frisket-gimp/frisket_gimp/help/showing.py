"""A page of help of frisket's own, by a button and by F1: GIMP's manual knows nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GObject, Gtk, Pango  # noqa: E402

from frisket_plugin.texts import t  # noqa: E402

from ..catalog import Procedure  # noqa: E402
from ..layout import within_monitor  # noqa: E402
from . import page  # noqa: E402

SIZE = (620, 560)


def attach(window: Gtk.Window, wanted: Procedure | str) -> Callable[..., None]:
    """Have F1 show the page in this window; gives what a button calls to show it."""
    opened: list[Gtk.Window] = []

    def show(*_: object) -> None:
        if opened:
            opened[0].present()
            return
        made = _built(window, wanted)
        opened.append(made)
        made.connect("destroy", lambda _: opened.clear())
        made.show_all()

    def pressed(_: object, event: Gdk.EventKey) -> bool:
        is_wanted = Gdk.keyval_name(event.keyval) == "F1"
        if is_wanted:
            show()
        return is_wanted

    window.connect("key-press-event", pressed)
    return show


def add_to(dialog: Gtk.Dialog, wanted: Procedure | str) -> None:
    """The same, and a button for it beside the others. The dialog goes on running meanwhile: only
    then does it let the page have the keyboard."""
    dialog.add_button(t("gimp.help"), Gtk.ResponseType.HELP)
    show = attach(dialog, wanted)

    def answered(_: Gtk.Dialog, response: int) -> None:
        if response == Gtk.ResponseType.HELP:
            GObject.signal_stop_emission_by_name(dialog, "response")
            show()

    dialog.connect("response", answered)


def _built(parent: Gtk.Window, wanted: Procedure | str) -> Gtk.Dialog:
    """Beside the window it is of, which goes on; where that holds all others, over it."""
    made = Gtk.Dialog(
        title=page.title(wanted),
        transient_for=parent,
        destroy_with_parent=True,
        modal=parent.get_modal(),
    )
    made.set_default_size(*within_monitor(*SIZE))
    made.add_button(t("gimp.live.close"), Gtk.ResponseType.CLOSE)
    made.connect("response", lambda one, _: one.destroy())
    scrolled = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
    scrolled.add(_text(page.entries(wanted)))
    made.get_content_area().pack_start(scrolled, True, True, 0)
    return made


def _text(entries: list[page.Entry]) -> Gtk.TextView:
    view = Gtk.TextView(editable=False, cursor_visible=False, wrap_mode=Gtk.WrapMode.WORD)
    for side in ("left", "right", "top", "bottom"):
        getattr(view, f"set_{side}_margin")(12)
    held = view.get_buffer()
    strong = held.create_tag("about", weight=Pango.Weight.BOLD)
    for number, entry in enumerate(entries):
        if number:
            held.insert(held.get_end_iter(), "\n\n")
        if entry.about:
            held.insert_with_tags(held.get_end_iter(), f"{entry.about}\n", strong)
        held.insert(held.get_end_iter(), entry.text)
    return view
