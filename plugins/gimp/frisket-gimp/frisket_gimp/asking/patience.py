"""Notices that an agent does not answer, while somebody waits for it. No GIMP, no Gtk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from frisket_plugin.agent import State

QUIET_SECONDS = 2.5
"""How long nothing may be heard until the agent is asked how it is."""
BETWEEN_SECONDS = 1.0
"""How long after that it is asked again."""


@dataclass(eq=False)
class Patience:
    """look: how the agent is, asked on a thread of its own. Everything else never waits."""

    look: Callable[[], State]
    clock: Callable[[], float] = time.monotonic
    silent: int = 0
    _next: float = 0.0
    _told: list[State] = field(default_factory=list)
    _looking: threading.Thread | None = None

    def __post_init__(self) -> None:
        self.heard()

    def heard(self) -> None:
        """The agent has said something."""
        self.silent = 0
        self._next = self.clock() + QUIET_SECONDS

    def tick(self) -> State | None:
        """How the agent is, where that has just become known; looks again when it is time to.

        `silent` counts how often in a row it did not answer.
        """
        if self._looking is None:
            if self.clock() >= self._next:
                self._looking = threading.Thread(target=self._ask, name="frisket-patience")
                self._looking.daemon = True
                self._looking.start()
            return None
        if self._looking.is_alive():
            return None
        self._looking = None
        self._next = self.clock() + BETWEEN_SECONDS
        state = self._told.pop() if self._told else None
        self.silent = self.silent + 1 if state is not None and state.light == "silent" else 0
        return state

    def _ask(self) -> None:
        self._told.append(self.look())
