"""Where the editors' folders are, on each system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from frisket.hosts import places
from frisket.hosts.places import KritaPlace

LINUX = ((".local/share/krita", ".config/kritarc"),)
FLATPAK = ((".var/app/org.kde.krita/data/krita", ".var/app/org.kde.krita/config/kritarc"),)
MAC = (("Library/Application Support/krita", "Library/Preferences/kritarc"),)
WINDOWS = (("AppData/Roaming/krita", "AppData/Local/kritarc"),)
STORE = "AppData/Local/Packages/49800Krita_x/LocalCache"


@pytest.mark.parametrize(
    ("system", "there"),
    [
        ("linux", ()),
        ("linux", LINUX),
        ("linux", FLATPAK),
        ("linux", LINUX + FLATPAK),
        ("darwin", MAC),
        ("win32", WINDOWS),
        ("win32", ((f"{STORE}/Roaming/krita", f"{STORE}/Local/kritarc"),)),
    ],
)
def test_krita(
    home: Path, monkeypatch: pytest.MonkeyPatch, system: str, there: tuple[tuple[str, str], ...]
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    for resources, _ in there:
        (home / resources).mkdir(parents=True)
    expected = tuple(KritaPlace(home / resources, home / rc) for resources, rc in there)
    assert places.krita() == expected


def test_krita_that_was_never_started(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.shutil, "which", lambda name: "/usr/bin/krita")
    assert places.krita() == (KritaPlace(home / ".local/share/krita", home / ".config/kritarc"),)


def test_folders_that_the_user_moved(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "not/absolute")
    (home / "data/krita").mkdir(parents=True)
    assert places.krita() == (KritaPlace(home / "data/krita", home / ".config/kritarc"),)


@pytest.mark.parametrize(
    ("system", "base"),
    [
        ("linux", ".config/GIMP"),
        ("linux", ".var/app/org.gimp.GIMP/config/GIMP"),
        ("darwin", "Library/Application Support/GIMP"),
        ("win32", "AppData/Roaming/GIMP"),
    ],
)
def test_gimp(home: Path, monkeypatch: pytest.MonkeyPatch, system: str, base: str) -> None:
    monkeypatch.setattr(sys, "platform", system)
    for version in ("2.10", "3.0", "3.2", "3.10"):
        (home / base / version).mkdir(parents=True)
    assert places.gimp() == tuple(home / base / v for v in ("3.0", "3.2", "3.10"))


def test_gimp_that_was_told_its_place(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / ".config/GIMP/3.0").mkdir(parents=True)
    monkeypatch.setenv("GIMP3_DIRECTORY", str(home / "elsewhere"))
    assert places.gimp() == (home / "elsewhere",)


@pytest.fixture
def krita(tmp_path: Path) -> Path:
    """A program named krita, which waits."""
    program = tmp_path / "krita"
    program.symlink_to(sys.executable)
    return program


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
@pytest.mark.parametrize("mine", [True, False])
def test_krita_runs(
    krita: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mine: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    other = tmp_path / "other"
    other.mkdir()
    environment = os.environ | {"HOME": str(tmp_path if mine else other)}
    assert not places.krita_runs()
    with subprocess.Popen(
        [krita, "-I", "-S", "-c", "print(flush=True); input()"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        assert places.krita_runs() is mine
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not places.krita_runs(), "it has ended, though nobody has noticed"
    assert not places.krita_runs()


@pytest.mark.parametrize(
    ("system", "lines", "runs"),
    [
        ("darwin", ["/Applications/krita.app/Contents/MacOS/krita"], True),
        ("darwin", ["/usr/bin/kritarunner"], False),
        ("win32", ['"krita.exe","4242","Console","1","300,000 K"'], True),
        ("win32", ["INFO: No tasks are running which match the specified criteria."], False),
    ],
)
def test_krita_runs_elsewhere(
    monkeypatch: pytest.MonkeyPatch, system: str, lines: list[str], runs: bool
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(places, "_lines", lambda *command: lines)
    assert places.krita_runs() is runs
