"""What takes time, apart from the screen, for as long as a window lives."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from gi.repository import GLib

END_SECONDS = 10.0
"""How long a window that is closed waits for what it has begun to stop."""


class Apart:
    """The threads of one window. What they tell is told on the main thread, and not after `end`."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._has_ended = False

    def do(self, work: Callable[[], None]) -> None:
        """On a thread of its own."""
        self._threads = [one for one in self._threads if one.is_alive()]
        thread = threading.Thread(target=work, name="frisket-apart", daemon=True)
        self._threads.append(thread)
        thread.start()

    def on_screen(self, call: Callable[..., object]) -> Callable[..., None]:
        """The same as something that any thread may call."""

        def later(*given: object) -> None:
            def once() -> bool:
                if not self._has_ended:
                    call(*given)
                return False  # GLib need not call again

            GLib.idle_add(once)

        return later

    def end(self) -> None:
        """The window is closed: whatever was cancelled before has some seconds to stop."""
        self._has_ended = True
        until = time.monotonic() + END_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
