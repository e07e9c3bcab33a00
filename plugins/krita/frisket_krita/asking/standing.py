"""The sentence that stands in the panel, and for how long it is true. Nothing of Krita or Qt."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

Holds = Callable[[], bool]
"""Whether what a sentence speaks of is still so."""


@dataclass(frozen=True)
class Front:
    """Which picture is in front, and which layer of it is active; None for none."""

    picture: Hashable = None
    layer: Hashable = None

    def is_still(self, now: Front) -> bool:
        """Whether it has not changed. What was not there yet may come, and Krita has no active
        layer for a moment whenever its layers change."""
        is_same = self.picture is None or self.picture == now.picture
        return is_same and (None in (self.layer, now.layer) or self.layer == now.layer)

    def with_what_came(self, now: Front) -> Front:
        """Itself, and of `now` what was not there yet."""
        picture = now.picture if self.picture is None else self.picture
        return Front(picture, now.layer if self.layer is None else self.layer)


def nothing() -> Front:
    """For where there are no pictures."""
    return Front()


def nobody(_: str) -> None:
    """For where nobody looks."""


def always() -> bool:
    """For what is told of the past."""
    return True


def while_same(value: Callable[[], object]) -> Holds:
    """As long as `value` gives what it gives now."""
    at_first = value()
    return lambda: value() == at_first


class Standing:
    """One sentence at a time; a new one takes the place of the last, whatever that speaks of.

    The rule: a sentence goes when another picture comes to the front, when another layer becomes
    active, and when what else it speaks of is over. One of something else than a picture, such as
    the agent, goes by the last alone.
    """

    def __init__(
        self,
        rest: Callable[[], str],
        front: Callable[[], Front] = nothing,
        tell: Callable[[str], None] = nobody,
    ) -> None:
        """rest: what stands there when there is nothing to tell. front: as it is now. tell: shows a
        sentence, before Krita is asked for anything: it may go on with something else meanwhile."""
        self._rest, self._front, self._tell = rest, front, tell
        self._number = 0
        self.rest()

    def rest(self) -> None:
        """There is nothing to tell, for as long as that is the same."""
        self.say(self._rest(), while_same(self._rest), of_picture=False)

    def say(self, told: str, holds: Holds = always, of_picture: bool = True) -> None:
        """of_picture: it speaks of what is in front now, or was said to somebody who looks at it.

        holds: it goes when this is no longer so, in either case.
        """
        number = self._number = self._number + 1
        self.sentence, self._holds, self._of = told, holds, Front()
        self._is_of_picture = of_picture
        self._tell(told)
        # Krita may let something else be said while it is asked.
        of = self._front() if of_picture else Front()
        if number == self._number:
            self._of = of

    def look(self) -> bool:
        """Whether the sentence has just gone, because what it speaks of is over."""
        number, now = self._number, self._front()
        is_there = not self._is_of_picture or self._of.is_still(now)
        is_over = not (is_there and self._holds())
        if number != self._number:
            return False
        if is_over:
            self.rest()
        else:
            self._of = self._of.with_what_came(now)
        return is_over
