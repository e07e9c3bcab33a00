"""How far a transfer is: one calm line on a terminal, and elsewhere a sentence if it is long."""

from __future__ import annotations

import sys
import time
from collections import deque

from frisket_protocol.sizes import size
from frisket_protocol.watch import Watch

from .progress import LONG_SECONDS
from .terminal import can_show, say

REDRAW_SECONDS = 0.1
RATE_SECONDS = 5.0
"""The rate that is shown is that of the last seconds, so that it neither jumps nor lags."""
CELLS = 20


class Bar:
    """A line on a terminal while the block runs; it is gone afterwards."""

    def __init__(self, name: str) -> None:
        self.watch = Watch()
        self._name = name
        self._shown = sys.stderr.isatty()
        self._began = time.monotonic()
        self._is_told = False
        self._drawn = float("-inf")
        self._seen: deque[tuple[float, int]] = deque()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        self._write("")

    def show(self, done: int, total: int) -> None:
        """So many bytes of so many."""
        now = time.monotonic()
        self._seen.append((now, done))
        while now - self._seen[0][0] > RATE_SECONDS:
            self._seen.popleft()
        if now - self._drawn >= REDRAW_SECONDS or done == total:
            self._drawn = now
            self._write(line(self._name, done, total, self._rate()))
        if not (self._shown or self._is_told) and now - self._began >= LONG_SECONDS:
            self._is_told = True
            how_far = f"{size(done)} of {size(total)} after {LONG_SECONDS:g} s"
            say(f"{self._name}: still at work, {how_far}.")

    def _rate(self) -> float:
        """Bytes a second of late; 0 while it cannot be said."""
        (first, before), (last, after) = self._seen[0], self._seen[-1]
        return (after - before) / (last - first) if last - first > 0.5 else 0.0

    def _write(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()


def line(name: str, done: int, total: int, rate: float) -> str:
    """The line itself, without an end."""
    share = min(1.0, done / total) if total else 0.0
    filled = round(share * CELLS)
    bar = _cell() * filled + " " * (CELLS - filled)
    speed = f"  {size(rate)}/s" if rate else ""
    return f"{name}  {bar} {share:4.0%}  {size(done)} of {size(total)}{speed}"


def _cell() -> str:
    return "━" if can_show("━") else "="
