"""Something that may be high, in a window that has to fit on the screen."""

from __future__ import annotations

from gi.repository import Gdk, GLib, Gtk

from ..layout import within_monitor

BESIDE = 300
"""GTK's pixels that the highest window needs for whatever else is in it."""
LEAST = 80
HIGHEST = 10_000


class Fitting:
    """`widget` is as high as what it holds, or scrolls where the monitor has no room for that."""

    def __init__(self) -> None:
        self.widget = Gtk.ScrolledWindow(hscrollbar_policy=Gtk.PolicyType.NEVER)
        self.widget.set_overlay_scrolling(False)
        self.widget.connect("size-allocate", self._allocated)
        self._held: Gtk.Widget | None = None
        self._width = 0

    def hold(self, held: Gtk.Widget) -> None:
        """Hold this."""
        self._held = held
        self.widget.add(held)

    def fit(self) -> None:
        """What is held may have another height now."""
        if self._held is None:
            return
        _, natural = self._held.get_preferred_width()
        _, high = self._held.get_preferred_height_for_width(self._width or natural)
        _, room = within_monitor(0, HIGHEST)
        self.widget.set_min_content_height(min(high, max(LEAST, room - BESIDE)))

    def _allocated(self, _: Gtk.Widget, given: Gdk.Rectangle) -> None:
        if given.width > 1 and given.width != self._width:
            self._width = given.width
            GLib.idle_add(self._fit_later)  # not while Gtk is laying out

    def _fit_later(self) -> bool:
        self.fit()
        return False  # GLib need not call again
