"""Whether something that fails will go on failing: Krita shows half a state while views change.

For a moment there is no view in front, or no layer is active. Nothing of Krita or Qt.
"""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 1.0
LOOKS = 4
"""So long, and so many looks: a program that stood still was looked at once in all that time."""


class Doubt:
    """From the first look that failed to one that did not."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: float | None = None
        self._looks = 0

    @property
    def is_there(self) -> bool:
        return self._since is not None

    def fails(self) -> bool:
        """It failed; whether that has to be believed by now."""
        if self._since is None:
            self._since = self._clock()
        self._looks += 1
        return self._looks >= LOOKS and self._clock() - self._since >= SECONDS

    def ends(self) -> None:
        """It did not fail."""
        self._since, self._looks = None, 0
