"""How far something is, as a bar that moves also where nobody knows."""

from __future__ import annotations

from gi.repository import GLib, Gtk

PULSE = 120
"""Milliseconds between two steps of a bar that does not know how far it is."""


class Bar:
    """`widget` is there only while something runs."""

    def __init__(self) -> None:
        self.widget = Gtk.ProgressBar()
        self._fraction: float | None = None
        self._ticking = 0

    def show_progress(self, fraction: float | None, is_running: bool) -> None:
        """fraction: 0 to 1; None where it cannot be told."""
        self._fraction = fraction
        if fraction is not None:
            self.widget.set_fraction(fraction)
        self.widget.set_visible(is_running)
        if is_running and not self._ticking:
            self._ticking = GLib.timeout_add(PULSE, self._pulse)
        elif not is_running:
            self.rest()

    def rest(self) -> None:
        """Move no more."""
        if self._ticking:
            GLib.source_remove(self._ticking)
            self._ticking = 0

    def _pulse(self) -> bool:
        if self._fraction is None:
            self.widget.pulse()
        return True
