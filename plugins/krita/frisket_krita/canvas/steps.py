"""Work on the main thread in steps, each from Krita's own main loop.

Krita holds back its news of nodes inside nested event loops, so waiting for it means going home:
a generator yields the milliseconds until its next step.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from ..qt import later

Steps = Generator[int, None, Any]

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
