"""One at a time, in turn: who has worked for a while lets the others go on with theirs."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Iterator

SLICE_SECONDS = 0.05
"""How long somebody works while others wait, if the work can be cut so finely."""


class Turn:
    """The right to work. `offer` is called between two steps of the work."""

    def __init__(self, turns: Turns, name: str) -> None:
        self._turns = turns
        self.name = name

    def offer(self) -> None:
        """Let those who wait go first, if this turn has lasted for a while."""
        self._turns.pass_on(self)


class Turns:
    """Who works now, and who waits for it, in order. Used by many threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._line: deque[Turn] = deque()
        self._at_work: Turn | None = None
        self._until = 0.0

    @property
    def running(self) -> str:
        """What is worked on now; empty for nothing."""
        turn = self._at_work
        return turn.name if turn else ""

    @contextlib.contextmanager
    def take(self, name: str) -> Iterator[Turn]:
        """Wait for a turn, and have it until the block ends."""
        turn = Turn(self, name)
        with self._changed:
            self._wait(turn)
        try:
            yield turn
        finally:
            with self._changed:
                self._at_work = None
                self._changed.notify_all()

    def pass_on(self, turn: Turn) -> None:
        """See `Turn.offer`."""
        if not self._line or time.monotonic() < self._until:
            return
        with self._changed:
            self._at_work = None
            self._changed.notify_all()
            self._wait(turn)

    def _wait(self, turn: Turn) -> None:
        self._line.append(turn)
        self._changed.wait_for(lambda: self._at_work is None and self._line[0] is turn)
        self._line.popleft()
        self._at_work, self._until = turn, time.monotonic() + SLICE_SECONDS
