"""Puts the plugins into Krita's and GIMP's folders, and takes them away.

Each is told how to start the frisket that put it there, in `_vendor/agent.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frisket import installation
from frisket_protocol.errors import FailedPrecondition, NotFound
from frisket_protocol.reasons import reason

from . import kritarc, places
from .bundling import BESIDE, CONTENTS, FOLDERS, PROGRAM, Bundle, Host, bundle
from .places import KritaPlace
from .swap import Swap

KRITA_PLUGIN = FOLDERS["krita"]
BACKUP = "kritarc.before-frisket"
AGENT = "_vendor/agent.json"
"""`{"command": […]}`: what starts the agent, paths absolute; `frisket_plugin.agent` reads it."""


@dataclass(frozen=True)
class Installed:
    """A plugin as it stands in one place.

    version: empty where there is none. is_whole: every file is the one that was installed.
    is_on: the editor will start it; GIMP starts every plug-in.
    """

    host: Host
    folder: Path
    version: str
    is_whole: bool
    is_on: bool


def install(host: Host) -> list[Installed]:
    """Put the plugin into every place of this host; an older one there goes.

    Raises FailedPrecondition while Krita runs, NotFound when the host was never started; whatever
    it raises, no place is left half-done.
    """
    bundled = bundle(host)
    with _in_words(), Swap() as swap:
        if host == "krita":
            for place in _krita_places():
                _put_into_krita(swap, bundled, place)
        else:
            for folder in _gimp_folders():
                _put_into_gimp(swap, bundled, folder)
    return installed(host)


def uninstall(host: Host) -> list[Path]:
    """Take the plugin away everywhere; returns the folders that are gone."""
    there = [found.folder for found in installed(host) if os.path.lexists(found.folder)]
    with _in_words(), Swap() as swap:
        for folder in there:
            swap.take(folder)
        if host == "krita":
            _refuse_while_krita_runs()
            for place in places.krita():
                _take_from_krita(swap, place)
    return there


def kept(host: Host) -> list[Path]:
    """Krita's settings as they were before the plugin was first put there, which stay."""
    if host != "krita":
        return []
    files = [place.settings.with_name(BACKUP) for place in places.krita()]
    return [file for file in files if file.is_file()]


def installed(host: Host) -> list[Installed]:
    """How the plugin stands in every place of this host."""
    if host == "krita":
        return [_in_krita(place) for place in places.krita()]
    folders = [_plugin_folder(folder) for folder in places.gimp()]
    return [_state(host, folder, {}, is_on=True) for folder in folders]


def _put_into_krita(swap: Swap, bundled: Bundle, place: KritaPlace) -> None:
    swap.put(place.resources / "pykrita" / KRITA_PLUGIN, _inside(bundled))
    for name, file in _beside(place).items():
        swap.put(file, bundled.files[name])
    text = _read(place.settings)
    changed = kritarc.switched_on(text, KRITA_PLUGIN)
    if changed != text:
        _write_settings(swap, place, text, changed)


def _take_from_krita(swap: Swap, place: KritaPlace) -> None:
    for file in _beside(place).values():
        if os.path.lexists(file):
            swap.take(file)
    text = _read(place.settings)
    changed = kritarc.switched_off(text, KRITA_PLUGIN)
    if changed != text:
        _write_settings(swap, place, text, changed)


def _write_settings(swap: Swap, place: KritaPlace, before: bytes, after: bytes) -> None:
    if before:
        mode = place.settings.stat().st_mode & 0o777
        swap.put(place.settings.with_name(BACKUP), before, mode)
    # It may be a link into somebody's collection of settings.
    swap.put(place.settings.resolve(), after)


def _put_into_gimp(swap: Swap, bundled: Bundle, folder: Path) -> None:
    target = _plugin_folder(folder)
    swap.put(target, _inside(bundled))
    swap.chmod(target, Path(PROGRAM).name, 0o755)


def _krita_places() -> tuple[KritaPlace, ...]:
    found = places.krita()
    if not found:
        raise NotFound(
            "No Krita of this user was found.",
            detail="host",
            hint="Start Krita once, close it, and run this again.",
        )
    _refuse_while_krita_runs()
    return found


def _refuse_while_krita_runs() -> None:
    if places.krita_runs():
        raise FailedPrecondition(
            "Krita is running, and would undo the change to its settings when it is closed.",
            detail="host_runs",
            hint="Close Krita, and run this again.",
        )


def _gimp_folders() -> tuple[Path, ...]:
    folders = places.gimp()
    if not folders:
        raise NotFound(
            "No GIMP 3 of this user was found.",
            detail="host",
            hint="Start GIMP once, close it, and run this again.",
        )
    return folders


def _plugin_folder(settings: Path) -> Path:
    return settings / "plug-ins" / FOLDERS["gimp"]


def _beside(place: KritaPlace) -> dict[str, Path]:
    """Where the files beside Krita's module go."""
    kinds = {".desktop": "pykrita", ".action": "actions"}
    return {name: place.resources / kinds[Path(name).suffix] / name for name in BESIDE["krita"]}


def _inside(bundled: Bundle) -> Mapping[str, bytes]:
    """The files of the plugin's own folder, with the way to start this frisket."""
    start = f"{FOLDERS[bundled.host]}/"
    starting = json.dumps({"command": [*installation.command(), "serve"]}) + "\n"
    return {AGENT: starting.encode()} | {
        path.removeprefix(start): data
        for path, data in bundled.files.items()
        if path.startswith(start)
    }


def _in_krita(place: KritaPlace) -> Installed:
    folder = place.resources / "pykrita" / KRITA_PLUGIN
    is_on = kritarc.is_on(_read(place.settings), KRITA_PLUGIN)
    return _state("krita", folder, _beside(place), is_on=is_on)


def _state(host: Host, folder: Path, beside: Mapping[str, Path], *, is_on: bool) -> Installed:
    if not folder.is_dir():
        return Installed(host, folder, "", is_whole=False, is_on=False)
    start = f"{FOLDERS[host]}/"
    try:
        told: dict[str, Any] = json.loads((folder / CONTENTS).read_bytes())
        is_whole = all(
            hashlib.sha256(
                (beside.get(path) or folder / path.removeprefix(start)).read_bytes()
            ).hexdigest()
            == digest
            for path, digest in told["files"].items()
        )
        return Installed(host, folder, str(told["version"]), is_whole, is_on)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Installed(host, folder, "unknown", is_whole=False, is_on=is_on)


def _read(settings: Path) -> bytes:
    return settings.read_bytes() if settings.is_file() else b""


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FailedPrecondition(
            f"{error.filename or 'A file'} cannot be changed: {reason(error)}.",
            detail="plugin_folder",
            hint="Nothing was changed; make the folder writable and run this again.",
        ) from error
