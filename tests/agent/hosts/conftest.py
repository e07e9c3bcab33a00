"""A user with a home folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import sources

from frisket.hosts import bundling, places


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Their home folder; no editor is installed, none runs, and the plugins are the smallest."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "GIMP3_DIRECTORY", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    given = sources(tmp_path / "sources")
    monkeypatch.setattr(bundling, "find_sources", lambda: given)
    monkeypatch.setattr(places, "krita_runs", lambda: False)
    monkeypatch.setattr(places.shutil, "which", lambda name: None)
    return folder
