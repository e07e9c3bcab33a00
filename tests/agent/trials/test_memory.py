"""The gauge of memory, on this machine's processor."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from frisket.trials import memory
from frisket.trials.memory import Gauge

MB = 1 << 20


@pytest.mark.skipif(sys.platform != "linux", reason="the processor's memory is told by Linux alone")
def test_what_was_held_for_a_while_is_seen_when_it_is_gone() -> None:
    gauge = Gauge("cpu")
    held = np.ones(64 * MB, np.uint8)
    assert held.any()
    del held
    assert 56 * MB < gauge.taken() < 160 * MB
    assert Gauge("cpu").taken() < 32 * MB, "a new one begins anew"


def test_a_device_of_which_nothing_is_known_yet_took_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    assert Gauge("cuda").taken() == 0


def test_where_the_highest_mark_cannot_be_begun_anew_nothing_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(memory, "_RESET", tmp_path / "none" / "clear_refs")
    assert Gauge("cpu").taken() == 0
