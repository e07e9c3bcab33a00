"""Work on the main thread in steps, each from Krita's own main loop.

Krita holds back its news of nodes inside nested event loops, so waiting for it means going home:
a generator yields the milliseconds until its next step. Between two steps the window lives; so no
step may take longer than a person notices.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

from frisket_plugin.texts import t
from frisket_protocol.errors import DeadlineExceeded, FrisketError, Internal

from ..qt import Qt, QtCore, Signal, later

Steps = Generator[int, None, Any]
ERRAND_SECONDS = 60.0
HOME_MILLISECONDS = 50

_running: set[Steps] = set()


def run(steps: Steps, done: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
    """Take the first step now, the others later; tell `done` its result or `failed` its error."""
    _running.add(steps)

    def step() -> None:
        try:
            wait = next(steps)
        except StopIteration as end:
            _running.discard(steps)
            done(end.value)
        except Exception as error:
            _running.discard(steps)
            failed(error)
        else:
            later(step, wait)

    step()


def at_home(steps: Steps) -> Steps:
    """The same steps, none of which is taken while a menu, a window or a drag keeps the main loop.

    Krita has no news then, and what waits for them would be given up.
    """
    while True:
        while QtCore.QThread.currentThread().loopLevel() > 1:
            yield HOME_MILLISECONDS
        try:
            wait = next(steps)
        except StopIteration as end:
            return end.value
        yield wait


@dataclass
class _Errand:
    steps: Callable[[], Steps]
    done: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    error: FrisketError | None = None


class Errands(QtCore.QObject):  # type: ignore[misc]
    """What the main thread does for another one, which waits: only it may touch Krita."""

    _asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._asked.connect(self._begin, Qt.ConnectionType.QueuedConnection)

    def result_of(self, steps: Callable[[], Steps]) -> Any:
        """Have the steps taken on the main thread. Raises what they raise, as FrisketError.

        DeadlineExceeded when they do not come to their end.
        """
        errand = _Errand(steps)
        self._asked.emit(errand)
        if not errand.done.wait(ERRAND_SECONDS):
            raise DeadlineExceeded(t("read_slow"), detail="read")
        if errand.error is not None:
            raise errand.error
        return errand.result

    def _begin(self, errand: _Errand) -> None:
        def done(result: Any) -> None:
            errand.result = result
            errand.done.set()

        def failed(error: Exception) -> None:
            if not isinstance(error, FrisketError):
                error = Internal(str(error), detail="read")
            errand.error = error
            errand.done.set()

        run(errand.steps(), done, failed)


@functools.cache
def errands() -> Errands:
    """Those of this Krita. Asked for first on the main thread, where they live."""
    return Errands()
