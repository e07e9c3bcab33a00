"""Where Krita and GIMP keep a user's plugins and settings, on each system.

    Linux     Krita  ~/.local/share/krita, ~/.config/kritarc      GIMP  ~/.config/GIMP/3.*
    Flatpak   Krita  ~/.var/app/org.kde.krita/{data/krita,config/kritarc}
              GIMP   ~/.var/app/org.gimp.GIMP/config/GIMP/3.*
    macOS     Krita  ~/Library/Application Support/krita, ~/Library/Preferences/kritarc
              GIMP   ~/Library/Application Support/GIMP/3.*
    Windows   Krita  %APPDATA%\\krita, %LOCALAPPDATA%\\kritarc     GIMP  %APPDATA%\\GIMP\\3.*

GIMP3_DIRECTORY, where it is set, is GIMP's only place.
"""

from __future__ import annotations

import contextlib
import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from frisket_protocol.folders import home

KRITA_FLATPAK = Path(".var/app/org.kde.krita")
GIMP_FLATPAK = Path(".var/app/org.gimp.GIMP")


@dataclass(frozen=True)
class KritaPlace:
    """One installed Krita's folder for this user, and its settings file; neither need exist."""

    resources: Path
    settings: Path


def krita() -> tuple[KritaPlace, ...]:
    """Every Krita that this user has started, and the one that was only installed."""
    first, *others = _krita_candidates()
    found = [place for place in (first, *others) if _is_used(place)]
    if not found and shutil.which("krita"):
        found = [first]
    return tuple(found)


def gimp() -> tuple[Path, ...]:
    """The settings folders of every GIMP 3 that this user has started, oldest version first."""
    chosen = os.environ.get("GIMP3_DIRECTORY")
    if chosen:
        return (Path(chosen),)
    if sys.platform == "win32":
        bases = [_roaming()]
    elif sys.platform == "darwin":
        bases = [home() / "Library" / "Application Support"]
    else:
        bases = [_xdg("XDG_CONFIG_HOME", home() / ".config"), home() / GIMP_FLATPAK / "config"]
    return tuple(
        folder
        for base in bases
        for folder in sorted(_inside(base / "GIMP", "3."), key=_version)
        if os.path.isdir(folder)
    )


def krita_runs() -> bool:
    """Whether a Krita of this user runs, which would overwrite its settings when it is closed.

    Linux: a process of this user named krita, found in /proc, unless it lives in another home
    folder. macOS: the same by `ps`. Windows: krita.exe by `tasklist`.
    """
    if sys.platform == "win32":
        return any(row[:1] == ["krita.exe"] for row in csv.reader(_lines("tasklist", *_ONLY_KRITA)))
    if sys.platform == "darwin":
        return any(Path(line).name == "krita" for line in _lines("ps", "-x", "-o", "comm="))
    return any(_is_my_krita(process) for process in Path("/proc").glob("[0-9]*"))


_ONLY_KRITA = ("/FO", "CSV", "/NH", "/FI", "IMAGENAME eq krita.exe")


def _krita_candidates() -> Iterator[KritaPlace]:
    """The ordinary place first."""
    if sys.platform == "win32":
        yield KritaPlace(_roaming() / "krita", _local() / "kritarc")
        for store in sorted((_local() / "Packages").glob("*Krita_*/LocalCache")):
            yield KritaPlace(store / "Roaming" / "krita", store / "Local" / "kritarc")
    elif sys.platform == "darwin":
        library = home() / "Library"
        yield KritaPlace(library / "Application Support/krita", library / "Preferences/kritarc")
    else:
        yield KritaPlace(
            _xdg("XDG_DATA_HOME", home() / ".local" / "share") / "krita",
            _xdg("XDG_CONFIG_HOME", home() / ".config") / "kritarc",
        )
        sandbox = home() / KRITA_FLATPAK
        yield KritaPlace(sandbox / "data" / "krita", sandbox / "config" / "kritarc")


def _is_used(place: KritaPlace) -> bool:
    return os.path.isdir(place.resources) or os.path.isfile(place.settings)


def _is_my_krita(process: Path) -> bool:
    """False as well for a process that has ended, or that is another user's."""
    with contextlib.suppress(OSError):
        if (process / "comm").read_text("utf-8").strip() != "krita":
            return False
        if process.stat().st_uid != os.getuid() or _has_ended(process):
            return False
        return _may_share_home(process)
    return False


def _has_ended(process: Path) -> bool:
    """Whether it only waits to be buried."""
    return (process / "stat").read_text("utf-8").rpartition(")")[2].split()[0] in "ZX"


def _may_share_home(process: Path) -> bool:
    """Whether a process uses this user's home folder; yes where that cannot be known."""
    try:
        variables = (process / "environ").read_bytes().split(b"\0")
        root = os.readlink(process / "root")
    except PermissionError:
        return True
    theirs = next((os.fsdecode(v[5:]) for v in variables if v.startswith(b"HOME=")), "")
    if not theirs:
        return True
    # The path as seen from outside; a sandbox shows the home folder under its own name.
    outside = Path(root) / theirs.lstrip("/")
    return any(seen.resolve() == home().resolve() for seen in (outside, Path(theirs)))


def _lines(*command: str) -> list[str]:
    """What a program of the system prints; nothing where there is no such program."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.splitlines()


def _inside(folder: Path, beginning: str) -> list[Path]:
    """What is in a folder under such names; nothing where there is none or nobody may look."""
    try:
        return [folder / name for name in os.listdir(folder) if name.startswith(beginning)]
    except OSError:
        return []


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in folder.name.split("."))


def _xdg(name: str, otherwise: Path) -> Path:
    """What the variable says, which counts only if it is absolute."""
    said = Path(os.environ.get(name) or "")
    return said if said.is_absolute() else otherwise


def _roaming() -> Path:
    return Path(os.environ.get("APPDATA") or home() / "AppData" / "Roaming")


def _local() -> Path:
    return Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local")
