"""Makes the outputs of what was found, one after another: what is active for Krita is ours then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frisket_protocol.raster import Mask

from ..canvas import steps, writing
from ..canvas.writing import Written
from ..qt import later
from .findings import Finding
from .wishes import name_of

WRITING_MILLISECONDS = 50
"""How long one output waits for another to be finished, again and again."""


class Outputs:
    """progress: hears how much of one is written, from 0 to 1; -1 where nobody knows."""

    def __init__(self, progress: Callable[[float], None]) -> None:
        self._progress = progress
        self.is_writing = False
        self._waiting = 0

    @property
    def is_busy(self) -> bool:
        """Whether one is made, or waits for another to be finished."""
        return self.is_writing or self._waiting > 0

    def write(
        self,
        finding: Finding,
        chosen: tuple[Mask, ...],
        done: Callable[[Written], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """finding: with its masks. done or failed is called once, later."""
        if self.is_writing:
            self._waiting += 1
            later(lambda: self._again(finding, chosen, done, failed), WRITING_MILLISECONDS)
            return
        self.is_writing = True
        self._progress(-1.0)

        def came(written: Written) -> None:
            self.is_writing = False
            done(written)

        def broke(error: Exception) -> None:
            self.is_writing = False
            failed(error)

        wish = finding.wish
        name = name_of(wish, chosen, finding.target.name)
        written = writing.write(finding.target, finding.masks, wish.options, name, self._progress)
        steps.run(steps.at_home(written), came, broke)

    def _again(self, *waited: Any) -> None:
        self._waiting -= 1
        self.write(*waited)
