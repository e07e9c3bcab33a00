"""A lock on an open file."""

from __future__ import annotations

import os
from pathlib import Path

from frisket_protocol import locking


def test_one_at_a_time_and_the_next_one_after_it_was_let_go(tmp_path: Path) -> None:
    first, second = (os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT) for _ in range(2))
    assert locking.taken(first)
    assert not locking.taken(second)
    locking.let_go(first)
    assert locking.taken(second)
    os.close(second)
    assert locking.taken(first)
    os.close(first)
