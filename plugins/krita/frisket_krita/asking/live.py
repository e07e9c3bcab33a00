"""What is computed while somebody picks: the latest of its kind, with progress if it lasts."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ..qt import later
from .worker import Task, Worker

PROGRESS_SECONDS = 0.4
"""How long it is computed before anybody is told that it is."""


class Live:
    """One task of each slot at most."""

    def __init__(
        self,
        worker: Worker,
        progressed: Callable[[str, float], None],
        settled: Callable[[], None],
        lasts: Callable[[], None],
    ) -> None:
        """settled: something has ended. lasts: it goes on for longer than a moment."""
        self._worker = worker
        self._progressed, self._settled, self._lasts = progressed, settled, lasts
        self._tasks: dict[str, Task] = {}

    @property
    def is_busy(self) -> bool:
        return bool(self._tasks)

    def ask(
        self,
        slot: str,
        work: Any,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do it instead of the older one of its slot."""
        begun = time.monotonic()

        def came(result: Any) -> None:
            self._end(slot, task)
            done(result)

        def broke(error: Exception) -> None:
            self._end(slot, task)
            failed(error)

        def progress(stage: str, fraction: float) -> None:
            if time.monotonic() - begun > PROGRESS_SECONDS:
                self._progressed(stage, fraction)

        task = self._worker.submit(Task(work, came, broke, progress, slot))
        self._tasks[slot] = task
        later(lambda: self._look(task), round(1000 * PROGRESS_SECONDS))

    def let_go(self, slot: str) -> None:
        """Nobody waits for it any more."""
        task = self._tasks.pop(slot, None)
        if task is not None:
            task.watch.cancel("superseded")
            self._settled()

    def _look(self, task: Task) -> None:
        if any(task is one for one in self._tasks.values()):
            self._lasts()

    def _end(self, slot: str, task: Task) -> None:
        if self._tasks.get(slot) is task:
            del self._tasks[slot]
        self._settled()
