"""Noticing that an agent does not answer."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from frisket_gimp.asking.patience import BETWEEN_SECONDS, QUIET_SECONDS, Patience
from frisket_plugin.agent import State


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def looked(patience: Patience) -> State | None:
    """A tick that looks, and the one that tells what was seen."""
    assert patience.tick() is None
    asking = patience._looking
    assert isinstance(asking, threading.Thread)
    asking.join()
    return patience.tick()


@given(st.lists(st.sampled_from(["silent", "running", "stopped"]), min_size=1, max_size=6))
def test_silence_is_counted_only_in_a_row(lights: list[str]) -> None:
    clock, given = Clock(), iter(lights)
    patience = Patience(lambda: State(next(given)), clock)  # type: ignore[arg-type]
    row = 0
    clock.now += QUIET_SECONDS
    for light in lights:
        state = looked(patience)
        assert state is not None
        assert state.light == light
        row = row + 1 if light == "silent" else 0
        assert patience.silent == row
        clock.now += BETWEEN_SECONDS


def test_nobody_looks_while_the_agent_is_heard() -> None:
    clock = Clock()
    patience = Patience(lambda: State("silent"), clock)
    for _ in range(5):
        clock.now += 0.9 * QUIET_SECONDS
        assert patience.tick() is None
        assert patience._looking is None
        patience.heard()
    clock.now += QUIET_SECONDS
    state = looked(patience)
    assert state is not None
    assert state.light == "silent"
