"""Looks again and again whether the agent is there, and starts it: what the panel's light shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frisket_plugin import agent
from frisket_plugin.agent import State
from frisket_plugin.settings import Settings
from frisket_plugin.texts import t
from frisket_protocol.errors import FrisketError
from frisket_protocol.watch import Watch

from ..guard import guarded, sentence
from ..qt import QtCore, Signal
from .worker import Task, Worker

LOOK_SECONDS = 2.5


class Lookout(QtCore.QObject):  # type: ignore[misc]
    """Has a thread of its own, so that it sees the agent while that works for us."""

    changed = Signal(object)
    said = Signal(str)

    def __init__(self, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self.state = State("stopped", problem=t("light.looking"))
        self._settings = settings
        self._worker = Worker(settings)
        self._is_starting = False
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(int(LOOK_SECONDS * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def say(self, told: str) -> None:
        self.said.emit(told)

    @guarded
    def look(self) -> None:
        """Have the light tell how the agent is."""
        if self._is_starting or self._worker.is_busy:
            return

        def work(client: Any, watch: Watch) -> State:
            return agent.state_of(client)

        self._worker.submit(Task(work, self._set, self._lost))

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
            agent.start(self._settings(), watch)

        self._worker.submit(Task(work, done, failed, needs_client=False))

    def cancel(self) -> None:
        """Wait no longer for an agent that was started."""
        if self._is_starting:
            self._worker.cancel()

    def forget(self) -> None:
        """The settings have changed."""
        self._worker.forget()

    def close(self) -> None:
        """Krita is closing."""
        self._timer.stop()
        self._worker.close()

    def _set(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)

    def _lost(self, error: Exception) -> None:
        if isinstance(error, FrisketError):
            self._set(agent.state_without(error))
        else:
            self.say(sentence(error))
