"""Makes the outputs of what was found, one after another: what is active for Krita is ours then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frisket_protocol.raster import Mask

from ..canvas import steps, writing
from ..qt import later
from .findings import Finding
from .wishes import name_of

WRITING_MILLISECONDS = 50
"""How long one output waits for another to be finished, again and again."""


class Outputs:
    """begins: told when one is begun."""

    def __init__(self, begins: Callable[[], None]) -> None:
        self._begins = begins
        self.is_writing = False

    def write(
        self,
        finding: Finding,
        chosen: tuple[Mask, ...],
        done: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """finding: with its masks. done or failed is called once, later."""
        if self.is_writing:
            later(lambda: self.write(finding, chosen, done, failed), WRITING_MILLISECONDS)
            return
        self.is_writing = True
        self._begins()

        def came(_: Any) -> None:
            self.is_writing = False
            done()

        def broke(error: Exception) -> None:
            self.is_writing = False
            failed(error)

        wish = finding.wish
        name = name_of(wish, chosen)
        written = writing.write(finding.target, finding.masks, wish.options, name)
        steps.run(written, came, broke)
