"""What the tests of the agent share: one running agent with fake models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket_protocol import Client
from running import Running, running


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A runtime folder of the test's own."""
    folder = tmp_path / "runtime"
    monkeypatch.setenv("FRISKET_RUNTIME", str(folder))
    return folder


@pytest.fixture(scope="session")
def served() -> Iterator[Running]:
    """One agent for all tests that leave it as they found it."""
    with running() as started:
        yield started


@pytest.fixture
def client(served: Running) -> Iterator[Client]:
    with served.client() as connected:
        yield connected
