"""The threads that talk with the agent; the main thread never waits for them.

A `Worker` does one task after another. A task with a slot ends the older ones of the same slot,
silently: only the latest click counts. What comes of it is told on the main thread by signals.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from frisket_plugin import __version__, agent
from frisket_plugin.getting.starting import listens
from frisket_plugin.settings import Settings
from frisket_protocol.client import Client
from frisket_protocol.errors import Cancelled, DeadlineExceeded, FrisketError, Unavailable
from frisket_protocol.parts import Software
from frisket_protocol.watch import Watch

from ..guard import unharmed
from ..qt import Qt, QtCore, Signal

PLUGIN = Software("frisket-krita", __version__)
_numbers = itertools.count(1)


@dataclass(eq=False)
class Task:
    """`work(client, watch)` on the worker's thread; the rest on the main thread.

    needs_client: whether an agent has to be there. failed also gets Cancelled, unless a newer task
    took the slot.
    """

    work: Callable[[Any, Watch], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    progress: Callable[[str, float], None] = lambda stage, fraction: None
    slot: str = ""
    needs_client: bool = True
    watch: Watch = field(default_factory=Watch)
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def is_superseded(self) -> bool:
        return self.watch.reason == "superseded"


class Worker(QtCore.QObject):  # type: ignore[misc]
    """One thread and its connection."""

    _ended = Signal(object, object, object)
    _went_on = Signal(object, str, float)

    def __init__(
        self,
        settings: Callable[[], Settings],
        patience: float = agent.PATIENCE_SECONDS,
        ensure: Callable[[Watch], None] | None = None,
    ) -> None:
        """settings: asked whenever a connection is opened. patience: seconds for a lost agent.

        ensure: has an agent start where none is, before a task needs it; None lets it be.
        """
        super().__init__()
        self._settings, self._patience, self._ensure = settings, patience, ensure
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._alive: dict[int, Task] = {}
        self._client: Client | None = None
        self._thread: threading.Thread | None = None
        self._ended.connect(self._tell_end, Qt.ConnectionType.QueuedConnection)
        self._went_on.connect(self._tell_progress, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether anything is to be done yet."""
        return bool(self._alive)

    def submit(self, task: Task) -> Task:
        """Do it as soon as possible, instead of the older ones of its slot."""
        if task.slot:
            for older in list(self._alive.values()):
                if older.slot == task.slot:
                    older.watch.cancel("superseded")
        task.watch = Watch(lambda stage, fraction: self._step(task, stage, fraction))
        self._alive[task.number] = task
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="frisket", daemon=True)
            self._thread.start()
        self._tasks.put(task)
        return task

    def cancel(self, reason: str = "asked") -> None:
        """End all that runs or waits."""
        for task in list(self._alive.values()):
            task.watch.cancel(reason)

    def close(self) -> None:
        """End the thread once it is idle; it is not waited for."""
        self.cancel("disconnected")
        self._tasks.put(None)

    # --- the thread ---

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            result, error = self._do(task)
            with contextlib.suppress(RuntimeError):  # Krita is closing: nobody is there to be told
                self._ended.emit(task, result, error)
        self._drop()

    def _do(self, task: Task) -> tuple[Any, Exception | None]:
        try:
            task.watch.check()
            client = self._connected(task.watch) if task.needs_client else None
            return task.work(client, task.watch), None
        except Cancelled as error:
            return None, error
        except (Unavailable, DeadlineExceeded) as error:
            self._drop()
            return None, error
        except Exception as error:
            return None, error

    def _connected(self, watch: Watch) -> Client:
        if self._ensure is not None and not (self._client and listens(self._settings())):
            self._drop()
            self._ensure(watch)
        if self._client is None:
            self._client = agent.connect(self._settings(), PLUGIN, self._patience)
        return self._client

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(FrisketError, OSError):
                client.close()

    def forget(self) -> None:
        """Have the next task open a connection anew, by the settings as they are now."""
        self.submit(Task(lambda *_: self._drop(), nobody, nobody, needs_client=False))

    def _step(self, task: Task, stage: str, fraction: float | None) -> None:
        with contextlib.suppress(RuntimeError):
            self._went_on.emit(task, stage, -1.0 if fraction is None else fraction)

    # --- the main thread ---

    def _tell_end(self, task: Task, result: Any, error: Exception | None) -> None:
        self._alive.pop(task.number, None)
        if task.is_superseded:
            return
        with unharmed():
            if error is not None:
                task.failed(error)
            else:
                task.done(result)

    def _tell_progress(self, task: Task, stage: str, fraction: float) -> None:
        if not task.watch.cancelled:
            with unharmed():
                task.progress(stage, fraction)


Ended = Callable[[Exception | None], None]
"""Told how it ended: with what went wrong, or None."""


def nobody(_: object) -> None:
    """Nobody waits for it."""
