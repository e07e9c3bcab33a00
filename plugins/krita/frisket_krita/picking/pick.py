"""Picking on Krita's own canvas: on and off, and what panel and actions ask of it.

While it is on, `OnCanvas` holds one canvas. A newer click ends the work for the older ones; Enter
asks for the real thing, at the layer's own resolution.
"""

from __future__ import annotations

from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import Mode

from ..asking.desk import Desk
from ..asking.standing import while_same
from ..asking.wishes import Wish
from ..canvas import documents
from ..guard import guarded, sentence
from ..qt import QtCore, Signal
from .afterwards import Afterwards
from .on_canvas import OnCanvas


class Pick(QtCore.QObject):  # type: ignore[misc]
    """On or off; while on, it holds one canvas."""

    toggled = Signal(bool)
    guessed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._options = Options()
        self._held: OnCanvas | None = None
        self._afterwards: Afterwards | None = None
        # Nobody answers any more once the engine is taken away.
        desk.setting_up.removes.connect(lambda: self.switch(False))

    @property
    def is_on(self) -> bool:
        return self._held is not None

    @property
    def guesses(self) -> int:
        """How many answers there are to what was clicked."""
        return self._held.session.guesses if self._held else 0

    @property
    def guess(self) -> int:
        """Which of them is shown, from 1."""
        return self._held.session.candidate + 1 if self._held else 0

    def wish(self, options: Options) -> Wish:
        """What the clicks so far ask for, with these options."""
        if self._held is None:
            return Wish(options)
        session = self._held.session
        return Wish(options, "", session.clicks, session.candidate)

    def say(self, told: str) -> None:
        self._desk.say(told)

    @guarded
    def set_options(self, options: Options) -> None:
        """The panel's."""
        self._options = options
        if self._held is not None:
            self._held.set_options(options)

    @guarded
    def switch(self, on: bool) -> None:
        """Hold the canvas that is in front, or let go of it."""
        if on == self.is_on:
            return
        if not on:
            self.leave(t("pick.left"))
            return
        if self._afterwards is not None:
            self._afterwards.end()
        try:
            self._held = OnCanvas(self._desk, self, self._options)
        except FrisketError as error:
            self._refuse(error)
            return
        finally:
            self._desk.saying.is_picking = self.is_on
            self.toggled.emit(self.is_on)
        self._desk.drop_found()
        self.say(self._desk.saying.hint)
        self._desk.saying.rest()  # from now on it is that of the output that is chosen

    def _refuse(self, error: FrisketError) -> None:
        """It stays until that is no longer why; the next click on the canvas would paint."""
        read_from = self._options.read_from
        holds = while_same(lambda: documents.refused(read_from) == error.detail)
        self._desk.saying.say(sentence(error), insists=True, holds=holds)

    def panel_seen(self, is_seen: bool) -> None:
        """The panel came, or went: without it, nothing else would show that somebody picks."""
        if self.is_on and not is_seen:
            self._desk.saying.say(t("pick.goes_on"), insists=True)

    @guarded
    def enter(self, mode: Mode | None = None) -> None:
        """Make what is shown; mode: that of the held keys."""
        if self._held is not None:
            self._held.enter(mode)

    @guarded
    def next_guess(self) -> None:
        """Show the next guess of what the clicks mean."""
        if self._held is not None:
            self._held.next_guess()

    def came(self) -> None:
        """The number of guesses may be another."""
        self.guessed.emit()

    def leave(self, told: str) -> None:
        """By the person's own act: Escape, the button, or the picture was closed."""
        self._leave()
        self.say(told)

    def lost(self, why: str) -> None:
        """By itself: nobody may paint who believes that he picks."""
        self._leave()
        self._desk.say(t("pick.ended", why=why), insists=True)
        self._afterwards = Afterwards(self._desk)

    def _leave(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.end()
            self._desk.drop_found()
            self._desk.saying.is_picking = False
            self.toggled.emit(False)
            self.guessed.emit()
