"""The preview follows the options: it is made anew for others, and nothing older can be applied."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frisket_plugin.texts import t

from ..guard import guarded
from ..qt import QtCore, Signal
from .desk import Desk
from .wishes import Wish, asks_the_same, means_the_same

WAIT_MILLISECONDS = 300
"""Whoever types a number, or turns the wheel over it, is not through with it sooner."""


class Renewal(QtCore.QObject):  # type: ignore[misc]
    """From Preview until what was found is made, or is no longer what is wanted."""

    is_current = Signal(bool)
    """Whether what was found is what is wanted."""

    def __init__(self, desk: Desk, wish: Callable[[], Wish], parent: Any) -> None:
        """wish: what the panel asks for now. parent: this goes with it."""
        super().__init__(parent)
        self._desk, self._wish = desk, wish
        self._asked: Wish | None = None
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MILLISECONDS)
        self._timer.timeout.connect(self.begin)
        desk.found.connect(self._came)

    def say(self, told: str) -> None:
        self._desk.say(told)

    @guarded
    def begin(self) -> None:
        """Find what is wanted now, and only show it."""
        self._timer.stop()
        wish = self._wish()
        self._asked = wish

        def ended(_: object) -> None:
            if self._asked is wish:
                self._asked = None
                finding = self._desk.finding
                is_new = finding is not None and asks_the_same(finding.wish, wish)
                self._drop_what_is_old(t("preview.gone") if is_new else "")

        if not self._desk.ask(wish, False, ended=ended):
            ended(None)

    @guarded
    def look(self) -> None:
        """Something else is asked for, perhaps: what was found for it goes, and what was said."""
        self._timer.stop()
        wish, finding = self._wish(), self._desk.finding
        newest = self._asked or (finding.wish if finding else None)
        if newest is None or asks_the_same(newest, wish):
            self._drop_what_is_old()
        elif self._can_follow(newest, wish):
            self.is_current.emit(False)
            self._timer.start()
            return
        elif finding is not None:
            self._drop(t("preview.gone"))
        is_quiet = self._desk.finding is None and not self._desk.is_busy
        if (
            is_quiet
            and not self._desk.saying.is_picking
            and self._desk.sentence != t("preview.gone")
        ):
            self._desk.saying.rest()

    def _can_follow(self, newest: Wish, wish: Wish) -> bool:
        """Other words mean something else, and whoever picks sees it on the canvas."""
        is_made = self._desk.is_busy and self._asked is None
        is_here = self._asked is not None or self._desk.finding_here is not None
        is_free = is_here and not (self._desk.saying.is_picking or is_made)
        return is_free and means_the_same(newest, wish)

    def _came(self, finding: object) -> None:
        self.is_current.emit(True)
        if finding is None:
            self._timer.stop()

    def _drop_what_is_old(self, told: str = "") -> None:
        """What is not asked for any more goes, unless that comes. told: why, if it is not said."""
        finding = self._desk.finding
        is_waited_for = self._asked is not None or self._timer.isActive()
        if finding is not None and not is_waited_for:
            if asks_the_same(finding.wish, self._wish()):
                self.is_current.emit(True)
            else:
                self._drop(told)

    def _drop(self, told: str) -> None:
        self._desk.drop_found()
        if told and not self._desk.saying.is_picking:
            self._desk.saying.remark(told)
