"""What a window shows of setting up: a sentence, one button, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402

from frisket_plugin import __version__, settings  # noqa: E402
from frisket_plugin.getting.setting_up import SettingUp  # noqa: E402
from frisket_plugin.getting.starting import Starting  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402
from frisket_protocol.errors import FrisketError  # noqa: E402

from .. import guard  # noqa: E402
from ..layout import button, column, row  # noqa: E402
from .apart import Apart  # noqa: E402
from .bar import Bar  # noqa: E402
from .kit import held, kit  # noqa: E402

BORDER = 5
"""Little: on a fine screen there is not much room."""


class SetupBox:
    """`widget` is there only while there is something to set up.

    changed: told, on the main thread, when what is offered or what runs may be another. ready: an
    agent was set up and runs. asks_again: an update is offered also where it was declined once.
    """

    def __init__(
        self,
        apart: Apart,
        ready: Callable[[], object],
        changed: Callable[[], object] = lambda: None,
        asks_again: bool = False,
    ) -> None:
        self._is_ready, self._has_changed, self._asks_again = ready, changed, asks_again
        self.setting_up = SettingUp(
            kit(),
            held,
            Starting(held),
            apart.do,
            apart.on_screen(self._changed),
            apart.on_screen(self._ready),
        )
        self._told = Gtk.Label(xalign=0, wrap=True, max_width_chars=60, selectable=True)
        self._told.set_can_focus(False)
        self._bar = Bar()
        self._closing = Gtk.Label(label=t("gimp.setup.closing"), xalign=0, wrap=True)
        self._closing.set_max_width_chars(40)
        self._closing.get_style_context().add_class("dim-label")
        self._start = self._button("setup", self._pressed)
        self._start.get_style_context().add_class("suggested-action")
        self._cancel = button(t("gimp.stop"), lambda _: self.setting_up.cancel())
        self._cancel.set_tooltip_text(t("setup.cancel.tip"))
        self._copy = self._button("setup.copy", self._copy_log)
        self._decline = button(t("getting.button.not_now"), self._declined)
        self._buttons = self._start, self._cancel, self._copy, self._decline
        self.widget = self._built()
        self._show()

    @property
    def blocks(self) -> bool:
        """Whether nothing can be asked of an agent now: it has to be set up first, or is being."""
        return self.setting_up.offer == "set_up" or self.setting_up.is_running

    def instead(self, error: FrisketError) -> str:
        """What is said of a failure that setting up will mend; "" for any other."""
        return t("gimp.setup.first") if error.detail == "no_agent" and self.blocks else ""

    def look(self) -> None:
        """What there is to offer may have changed."""
        self.setting_up.look()
        self._show()

    def remove(self) -> None:
        """Take away what was set up."""
        self.setting_up.remove()

    def end(self) -> Callable[[], str]:
        """The window is closed, and the process ends with it: what was begun stops, what came
        stays. What it gives says what became of that, once it had the time to stop; "" where
        nothing was under way."""
        self._bar.rest()
        if not self.setting_up.is_running:
            return str
        self.setting_up.cancel()
        return self.setting_up.left

    # --- what happens ---

    def _pressed(self, *_: object) -> None:
        self.setting_up.start()

    def _declined(self, *_: object) -> None:
        """Asked once: the same version is not offered again by itself."""
        try:
            settings.save("gimp", replace(held(), declined=__version__))
        except FrisketError as error:
            guard.log(f"setup: {error}")
        self._asks_again = False
        self._changed()

    def _copy_log(self, *_: object) -> None:
        clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
        clipboard.set_text(f"{self.setting_up.about}\n\n{self.setting_up.log_tail}\n", -1)
        clipboard.store()
        self._copy.set_label(t("setup.copied"))

    def _changed(self) -> None:
        self._show()
        self._has_changed()

    def _ready(self) -> None:
        self._changed()
        self._is_ready()

    # --- what is seen ---

    def _show(self) -> None:
        now = self.setting_up
        progress = now.progress
        self._told.set_text(progress.sentence if progress else now.about)
        self._start.set_label(t("setup.update" if now.offer == "update" else "setup"))
        self._bar.show_progress(progress.fraction if progress else None, now.is_running)
        self._closing.set_visible(now.is_running and not now.is_removing)
        self._cancel.set_visible(now.is_running)
        self._start.set_visible(bool(now.offer) and not now.is_running)
        self._copy.set_visible(now.has_failed)
        if not now.has_failed:
            self._copy.set_label(t("setup.copy"))
        self._decline.set_visible(now.offer == "update" and not now.is_running)
        self.widget.set_visible(self._is_shown)

    @property
    def _is_shown(self) -> bool:
        now = self.setting_up
        if now.is_running or now.has_failed:
            return True
        is_declined = held().declined == __version__ and not self._asks_again
        return bool(now.offer) and not (now.offer == "update" and is_declined)

    def _built(self) -> Gtk.Frame:
        buttons = row(*((one, False) for one in self._buttons), (self._closing, True))
        parts = column(
            (self._told, False), (self._bar.widget, False), (buttons, False), border=BORDER
        )
        frame = Gtk.Frame()
        frame.add(parts)
        frame.show_all()
        # Which of these are seen is said here, and not by whoever shows the whole window.
        for widget in (frame, self._bar.widget, self._closing, *self._buttons):
            widget.set_no_show_all(True)
        return frame

    def _button(self, text: str, pressed: Callable[..., object]) -> Gtk.Button:
        made = button(t(text), pressed)
        made.set_tooltip_text(t(f"{text}.tip"))
        return made
