"""Looks again and again whether the agent is there, and starts it: what the panel's light shows."""

from __future__ import annotations

from collections.abc import Callable

from frisket_plugin import lookout
from frisket_plugin.agent import State
from frisket_plugin.getting.starting import Starting
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t
from frisket_protocol.errors import Cancelled, FrisketError
from frisket_protocol.watch import Watch

from ..guard import guarded, sentence
from ..qt import QtCore, Signal
from .worker import Task, Worker

LOOK_SECONDS = 1.0
SILENT_TICKS = 2
"""After so many times to look without an answer to the last question, the agent is silent."""


class Lookout(QtCore.QObject):  # type: ignore[misc]
    """Has a thread of its own, so that it sees the agent while that works for us."""

    changed = Signal(object)
    said = Signal(str)

    def __init__(self, settings: Callable[[], Settings], starting: Starting) -> None:
        """starting: what others start it by, which is seen here too."""
        super().__init__()
        self._starting = starting
        self.state = State("stopped", problem=t("light.looking"))
        self._worker = Worker(settings, patience=0.0)
        self._is_starting = False
        self._unanswered = 0
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(int(LOOK_SECONDS * 1000))
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def say(self, told: str) -> None:
        self.said.emit(told)

    @guarded
    def look(self) -> None:
        """Have the light tell how the agent is."""
        if self._is_starting or self._worker.is_busy:
            return
        self._unanswered = 0
        self._worker.submit(Task(lookout.state_of, self._set, self._lost))

    def _tick(self) -> None:
        if self._is_starting or not self._worker.is_busy:
            self.look()
            return
        # The question stays: its answer comes as soon as the agent goes on, or ends.
        # Counted in ticks, not in seconds: while Krita stands still nobody hears an answer.
        self._unanswered += 1
        if self._unanswered >= SILENT_TICKS:
            self._set(lookout.silent())

    @guarded
    def start(self) -> None:
        """Start the agent, and say so when that fails."""
        if self._is_starting:
            return
        self._is_starting = True
        self._set(State("loading", problem=t("light.starting")))

        def failed(error: Exception) -> None:
            self._is_starting = False
            self.say(sentence(error))
            self.look()

        def done(_: object) -> None:
            self._is_starting = False
            self.look()

        def work(_: object, watch: Watch) -> None:
            self._starting.begin(watch)

        self._worker.submit(Task(work, done, failed, needs_client=False))

    def cancel(self) -> None:
        """Wait no longer for an agent that was started."""
        if self._is_starting:
            self._worker.cancel()

    def forget(self) -> None:
        """The settings have changed."""
        self._worker.cancel()
        self._worker.forget()

    def close(self) -> None:
        """Krita is closing."""
        self._timer.stop()
        self._worker.close()

    def _set(self, state: State) -> None:
        if state.light == "stopped" and self._starting.is_running:
            state = State("loading", problem=self._starting.sentence)
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    def _lost(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.look()
        elif isinstance(error, FrisketError):
            self._set(lookout.state_without(error))
        else:
            self.say(sentence(error))
