"""How the window's parts stand: the picture, what is beside it, and the line below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gi.repository import Gtk

from frisket_plugin import texts
from frisket_plugin.texts import t

from .. import layout
from ..catalog import INTERACTIVE
from ..help import showing
from ..layout import button, column, row
from ..setting_up.boxes import Boxes
from .look_menu import LookMenu
from .parts import Choices, Objects, Reading, Steps
from .status import Status
from .view import View

SIZE = (1180, 760)
SIDE = 300


@dataclass(frozen=True, eq=False)
class Parts:
    """Everything that stands in the window."""

    view: View
    look: LookMenu
    reading: Reading
    words: Gtk.Entry
    find: Gtk.Button
    objects: Objects
    steps: Steps
    choices: Choices
    boxes: Boxes
    status: Status
    apply: Gtk.Button

    def hold(self, on: bool) -> None:
        """What is being written is not changed meanwhile."""
        parts = self.view, self.objects, self.steps, self.reading, self.choices
        fields = self.reading.for_words, self.words, self.find, self.apply
        for widget in (*(one.widget for one in parts), *fields):
            widget.set_sensitive(not on)


def built(
    parts: Parts,
    another: Callable[..., object],
    cancel: Callable[..., object],
) -> Gtk.Window:
    """The window, not yet shown; the calls are those of its other buttons."""
    window = Gtk.Window(title=t("gimp.live.title"))
    window.set_default_size(*layout.within_monitor(*SIZE))
    window.set_role("frisket-live")
    beside = column(
        (parts.reading.widget, False),
        (row((parts.words, True), (parts.find, False)), False),
        (parts.reading.for_words, False),
        (parts.objects.widget, True),
        (
            row(
                (button(t("gimp.live.another"), another), True),
                (parts.steps.widget, False),
                spacing=4,
            ),
            False,
        ),
        (parts.choices.widget, False),
    )
    beside.set_size_request(SIDE, -1)
    beside.set_hexpand(False)  # what is in it would have it as wide as the picture
    # On a low screen it scrolls, and what is below it is still there.
    scrolled = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
    scrolled.set_propagate_natural_height(True)
    scrolled.set_overlay_scrolling(False)
    scrolled.add(beside)
    # What is offered lies over the picture, which stays where it is.
    picture = Gtk.Overlay()
    picture.add(parts.view.widget)
    parts.boxes.widget.set_valign(Gtk.Align.END)
    parts.boxes.widget.get_style_context().add_class("background")
    picture.add_overlay(parts.boxes.widget)
    middle = row((picture, True), (scrolled, False))
    below = _bottom(parts, showing.attach(window, INTERACTIVE), cancel)
    window.add(column((middle, True), (below, False), border=8))
    return window


def _bottom(
    parts: Parts, show_help: Callable[..., object], cancel: Callable[..., object]
) -> Gtk.Box:
    parts.apply.get_style_context().add_class("suggested-action")
    return row(
        (button("−", lambda *_: parts.view.zoom(0.8)), False),
        (button("+", lambda *_: parts.view.zoom(1.25)), False),
        (button(t("gimp.live.fit"), lambda *_: parts.view.fit()), False),
        (parts.look.widget, False),
        (button(t("gimp.help"), show_help), False),
        (parts.status.widget, True),
        (button(t("gimp.live.cancel"), cancel), False),
        (parts.apply, False),
    )


def may_discard(window: Gtk.Window, number: int) -> bool:
    """Ask whether the marks of so many objects may go; whatever is not a plain yes keeps them."""
    question = Gtk.MessageDialog(
        transient_for=window,
        modal=True,
        message_type=Gtk.MessageType.QUESTION,
        text=texts.count("gimp.live.discard", number),
        title=t("gimp.live.discard_title"),
    )
    question.add_button(t("gimp.live.keep"), Gtk.ResponseType.CANCEL)
    question.add_button(t("gimp.live.discard"), Gtk.ResponseType.YES)
    question.set_default_response(Gtk.ResponseType.CANCEL)
    answer = question.run()
    question.destroy()
    return bool(answer == Gtk.ResponseType.YES)
