"""The window that shows how the agent is, starts it, and says where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import gi

gi.require_version("GimpUi", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GimpUi, Gtk  # noqa: E402

from frisket_plugin import said, settings, stopping  # noqa: E402
from frisket_plugin.settings import Settings  # noqa: E402
from frisket_plugin.texts import sized, t  # noqa: E402
from frisket_protocol.errors import FrisketError  # noqa: E402

from .. import guard  # noqa: E402
from ..asking import lookout  # noqa: E402
from ..asking.worker import Worker  # noqa: E402
from ..catalog import DIAGNOSTICS  # noqa: E402
from ..help import showing  # noqa: E402
from ..layout import button, column, form, is_wanted, row, within_monitor  # noqa: E402
from ..setting_up.boxes import Boxes  # noqa: E402
from . import shelf  # noqa: E402

START, COPY, LOOK = 1, 2, 3
SIZE = (720, 560)


def show() -> str:
    """Until it is closed; the report as it stood last."""
    GimpUi.init("frisket-gimp")
    return _Window().run()


class _Window:
    def __init__(self) -> None:
        self._dialog = Gtk.Dialog(title=t("gimp.diagnostics.title"))
        self._dialog.set_default_size(*within_monitor(*SIZE))
        showing.add_to(self._dialog, DIAGNOSTICS)
        self._start = self._dialog.add_button(t("gimp.diagnostics.start"), START)
        self._is_silent = False
        self._dialog.add_button(t("gimp.diagnostics.look"), LOOK)
        self._dialog.add_button(t("gimp.diagnostics.copy"), COPY)
        self._dialog.add_button(t("gimp.live.close"), Gtk.ResponseType.CLOSE)
        self._told = Gtk.Label(xalign=0, wrap=True)
        self._text = Gtk.TextView(editable=False, monospace=True, cursor_visible=False)
        self._text.set_wrap_mode(Gtk.WrapMode.WORD_CHAR)
        scrolled = Gtk.ScrolledWindow()
        scrolled.add(self._text)
        fields = Fields(settings.load("gimp"), self._saved)
        self._boxes = Boxes(self._look, changed=self._setup_changed, asks_again=True)
        self._setup = self._boxes.setup
        self._remove = button(t("setup.remove"), self._asked_to_remove)
        self._remove.set_no_show_all(True)
        self._models = button(t("shelf"), lambda _: shelf.show(self._dialog))
        self._models.set_tooltip_text(t("shelf.tip"))
        parts = column(
            (self._told, False),
            (self._boxes.widget, False),
            (fields.widget, False),
            (scrolled, True),
            (row((self._models, False), (self._remove, False)), False),
            border=12,
        )
        self._dialog.get_content_area().pack_start(parts, True, True, 0)
        self._worker = Worker(lambda stage, fraction: None)

    def run(self) -> str:
        self._look()
        self._dialog.get_content_area().show_all()
        self._text.grab_focus()
        while self._answer(self._dialog.run()):
            pass
        self._boxes.end()
        self._worker.end()
        report = self._report()
        self._dialog.destroy()
        return report

    def _answer(self, response: int) -> bool:
        """Whether the window stays."""
        if response == START:
            self._dialog.set_response_sensitive(START, False)
            self._told.set_text(t("light.starting"))
            if self._is_silent:
                stopping.end_silent(settings.load("gimp"))
            self._worker.start_agent(self._started)
        elif response == LOOK:
            self._look()
        elif response == COPY:
            clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
            clipboard.set_text(self._report(), -1)
            clipboard.store()
            self._told.set_text(t("diagnostics.done"))
        else:
            return False
        return True

    def _look(self) -> None:
        held = settings.load("gimp")
        state = lookout.look(held)
        self._is_silent = state.light == "silent"
        told = "" if self._is_silent else state.problem
        # What is said where there is none to run stands beside the button that gets one.
        self._told.set_text("" if self._setup.blocks else told or lookout.sentence(state))
        self._text.get_buffer().set_text(lookout.report(state))
        may_start = state.light in ("stopped", "silent") and not held.address
        may_start = may_start and not self._setup.blocks
        label = t("gimp.start_anew" if self._is_silent else "gimp.diagnostics.start")
        self._start.set_label(label)
        self._dialog.set_response_sensitive(START, may_start)
        self._models.set_sensitive(state.is_there)
        self._remove.set_visible(self._setup.setting_up.removable > 0)

    def _setup_changed(self) -> None:
        """Set up, removed, or under way."""
        now = self._setup.setting_up
        self._remove.set_sensitive(not now.is_running)
        if now.is_running:
            self._dialog.set_response_sensitive(START, False)
            self._told.set_text("")
        else:
            self._look()

    def _asked_to_remove(self, *_: object) -> None:
        asked = t("setup.remove.ask", size=sized(self._setup.setting_up.removable))
        if is_wanted(self._dialog, t("setup.remove"), asked):
            self._setup.remove()

    def _started(self, _: object, error: Exception | None) -> None:
        self._look()
        if error is not None:
            guard.log(f"start: {error}")
            self._told.set_text(said.error(error))

    def _saved(self, error: FrisketError | None) -> None:
        self._setup.look()
        self._look()
        if error is not None:
            guard.log(f"settings: {error}")
            self._told.set_text(said.error(error))

    def _report(self) -> str:
        buffer = self._text.get_buffer()
        return str(buffer.get_text(buffer.get_start_iter(), buffer.get_end_iter(), False))


class Fields:
    """Where the agent is and how it is started, with Save. on_saved: hears whether that failed."""

    def __init__(self, held: Settings, on_saved: Callable[[FrisketError | None], None]) -> None:
        self._on_saved = on_saved
        self._command = self._entry(held.command, t("settings.command.tip"))
        self._address = self._entry(held.address, t("settings.address.tip"))
        self._token = self._entry(held.token, "")
        self._token.set_visibility(False)
        self._starts = Gtk.CheckButton(label=t("starts_agent"), active=held.starts_agent)
        self._starts.set_tooltip_text(t("starts_agent.tip"))
        self._starts.connect("toggled", lambda _: self._save.set_sensitive(True))
        self._save = button(t("gimp.diagnostics.save"), self._pressed)
        self._save.set_sensitive(False)
        fields = form(
            (t("settings.command"), self._command),
            (t("settings.address"), self._address),
            (t("settings.token"), self._token),
        )
        below = row((self._starts, False))
        below.pack_end(self._save, False, False, 0)
        self.widget = column((fields, False), (below, False))

    def _entry(self, text: str, placeholder: str) -> Gtk.Entry:
        entry = Gtk.Entry(text=text, placeholder_text=placeholder, activates_default=False)
        entry.connect("changed", lambda _: self._save.set_sensitive(True))
        entry.connect("activate", self._pressed)
        return entry

    def _pressed(self, *_: object) -> None:
        new = replace(
            settings.load("gimp"),
            command=self._command.get_text().strip(),
            address=self._address.get_text().strip(),
            token=self._token.get_text().strip(),
            starts_agent=self._starts.get_active(),
        )
        try:
            settings.save("gimp", new)
        except FrisketError as error:
            self._on_saved(error)
            return
        self._save.set_sensitive(False)
        self._on_saved(None)
