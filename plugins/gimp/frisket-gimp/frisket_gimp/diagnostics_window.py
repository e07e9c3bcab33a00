"""The window that shows how the agent is, and starts it."""

from __future__ import annotations

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GimpUi, Gtk  # noqa: E402

from frisket_plugin import settings  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402

from . import diagnostics, edge  # noqa: E402
from .asking import sentence  # noqa: E402
from .live_worker import Worker  # noqa: E402

START, COPY, LOOK = 1, 2, 3


def show() -> str:
    """Until it is closed; the report as it stood last."""
    GimpUi.init("frisket-gimp")
    dialog = Gtk.Dialog(title=t("gimp.diagnostics.title"))
    dialog.set_default_size(720, 460)
    dialog.add_button(t("gimp.diagnostics.start"), START)
    dialog.add_button(t("gimp.diagnostics.look"), LOOK)
    dialog.add_button(t("gimp.diagnostics.copy"), COPY)
    dialog.add_button(t("gimp.live.close"), Gtk.ResponseType.CLOSE)
    told = Gtk.Label(xalign=0, wrap=True, margin=12)
    text = Gtk.TextView(editable=False, monospace=True, cursor_visible=False)
    text.set_wrap_mode(Gtk.WrapMode.WORD_CHAR)
    scrolled = Gtk.ScrolledWindow(margin=6)
    scrolled.add(text)
    area = dialog.get_content_area()
    area.pack_start(told, False, False, 0)
    area.pack_start(scrolled, True, True, 0)

    def look() -> None:
        state = diagnostics.look(settings.load("gimp"))
        told.set_text(state.problem or sentence(state))
        text.get_buffer().set_text(diagnostics.report(state))
        dialog.set_response_sensitive(START, state.light == "stopped")

    def started(_: object, error: Exception | None) -> None:
        look()
        if error is not None:
            edge.log(f"start: {error}")
            told.set_text(str(error))

    worker = Worker(lambda stage, fraction: None)
    look()
    area.show_all()
    while True:
        response = dialog.run()
        if response == START:
            dialog.set_response_sensitive(START, False)
            told.set_text(t("light.starting"))
            worker.start_agent(started)
        elif response == LOOK:
            look()
        elif response == COPY:
            clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
            clipboard.set_text(_all(text), -1)
            clipboard.store()
            told.set_text(t("diagnostics.done"))
        else:
            break
    worker.end()
    report = _all(text)
    dialog.destroy()
    return report


def _all(text: Gtk.TextView) -> str:
    buffer = text.get_buffer()
    return str(buffer.get_text(buffer.get_start_iter(), buffer.get_end_iter(), False))
