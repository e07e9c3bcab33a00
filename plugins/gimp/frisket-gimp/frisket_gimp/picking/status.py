"""The line below the picture: what goes on, what went wrong, and Start where nothing runs."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from gi.repository import GLib, Gtk, Pango

from frisket_plugin import settings, stopping, texts
from frisket_plugin.agent import State
from frisket_plugin.texts import t
from frisket_protocol.errors import AgentNotRunning, DeadlineExceeded, FrisketError, Unavailable

from .. import guard
from ..asking import lookout
from ..asking.patience import Patience
from ..asking.worker import Worker
from ..layout import button, row

LINES = 2
"""The line is always as high as these, so that the picture stays where it is; a sentence that needs
more is whole in the tooltip."""


TICK_MILLISECONDS = 300


class Status:
    """`widget` is the line. on_start: Start was pressed. on_diagnostics: shows them. on_back: the
    agent is there again, after it was said that it is not. on_anew: the picture is to be read
    again. instead: a sentence for a failure that another part of the window deals with, else ""."""

    def __init__(
        self,
        on_start: Callable[..., object],
        on_diagnostics: Callable[[], object],
        on_back: Callable[[], object],
        on_anew: Callable[..., object],
        instead: Callable[[FrisketError], str] = lambda error: "",
    ) -> None:
        self._instead = instead
        self._text = Gtk.Label(xalign=0, wrap=True, selectable=False)
        self._text.set_lines(LINES)
        self._text.set_ellipsize(Pango.EllipsizeMode.END)
        _, line = self._text.create_pango_layout("Mg").get_pixel_size()
        self._text.set_size_request(-1, LINES * line)
        self._spinner = Gtk.Spinner()
        self._start = button(t("start"), on_start)
        self._diagnostics = button(t("gimp.to_diagnostics"), lambda *_: on_diagnostics())
        self._anew = button(t("gimp.live.read_anew"), on_anew)
        for one in (self._start, self._diagnostics, self._anew):
            one.set_no_show_all(True)
        self._on_back = on_back
        self._stage = ""
        self._is_gone = self.is_silent = self._has_failed = False
        self._patience = Patience(lambda: lookout.look(settings.load("gimp")))
        self._timer = GLib.timeout_add(TICK_MILLISECONDS, self._tick)
        self.widget = row(
            (self._spinner, False),
            (self._text, True),
            (self._start, False),
            (self._diagnostics, False),
            (self._anew, False),
        )

    def close(self) -> None:
        """The window is closed: nobody is looked for any more."""
        GLib.source_remove(self._timer)

    def say(self, sentence: str, is_failure: bool = False) -> None:
        """Nothing goes on any more. is_failure: what is said holds until something else is done.

        While the agent is gone, the buttons that help stand beside whatever is said.
        """
        self._spinner.stop()
        self._has_failed = is_failure
        if not self._is_gone:
            self._help(silent=False, stopped=False)
        self._show(sentence)

    def offer_anew(self, on: bool) -> None:
        """Whether the button stands there that has the picture read again, whatever is said."""
        self._anew.set_visible(on)

    @property
    def is_busy(self) -> bool:
        """Whether something goes on."""
        return bool(self._spinner.get_property("active"))

    def forget(self) -> None:
        """Something else is done: what went wrong before is over. That nobody answers is not."""
        if self._has_failed and not self._is_gone and not self.is_busy:
            self.say(t("gimp.live.hint"))

    def busy(self, sentence: str) -> None:
        """Something goes on."""
        self._stage, self._is_gone = sentence, False
        self._patience.heard()
        self._help(silent=False, stopped=False)
        self._show(sentence)
        self._spinner.start()

    def progress(self, stage: str, fraction: float | None) -> None:
        """How far it is."""
        self._patience.heard()
        if self.is_busy:
            percent = "" if fraction is None else f" {100 * fraction:.0f} %"
            self._stage = texts.stage(stage) + percent
            self._help(silent=False, stopped=False)
            self._show(self._stage)

    def fail(self, error: Exception) -> None:
        """Say what went wrong, and write it into the log."""
        if not isinstance(error, FrisketError):
            guard.log("window:\n" + "".join(traceback.format_exception(error)))
            told = f"{type(error).__name__}: {error}"
            self.say(t("failed", error=told, log=guard.log_file()), is_failure=True)
            return
        guard.log(f"window: {error.wire_code}: {error}")
        is_silent, is_stopped = isinstance(error, DeadlineExceeded), isinstance(error, Unavailable)
        instead = self._instead(error)
        if is_silent:
            self.say(t("gimp.silent"))
        elif isinstance(error, AgentNotRunning):
            self.say(f"{t('light.stopped')} {t('gimp.live.press_start')}")
        else:
            self.say(instead or lookout.error(error), is_failure=True)
        if lookout.cannot_start(error) and not instead:
            self._not_startable()
        elif is_silent or is_stopped:
            self._gone(is_silent, is_stopped)

    def not_started(self, error: Exception) -> None:
        """The agent could not be started, for whatever reason."""
        self.fail(error)
        self._not_startable()

    def _not_startable(self) -> None:
        """Where it is set how it starts, and Start once more."""
        self._gone(silent=False, stopped=True)
        self._diagnostics.show()

    def start(self, worker: Worker) -> None:
        """Have the agent started; where one is there that does not answer, that is ended first."""
        if self.is_silent:
            stopping.end_silent(settings.load("gimp"))
        self.busy(t("stage.start"))
        worker.start_agent(self._started)

    def _started(self, _: object, error: Exception | None) -> None:
        if error is not None:
            self.not_started(error)
        else:
            self._on_back()

    def _gone(self, silent: bool, stopped: bool) -> None:
        self._is_gone = silent or stopped
        self._help(silent, stopped)

    def _help(self, silent: bool, stopped: bool) -> None:
        """The buttons that help with what is said."""
        self.is_silent = silent
        self._start.set_label(t("gimp.start_anew") if silent else t("start"))
        self._start.set_visible(silent or stopped)
        self._diagnostics.hide()

    def _tick(self) -> bool:
        """While somebody waits for the agent, or it was gone, look how it is."""
        is_busy = self.is_busy
        if is_busy or self._is_gone:
            state = self._patience.tick()
            if state is not None:
                self._saw(state, is_busy)
        return True  # GLib calls again

    def _saw(self, state: State, is_busy: bool) -> None:
        is_there = state.is_there
        if state.light == "silent":
            self._show(t("gimp.silent"))
            self._help(silent=True, stopped=False)
            self._is_gone = self._is_gone or not is_busy
        elif is_there and is_busy:
            self._help(silent=False, stopped=False)
            self._show(t("light.loading") if state.light == "loading" else self._stage)
        elif is_busy and state.light == "stopped":
            self._show(t("stage.wait"))
        elif is_there and self._is_gone:
            self._is_gone = False
            self._on_back()

    def _show(self, sentence: str) -> None:
        self._text.set_text(sentence)
        self._text.set_tooltip_text(sentence)
