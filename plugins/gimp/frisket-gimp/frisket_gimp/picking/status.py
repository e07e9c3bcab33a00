"""The line below the picture: what goes on, what went wrong, and Start where nothing runs."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from gi.repository import Gtk, Pango

from frisket_plugin import said, texts
from frisket_plugin.texts import t
from frisket_protocol.errors import AgentNotRunning, FrisketError

from .. import guard
from ..layout import button, row

LINES = 2
"""The line is always as high as these, so that the picture stays where it is; a sentence that needs
more is whole in the tooltip."""


class Status:
    """`widget` is the line. on_start: Start was pressed. instead: a sentence for a failure that
    another part of the window deals with, else ""."""

    def __init__(
        self,
        on_start: Callable[..., object],
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
        self._start.set_no_show_all(True)
        self.widget = row((self._spinner, False), (self._text, True), (self._start, False))

    def say(self, sentence: str) -> None:
        """Nothing goes on any more."""
        self._spinner.stop()
        self._show(sentence)

    def busy(self, sentence: str) -> None:
        """Something goes on."""
        self._start.hide()
        self._show(sentence)
        self._spinner.start()

    def progress(self, stage: str, fraction: float | None) -> None:
        """How far it is."""
        if self._spinner.get_property("active"):
            percent = "" if fraction is None else f" {100 * fraction:.0f} %"
            self._show(texts.stage(stage) + percent)

    def _show(self, sentence: str) -> None:
        self._text.set_text(sentence)
        self._text.set_tooltip_text(sentence)

    def fail(self, error: Exception) -> None:
        """Say what went wrong, and write it into the log."""
        if isinstance(error, FrisketError):
            guard.log(f"window: {error.wire_code}: {error}")
            can_start = isinstance(error, AgentNotRunning)
            self.say(
                f"{t('light.stopped')} {t('gimp.live.press_start')}"
                if can_start
                else self._instead(error) or said.error(error)
            )
        else:
            guard.log("window:\n" + "".join(traceback.format_exception(error)))
            told = f"{type(error).__name__}: {error}"
            self.say(t("failed", error=told, log=guard.log_file()))
        self._start.set_visible(isinstance(error, AgentNotRunning))
