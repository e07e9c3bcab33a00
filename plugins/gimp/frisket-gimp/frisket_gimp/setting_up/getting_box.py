"""What a window shows of getting models: what is lacking, licences, a token, how far it is."""

from __future__ import annotations

from collections.abc import Callable

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GdkPixbuf, GLib, Gtk  # noqa: E402

from frisket_plugin.getting.getting import BUTTONS, Button  # noqa: E402
from frisket_plugin.getting.offering import Part  # noqa: E402
from frisket_plugin.texts import t  # noqa: E402

from ..layout import button, column, row  # noqa: E402
from .bar import Bar  # noqa: E402
from .fitting import Fitting  # noqa: E402
from .models import WAITS, Models  # noqa: E402
from .setup_box import BORDER  # noqa: E402

FETCHES = ("packages", "models")
"""The states of getting in which something comes that is kept."""
TRIAL_SIZE = (320, 150)
"""How large the picture of the trial is at most, in GTK's pixels."""


class GettingBox:
    """`widget` is there only while there is something to get. changed: that may be another now."""

    def __init__(self, models: Models, changed: Callable[[], object] = lambda: None) -> None:
        self._models, self._has_changed = models, changed
        models.changed = self._changed
        self._told = Gtk.Label(xalign=0, wrap=True, max_width_chars=60, selectable=True)
        self._told.set_can_focus(False)
        self._trial = Gtk.Image(halign=Gtk.Align.START)
        self._shown_trial = b""
        self._licences = column()
        self._licences_of: tuple[Part, ...] = ()
        self._token = TokenField(models)
        self._bar = Bar()
        self._closing = Gtk.Label(label=t("gimp.setup.closing"), xalign=0, wrap=True)
        self._closing.set_max_width_chars(40)
        self._closing.get_style_context().add_class("dim-label")
        self._buttons: dict[Button, Gtk.Button] = {one: self._button(one) for one in BUTTONS}
        self._scrolled = Fitting()
        self.widget = self._built()
        self._show()

    @property
    def is_busy(self) -> bool:
        """Whether something is being got."""
        return self._models.getting.is_running

    def end(self) -> str:
        """The window is closed: what was begun stops. Gives what is said of that, or ""."""
        self._bar.rest()
        is_fetching = self._models.getting.state in FETCHES
        self._models.end()
        return t("getting.cancelled") if is_fetching else ""

    # --- what is pressed ---

    def _button(self, name: Button) -> Gtk.Button:
        getting = self._models.getting
        calls = {
            "cancel": getting.cancel,
            "skip": getting.cancel,
            "copy": self._copy,
            "not_now": getting.dismiss,
            "close": getting.dismiss,
        }
        # The window has a Cancel of its own, which leaves it.
        text = "gimp.stop" if name == "cancel" else f"getting.button.{name}"
        made = button(t(text), lambda _: calls.get(name, getting.get)())
        made.set_tooltip_text(t(f"getting.button.{name}.tip"))
        if name in ("get", "again", "go_on"):
            made.get_style_context().add_class("suggested-action")
        return made

    def _copy(self) -> None:
        clipboard = Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD)
        clipboard.set_text(self._models.getting.copied, -1)
        clipboard.store()
        self._buttons["copy"].set_label(t("getting.copied"))

    # --- what is seen ---

    def _changed(self) -> None:
        self._show()
        self._has_changed()

    def _show(self) -> None:
        getting = self._models.getting
        # They change on another thread: each is looked at once.
        shown, progress, trial = getting.buttons, getting.progress, getting.trial
        self._told.set_text(getting.sentence)
        self._show_trial(trial.png if trial and "close" in shown else b"")
        is_waiting = getting.state in WAITS
        self._show_licences(is_waiting)
        offer = getting.offer
        self._token.show_for(bool(is_waiting and offer and offer.to_ask_for and offer.will_do))
        self._bar.show_progress(progress.fraction if progress else None, getting.is_running)
        self._closing.set_visible(getting.state in FETCHES)
        for name, one in self._buttons.items():
            one.set_visible(name in shown)
            one.set_sensitive(name not in ("get", "again", "go_on") or getting.may_get)
        if "copy" not in shown:
            self._buttons["copy"].set_label(t("getting.button.copy"))
        self.widget.set_visible(bool(shown))
        self._scrolled.fit()

    def _show_trial(self, png: bytes) -> None:
        if png != self._shown_trial:
            self._shown_trial = png
            if png:
                self._trial.set_from_pixbuf(scaled(png, *TRIAL_SIZE))
        self._trial.set_visible(bool(png))

    def _show_licences(self, is_waiting: bool) -> None:
        """A tick for each licence that has to be agreed to, and a way to read about it."""
        offer = self._models.getting.offer
        parts = offer.parts if offer and is_waiting else ()
        asked = tuple(part for part in parts if part.accept or part.gate)
        if asked != self._licences_of:
            self._licences_of = asked
            for child in self._licences.get_children():
                child.destroy()
            for part in asked:
                self._add(part)
        self._licences.set_visible(bool(asked))

    def _add(self, part: Part) -> None:
        getting = self._models.getting
        if part.accept:
            text = t("getting.accept", licence=part.licence, title=part.title)
            label = Gtk.Label(label=text, xalign=0, wrap=True, max_width_chars=56)
            tick = Gtk.CheckButton(active=getting.has_agreed(part))
            tick.add(label)
            tick.connect("toggled", lambda one: getting.agree(part, one.get_active()))
            self._licences.pack_start(tick, False, False, 0)
        if part.page:
            page = Gtk.LinkButton(uri=part.page, label=t("getting.page"), halign=Gtk.Align.START)
            page.set_tooltip_text(f"{t('getting.page.tip')}\n{part.page}")
            self._licences.pack_start(page, False, False, 0)
        for child in self._licences.get_children():
            child.show_all()

    def _built(self) -> Gtk.Frame:
        buttons = row(*((one, False) for one in self._buttons.values()), (self._closing, True))
        upper = (self._told, self._trial, self._licences, self._token.widget)
        self._scrolled.hold(column(*((one, False) for one in upper)))
        parts = column(
            (self._scrolled.widget, False),
            (self._bar.widget, False),
            (buttons, False),
            border=BORDER,
        )
        frame = Gtk.Frame()
        frame.add(parts)
        frame.show_all()
        # Which of these are seen is said here, and not by whoever shows the whole window.
        changing = (frame, self._trial, self._licences, self._token.widget, self._bar.widget)
        for widget in (*changing, self._closing, *self._buttons.values()):
            widget.set_no_show_all(True)
        return frame


class TokenField:
    """Where a token is pasted; it is emptied as soon as the token was sent."""

    def __init__(self, models: Models) -> None:
        self._models = models
        self._told = Gtk.Label(xalign=0, wrap=True, max_width_chars=60)
        self._entry = Gtk.Entry(placeholder_text=t("token"), visibility=False)
        self._entry.set_tooltip_text(t("token.about"))
        self._entry.connect("activate", self._log_in)
        self._entry.connect("changed", self._edited)
        self._send = button(t("token.send"), self._log_in)
        self._send.set_tooltip_text(t("token.send.tip"))
        self._line = row((self._entry, True), (self._send, False))
        self.widget = column((self._told, False), (self._line, False))

    def show_for(self, is_wanted: bool) -> None:
        """Seen only where a publisher lets people in one by one."""
        token = self._models.token
        self._told.set_text(token.sentence)
        self._line.set_visible(token.state != "known")
        self._send.set_sensitive(token.state != "asking")
        self.widget.set_visible(is_wanted)

    def _edited(self, *_: object) -> None:
        """Another token is being typed: what was said of the last one is over."""
        if self._entry.get_text():
            self._models.token.forget()

    def _log_in(self, *_: object) -> None:
        typed = self._entry.get_text()
        self._entry.set_text("")
        self._models.send_token(typed)


def scaled(png: bytes, width: int, height: int) -> GdkPixbuf.Pixbuf | None:
    """The picture, no larger than this; None where it cannot be read."""
    loader = GdkPixbuf.PixbufLoader()
    try:
        loader.write(png)
        loader.close()
    except GLib.Error:
        return None
    whole = loader.get_pixbuf()
    by = min(1.0, width / whole.get_width(), height / whole.get_height())
    size = round(whole.get_width() * by), round(whole.get_height() * by)
    return whole.scale_simple(*size, GdkPixbuf.InterpType.BILINEAR)
