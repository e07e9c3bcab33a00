"""Where the work stands: a line on a terminal, and elsewhere a sentence once it takes long."""

from __future__ import annotations

import math
import shutil
import sys
import threading
import time

from frisket_protocol.watch import Watch

from .terminal import plain, say

LONG_SECONDS = 5.0
"""Whoever waits longer than this wants to know that something is being done."""
BEAT_SECONDS = 1.0
STAGES = {
    "begin": "getting ready",
    "read": "reading the picture",
    "upload": "sending the picture",
    "load": "loading the model",
    "detect": "looking for it",
    "embed": "looking at the picture",
    "segment": "cutting it out",
    "matte": "softening the edge",
    "place": "placing the mask",
    "foreground": "cleaning the colours",
    "write": "writing",
    "import": "making a model of it",
}
"""What the stages that a `Watch` tells of are called; others have their own name."""


class Progress:
    """Says how far one piece of work is, on standard error, while the block runs.

    name: what is worked on; "" is frisket itself.
    On a terminal a line that is gone afterwards, with its seconds once they are many. Elsewhere
    nothing, or one sentence after `LONG_SECONDS`. A thread of its own says it, so that it is said
    also while a step takes long that tells of nothing, such as loading a library.
    """

    def __init__(self, name: str, quiet: bool) -> None:
        self._begin = f"{plain(name)}: " if name else ""
        self._is_quiet = quiet
        self._on_terminal = sys.stderr.isatty()
        self._stage = STAGES["begin"]
        self._reached = dict[str, float]()
        self._began = time.monotonic()
        self._drawing = threading.Lock()
        self._over = threading.Event()
        self._beat = threading.Thread(target=self._go_on, name="progress", daemon=True)

    def __enter__(self) -> Watch:
        if not self._is_quiet:
            self._draw()
            self._beat.start()
        return Watch(self._show)

    def __exit__(self, *_: object) -> None:
        if self._is_quiet:
            return
        self._over.set()
        self._beat.join()
        self._write("")

    def _show(self, stage: str, fraction: float | None) -> None:
        percent = ""
        if fraction is not None:
            before = self._reached.get(stage, 0.0)
            # Done a second time, as more finely, it says no more how far it is.
            self._reached[stage] = fraction if before <= fraction else math.inf
            percent = f" {fraction:.0%}" if before <= fraction else ""
        self._stage = f"{STAGES.get(stage, stage)}{percent}"
        self._draw()

    def _go_on(self) -> None:
        """In its own thread, until the block ends."""
        if not self._on_terminal:
            if not self._over.wait(LONG_SECONDS):
                said = f"still at work after {LONG_SECONDS:g} s ({self._stage})"
                say(f"{self._begin}{said}.")
            return
        while not self._over.wait(BEAT_SECONDS):
            self._draw()

    def _draw(self) -> None:
        seconds = int(time.monotonic() - self._began)
        begin = self._begin or "frisket: "
        self._write(f"{begin}{self._stage}{f', {seconds} s' * (seconds >= LONG_SECONDS)}")

    def _write(self, text: str) -> None:
        if self._on_terminal and not self._is_quiet:
            room = shutil.get_terminal_size().columns - 1  # of two rows only one would go again
            with self._drawing:
                sys.stderr.write(f"\r\x1b[K{text[-room:]}")
                sys.stderr.flush()
