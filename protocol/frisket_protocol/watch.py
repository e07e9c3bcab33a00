"""Carries progress out and cancellation in: the one thing in a mask's journey that is no value."""

from __future__ import annotations

import threading
from collections.abc import Callable

from .errors import Cancelled

OnProgress = Callable[[str, "float | None"], None]
OnBytes = Callable[[int, int], None]


class Watch:
    """One request, watched from outside. `cancel` may be called from any thread, at any time."""

    def __init__(
        self, on_progress: OnProgress | None = None, on_bytes: OnBytes | None = None
    ) -> None:
        self._on_progress = on_progress
        self._on_bytes = on_bytes
        self._lock = threading.Lock()
        self.reason = ""
        self._on_cancel: Callable[[], None] | None = None
        self._on_check: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        return bool(self.reason)

    def step(self, stage: str, fraction: float | None = None) -> None:
        """Say where the work stands (`fraction` 0 to 1). Raises Cancelled when nobody wants it."""
        self.check()
        if self._on_progress is not None:
            self._on_progress(stage, fraction)

    def received(self, done: int, total: int) -> None:
        """Say how many bytes of a download have come, of how many; nothing when there are none."""
        if self._on_bytes is not None and total:
            self._on_bytes(done, total)

    def check(self) -> None:
        """Raise Cancelled when nobody wants the result any more."""
        if self._on_check is not None and not self.reason:
            self._on_check()
        if self.reason:
            raise cancellation(self.reason)

    def cancel(self, reason: str = "asked") -> None:
        """Make the next `step` raise, and tell whoever waits elsewhere; the first reason stays."""
        with self._lock:
            first, self.reason = not self.reason, self.reason or reason
            on_cancel = self._on_cancel
        if first and on_cancel is not None:
            on_cancel()

    def when_cancelled(self, call: Callable[[], None] | None) -> None:
        """Have `call` made at the moment of cancelling; at once if that has passed."""
        with self._lock:
            self._on_cancel = call
            late = bool(self.reason)
        if late and call is not None:
            call()

    def quiet(self) -> None:
        """Whoever waits for an answer has heard nothing for a moment; raises what `when_checked`
        raises."""
        if self._on_check is not None:
            self._on_check()

    def when_checked(self, call: Callable[[], None] | None) -> None:
        """Have `call` made at every `check` and `step`, and now and then while an answer is waited
        for: there the work may rest for a while, or be given up."""
        self._on_check = call


def cancellation(reason: str) -> Cancelled:
    """The error for a request that ended because of `reason`: asked, superseded, disconnected."""
    sentences = {
        "superseded": "A newer request took this one's place.",
        "disconnected": "The program that asked has gone.",
        "stopping": "The agent is stopping.",
    }
    return Cancelled(sentences.get(reason, "Cancelled."), detail=reason, retry="never")
