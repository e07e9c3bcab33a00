"""After picking ended by itself: the next press is nobody's. Nothing of Krita or Qt.

Who picks has the hand on the button, and may press it before the sentence is read that picking has
ended. The first press on a canvas, those that follow it within a moment, and the first key that
meant something while somebody picked, do nothing but have that sentence said once more.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from .gestures import DOES, HOSTS, NOBODYS, Key, Meaning, Pointer

SECONDS = 1.0
"""For so long after the first press the next ones may be of the same hurry."""


class Ended:
    """As `Gestures`, but nothing is meant any more."""

    def __init__(self, is_held: bool, clock: Callable[[], float] = time.monotonic) -> None:
        """is_held: a button went down while somebody picked, and is down."""
        self._is_held, self._clock = is_held, clock
        self._told: float | None = None

    @property
    def is_over(self) -> bool:
        """Everything is Krita's again."""
        is_told = self._told is not None and self._clock() - self._told >= SECONDS
        return is_told and not self._is_held

    def lost(self) -> Meaning:
        """The focus, the pen or the window has gone."""
        self._is_held = False
        return HOSTS

    def pointer(self, event: Pointer) -> Meaning:
        """A button or a pen on a canvas."""
        if event.kind == "press":
            if self.is_over:
                return HOSTS
            self._is_held = True
            return self._tell()
        if not self._is_held:
            return HOSTS
        self._is_held = event.is_held
        return NOBODYS

    def finger(self, event: Pointer) -> Meaning:
        """One finger on a canvas."""
        return self.fingers(event.kind == "press")

    def fingers(self, begins: bool) -> Meaning:
        """Several at once, or none any more."""
        if self.is_over:
            return HOSTS
        return self._tell() if begins else NOBODYS

    def dropped(self) -> Meaning:
        """A colour or a file that is dragged, or a menu, on a canvas."""
        return self.fingers(begins=False)

    def key(self, event: Key) -> Meaning:
        """Krita would fill the layer for a Backspace, or undo."""
        is_ours = event.name in DOES and event.where in ("canvas", "panel", "window")
        if event.kind == "release" or not is_ours or self._told is not None:
            return HOSTS
        return NOBODYS if event.kind == "asked" else self._tell()

    def _tell(self) -> Meaning:
        if self._told is not None:
            return NOBODYS
        self._told = self._clock()
        return Meaning("nowhere", "ended")
