"""What is chosen beside the picture, and the way back from a choice that cannot serve."""

from __future__ import annotations

from frisket_plugin.options import Options

from ..asking.wishes import Wish
from .parts import Choices, Reading


class Chosen:
    """The choices as they stand, and those with which something was answered last."""

    def __init__(self, reading: Reading, choices: Choices) -> None:
        self._reading, self._choices = reading, choices
        self._good: Options | None = None

    @property
    def wish(self) -> Wish:
        return self._choices.wish(self._reading.options)

    @property
    def options(self) -> Options:
        return self.wish.options

    def worked(self, options: Options) -> None:
        """Something was answered with these."""
        self._good = options

    def go_back(self) -> Options | None:
        """Choose again what worked last; None where nothing else did. Once: what fails with that
        too is no fault of a choice."""
        good, self._good = self._good, None
        if good is None or _asked_by(good) == _asked_by(self.options):
            return None
        self._reading.restore(good)
        self._choices.restore(good)
        return good


def _asked_by(options: Options) -> tuple[object, ...]:
    """What of the choices an answer depends on."""
    return options.recipe, options.threshold, options.read_from, options.finish
