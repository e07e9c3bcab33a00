"""The sentence that stands in the panel, and for how long it is true. Nothing of Krita or Qt."""

from __future__ import annotations

from collections.abc import Callable

Holds = Callable[[], bool]
"""Whether what a sentence speaks of is still so."""


def always() -> bool:
    """For what is told of the past: it stays until something else is told."""
    return True


def while_same(value: Callable[[], object]) -> Holds:
    """As long as `value` gives what it gives now."""
    at_first = value()
    return lambda: value() == at_first


class Standing:
    """One sentence at a time; a new one takes the place of the last, whatever that speaks of."""

    def __init__(self, rest: Callable[[], str]) -> None:
        """rest: what stands there when there is nothing to tell."""
        self._rest = rest
        self.rest()

    def rest(self) -> None:
        """There is nothing to tell, for as long as that is the same."""
        self.say(self._rest(), while_same(self._rest))

    def say(self, told: str, holds: Holds = always) -> None:
        self.sentence, self._holds = told, holds

    def look(self) -> bool:
        """Whether the sentence has just gone, because what it speaks of is over."""
        if self._holds():
            return False
        self.rest()
        return True
