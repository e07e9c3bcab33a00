"""What differs from system to system, as pure functions of its name: none of it needs the system.

docs/hosts.md says what was run on each, and what was only reasoned.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from frisket_plugin import agent
from frisket_plugin.setup import places, uv
from frisket_plugin.setup.program import apart
from frisket_protocol.folders import config_folder, data_folder

SYSTEMS = ("win32", "darwin", "linux")


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FRISKET_DATA", "FRISKET_CONFIG", "LOCALAPPDATA", "APPDATA", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/Jörg O'Neill")
    monkeypatch.setenv("USERPROFILE", "/home/Jörg O'Neill")
    return Path("/home/Jörg O'Neill")


@pytest.mark.parametrize(
    ("system", "wanted"),
    [
        ("win32", "AppData/Local/frisket"),
        ("darwin", "Library/Application Support/frisket"),
        ("linux", ".local/share/frisket"),
    ],
)
def test_the_data_folder_lies_in_the_home_folder(system: str, wanted: str, home: Path) -> None:
    assert data_folder(system) == home / wanted


@pytest.mark.parametrize(
    ("system", "wanted"),
    [
        ("win32", "AppData/Roaming/frisket"),
        ("darwin", "Library/Application Support/frisket"),
        ("linux", ".config/frisket"),
    ],
)
def test_so_do_the_settings(system: str, wanted: str, home: Path) -> None:
    assert config_folder(system) == home / wanted


def test_windows_may_have_moved_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", "/disk d/Local")
    monkeypatch.setenv("APPDATA", "/server/Roaming")
    assert data_folder("win32") == Path("/disk d/Local/frisket")
    assert config_folder("win32") == Path("/server/Roaming/frisket")


def test_sandboxes_move_the_settings_and_not_the_data(
    monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """A Flatpak sets both: an agent outside of it would not find what was set up inside."""
    monkeypatch.setenv("XDG_CONFIG_HOME", "/sandbox/config")
    monkeypatch.setenv("XDG_DATA_HOME", "/sandbox/data")
    assert config_folder("linux") == Path("/sandbox/config/frisket")
    assert data_folder("linux") == home / ".local/share/frisket"


@pytest.mark.parametrize(
    ("system", "frisket", "python"),
    [
        ("win32", "Scripts/frisket.exe", "Scripts/python.exe"),
        ("darwin", "bin/frisket", "bin/python"),
        ("linux", "bin/frisket", "bin/python"),
    ],
)
def test_programs_of_an_environment(system: str, frisket: str, python: str) -> None:
    environment = Path("/a b/environment")
    assert places.program(environment, system=system) == environment / frisket
    assert places.program(environment, "python", system) == environment / python


@pytest.mark.parametrize(("system", "name"), [("win32", "uv.exe"), ("darwin", "uv")])
def test_the_name_of_uv(system: str, name: str) -> None:
    assert uv._name(system) == name


@pytest.mark.parametrize("system", SYSTEMS)
def test_programs_are_started_apart(system: str) -> None:
    flags = apart(system)
    if system == "win32":
        # CREATE_NEW_PROCESS_GROUP and CREATE_NO_WINDOW, which only Windows' Python names.
        assert flags == {"creationflags": 0x0000_0200 + 0x0800_0000}
    else:
        assert flags == {"start_new_session": True}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX")
def test_the_flags_of_posix_are_known_to_it() -> None:
    code = "import os; print(os.getsid(0) == os.getpid())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, **apart())
    assert done.stdout.strip() == b"True"


@pytest.mark.parametrize(
    ("system", "typed", "program"),
    [
        ("win32", r"C:\frisket\frisket.exe serve", r"C:\frisket\frisket.exe"),
        ("win32", r""""C:\Jörg O'Neill\frisket.exe" serve""", r"C:\Jörg O'Neill\frisket.exe"),
        ("darwin", "'/Users/jörg/a b/frisket' serve", "/Users/jörg/a b/frisket"),
        ("linux", '"/home/o\'neill/frisket" serve', "/home/o'neill/frisket"),
        ("linux", r"/home/a\ b/frisket serve", "/home/a b/frisket"),
    ],
)
def test_a_command_of_the_settings(system: str, typed: str, program: str) -> None:
    assert agent._split(typed, system) == [program, "serve"]
