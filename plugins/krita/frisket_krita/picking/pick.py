"""Picking on Krita's own canvas: on and off, Enter, Escape and Backspace.

While it is on, a `Session` holds one canvas. A newer click ends the work for the older ones; Enter
asks for the real thing, at the layer's own resolution.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frisket_plugin.options import Options
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..asking.wishes import Clicks, Wish
from ..guard import guarded
from ..qt import Qt, QtCore, Signal
from .session import Session


class Pick(QtCore.QObject):  # type: ignore[misc]
    """On or off; while on, it holds one canvas."""

    toggled = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._options = Options()
        self._session: Session | None = None
        desk.applied.connect(self._applied)

    @property
    def is_on(self) -> bool:
        return self._session is not None

    @property
    def wish(self) -> Wish:
        """What the clicks so far ask for, with the options as they are."""
        clicks = self._session.clicks if self._session else Clicks()
        candidate = self._session.candidate if self._session else 0
        options = replace(self._options, prompt_from="clicks")
        return Wish(options, "", clicks, candidate)

    def say(self, told: str) -> None:
        self._desk.say(told)

    def set_options(self, options: Options) -> None:
        """The panel's; they count when Enter is pressed."""
        self._options = options
        if self._session is not None:
            self._session.recipe = options.recipe

    @guarded
    def switch(self, on: bool) -> None:
        """Hold the canvas that is in front, or let go of it."""
        if on == self.is_on:
            return
        if on:
            try:
                self._session = Session(self._desk, self, self._options)
            finally:
                self.toggled.emit(self.is_on)
            self.say(t("pick.hint"))
        else:
            self._leave()

    def _leave(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.end()
            self.toggled.emit(False)

    @guarded
    def key(self, key: int) -> None:
        """Enter, Escape or Backspace on the canvas."""
        session = self._session
        if session is None:
            return
        if key == Qt.Key.Key_Escape:
            self._leave()
            self.say(t("pick.left"))
        elif key == Qt.Key.Key_Backspace:
            session.take_back()
        else:
            self._desk.ask(self.wish)

    def next_candidate(self) -> None:
        """Show the next guess of what the one click means."""
        if self._session is not None:
            self._session.next_candidate()

    def _applied(self, finding: Any) -> None:
        """What was picked is in the picture: the next thing can be picked."""
        if self._session is not None and finding.wish.options.prompt_from == "clicks":
            self._session.begin_anew()

    def lost(self, told: str) -> None:
        """The canvas is no more, or shows another picture."""
        self._leave()
        self.say(told)
