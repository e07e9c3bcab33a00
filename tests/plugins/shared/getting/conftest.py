"""Every text in English, and nothing of this machine's settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket_plugin import texts


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("FRISKET_DATA", raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FRISKET_RUNTIME", str(tmp_path / "runtime"))
    texts.choose("en")
    yield
    texts.choose("en")
