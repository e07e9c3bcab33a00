"""What a person did, one thing after another, to be taken back and done again. Plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

State = TypeVar("State")


@dataclass(frozen=True)
class History(Generic[State]):
    """now: how it is. past: how it was before, the latest last. future: how it was before steps
    were taken back, the nearest last. No two neighbours are alike: every step is seen."""

    now: State
    past: tuple[State, ...] = ()
    future: tuple[State, ...] = ()

    def then(self, state: State) -> History[State]:
        """The person has done something; what was taken back before cannot be done again."""
        return self if state == self.now else History(state, (*self.past, self.now))

    def instead(self, state: State) -> History[State]:
        """It has become another by itself, which is no step."""
        return History(state, _until(self.past, state), _until(self.future, state))

    def each(self, change: Callable[[State], State]) -> History[State]:
        """Everything is otherwise by now, also what was and what may come again."""
        past = _apart([change(one) for one in self.past])
        future = _apart([change(one) for one in self.future])
        return History(self.now, past, future).instead(change(self.now))

    def back(self) -> History[State]:
        """As it was before the last step; the same where there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (*self.future, self.now))

    def forth(self) -> History[State]:
        """As it was before the last step back; the same where there is none."""
        if not self.future:
            return self
        return History(self.future[-1], (*self.past, self.now), self.future[:-1])


def _until(states: tuple[State, ...], now: State) -> tuple[State, ...]:
    """Without those at the end that are as it is now."""
    while states and states[-1] == now:
        states = states[:-1]
    return states


def _apart(states: list[State]) -> tuple[State, ...]:
    """Without those that are as the one before them."""
    return tuple(one for place, one in enumerate(states) if not place or one != states[place - 1])
