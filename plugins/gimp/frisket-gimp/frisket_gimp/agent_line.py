"""A line that says how the agent is, for as long as it is shown, with the buttons that help."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import GLib, Gtk

from frisket_plugin import settings, stopping
from frisket_plugin.agent import State
from frisket_plugin.texts import t
from frisket_protocol.errors import FrisketError

from . import guard
from .asking import lookout
from .asking.patience import Patience
from .asking.worker import Worker
from .layout import button, row

TICK_MILLISECONDS = 300


class AgentLine:
    """`widget` is the line. on_state: hears how the agent is whenever that has changed.
    on_diagnostics: has Agent and Diagnostics shown."""

    def __init__(
        self, on_state: Callable[[State], None], on_diagnostics: Callable[[], object]
    ) -> None:
        self._on_state = on_state
        self._state: State | None = None
        self._is_starting = False
        self._patience = Patience(lambda: lookout.look(settings.load("gimp")))
        self._text = Gtk.Label(label=t("light.looking"), xalign=0, wrap=True, max_width_chars=36)
        self._text.get_style_context().add_class("dim-label")
        self._anew = button(t("gimp.start_anew"), self._start_anew)
        self._diagnostics = button(t("gimp.to_diagnostics"), lambda *_: on_diagnostics())
        buttons = row((self._anew, False), (self._diagnostics, False))
        buttons.set_valign(Gtk.Align.CENTER)
        buttons.set_halign(Gtk.Align.END)
        for one in (self._anew, self._diagnostics):
            one.set_no_show_all(True)
        self.widget = row((self._text, True), (buttons, False))
        self._show(lookout.look(settings.load("gimp")))
        self._timer = GLib.timeout_add(TICK_MILLISECONDS, self._tick)
        self.widget.connect("destroy", lambda _: GLib.source_remove(self._timer))

    def _tick(self) -> bool:
        state = self._patience.tick()
        if state is not None and not self._is_starting:
            self._show(state)
        return True  # GLib calls again

    def _show(self, state: State) -> None:
        if state == self._state:
            return
        self._state = state
        self._text.set_text(lookout.sentence(state))
        self._anew.set_visible(state.light == "silent")
        # Two buttons leave no room beside them for a sentence.
        across, below = Gtk.Orientation.HORIZONTAL, Gtk.Orientation.VERTICAL
        self.widget.set_orientation(below if state.light == "silent" else across)
        self._diagnostics.set_visible(not state.is_there)
        self._on_state(state)

    def _start_anew(self, *_: object) -> None:
        """End the one that hangs, and start another."""
        held = settings.load("gimp")
        stopping.end_silent(held)
        self._is_starting = True
        self._anew.set_visible(False)
        self._text.set_text(t("light.starting"))
        worker = Worker(lambda stage, fraction: None)

        def started(_: object, error: Exception | None) -> None:
            worker.end()
            self._is_starting = False
            self._state = None
            self._show(lookout.look(held))
            if error is not None:
                guard.log(f"start: {error}")
                told = lookout.error(error) if isinstance(error, FrisketError) else str(error)
                self._text.set_text(told)

        worker.start_agent(started)
