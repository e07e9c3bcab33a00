"""How long Krita's main loop was ever away: for so long the window stood still."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from .qt import QtCore

LEAST = 0.004
"""Seconds that a call takes to be worth naming."""


class Gaps:
    """Ticks every millisecond while it lives."""

    def __init__(self) -> None:
        self._longest = self._busiest = 0.0
        self._span = (0.0, 0.0)
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._calls: list[tuple[float, float, str]] = []
        self._open: list[list[float]] = []
        self._timer = QtCore.QTimer()
        self._timer.setTimerType(QtCore.Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def take(self) -> tuple[float, float]:
        """The longest time since this was asked last, and the most that the thread worked in one.

        In milliseconds. The first is what a person sees; the second is nearly what it would be if
        nothing else had the processor.
        """
        self._tick()
        taken = round(1000 * self._longest, 1), round(1000 * self._busiest, 1)
        self._longest = self._busiest = 0.0
        return taken

    def blame(self, on: bool) -> None:
        """Note from now on how long each call of the main thread takes, which takes time itself."""
        if on:
            self._calls, self._open = [], []
        sys.setprofile(self._note if on else None)

    def blamed(self) -> str:
        """The calls that took longest by themselves while the main loop was longest away."""
        first, last = self._span
        inside = [(taken, name) for began, taken, name in self._calls if first <= began < last]
        inside.sort(reverse=True)
        return ", ".join(f"{name} {1000 * taken:.0f}" for taken, name in inside[:4]) or "Krita"

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        if now - self._last > self._longest:
            self._longest = now - self._last
            self._span = (self._last, now)
        self._busiest = max(self._busiest, worked - self._worked)
        self._last, self._worked = now, worked

    def _note(self, frame: Any, event: str, argument: Any) -> None:
        if event in ("call", "c_call"):
            self._open.append([time.perf_counter(), 0.0])
        elif self._open:
            began, within = self._open.pop()
            taken = time.perf_counter() - began
            if self._open:
                self._open[-1][1] += taken
            if taken - within > LEAST:
                place = f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
                name = getattr(argument, "__qualname__", "") if event.startswith("c_") else ""
                name = f"{name or frame.f_code.co_qualname} at {place}"
                self._calls.append((began, taken - within, name))
