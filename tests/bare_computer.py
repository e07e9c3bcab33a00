"""A computer on which nobody has set anything, and an index that serves it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frisket_plugin import texts
from frisket_plugin.setup.making import Kit
from frisket_plugin.setup.places import Places
from loopback_index import Index, agent_wheel, serving, thing_wheel, uv_wheel

KEPT = ("LANG", "SYSTEMROOT", "TMPDIR")


@functools.cache
def _served() -> dict[str, bytes]:
    return dict([uv_wheel(), thing_wheel()])


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home with spaces, an umlaut and an apostrophe; no uv, no settings, no proxy."""
    home = tmp_path / "Jörg O'Neill's home"
    home.mkdir()
    for name in set(os.environ) - set(KEPT):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("FRISKET_RUNTIME", str(tmp_path / "runtime"))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    texts.choose("en")
    return home


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    with serving(Index(dict(_served()))) as served:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"{served.address}/simple")
        yield served


@pytest.fixture
def at(bare: Path) -> Places:
    return Places(bare / ".local/share/frisket")


@pytest.fixture
def kit(tmp_path: Path) -> Callable[..., Kit]:
    """The plugin's own wheel, of a version, with what its `frisket doctor` does."""

    def made(version: str = "1.0", doctor: str = "raise SystemExit(0)") -> Kit:
        name, data = agent_wheel(version, doctor)
        file = tmp_path / "wheel" / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
        return Kit(file, version)

    return made
