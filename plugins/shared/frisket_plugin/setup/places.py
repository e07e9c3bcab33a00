"""Where everything lies that setting up makes; room on the disk; taking it away again."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frisket_protocol.errors import FailedPrecondition, ResourceExhausted
from frisket_protocol.folders import data_folder

from ..texts import sized, t

MARKER = "frisket-installation.json"
"""In an environment's root: this panel made it, and the agent in it has been tried."""


BROUGHT = {"light": "onnxruntime", "models": "torch", "yolo": "ultralytics", "heic": "pillow_heif"}
"""A package of each extra, as its folder is called: some extras come by a command that is typed."""
ALL = ("light", "models", "yolo")
"""What the extra of that name brings."""


@dataclass(frozen=True)
class Places:
    """`data` is frisket's data folder; nothing outside of it is written."""

    data: Path

    @property
    def folder(self) -> Path:
        return self.data / "setup"

    @property
    def uv(self) -> Path:
        return self.folder / "uv"

    @property
    def downloads(self) -> Path:
        return self.folder / "downloads"

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    @property
    def pythons(self) -> Path:
        return self.folder / "python"

    @property
    def lock(self) -> Path:
        """Beside the folder, so that it is still the same one after the folder is gone."""
        return self.data / "setup.lock"

    @property
    def log(self) -> Path:
        return self.folder / "setup.log"

    @property
    def environment(self) -> Path:
        return self.data / "environment"

    @property
    def new(self) -> Path:
        return self.data / "environment.new"

    @property
    def old(self) -> Path:
        """The one before, while another takes its place."""
        return self.data / "environment.old"

    @property
    def all(self) -> tuple[Path, ...]:
        return self.new, self.old, self.environment, self.folder


def places() -> Places:
    """Those of this user. The data folder need not exist."""
    return Places(data_folder())


def program(environment: Path, name: str = "frisket", system: str = sys.platform) -> Path:
    """A program in an environment."""
    if system == "win32":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


def installed(at: Places) -> Path | None:
    """The environment with an agent that was tried; None where there is no such thing.

    For a moment, and after a computer that went off in it, that is still the one before.
    """
    for environment in (at.environment, at.old):
        if version(environment) and program(environment).is_file():
            return environment
    return None


def settle(at: Places) -> None:
    """Put the one before back where nothing has come in its place. The lock has to be held.

    Raises OSError.
    """
    if installed(at) == at.old and not os.path.lexists(at.environment):
        os.rename(at.old, at.environment)


def version(environment: Path) -> str:
    """Which version the panel put there; empty when it did not, or did not come to its end."""
    return str(_marked(environment).get("version", ""))


def example(environment: Path | None) -> Path | None:
    """The photograph that comes with the agent, to try it on; None where it is not there."""
    found = _inside(environment, "frisket/examples/dahlia.jpg") if environment else []
    return found[0] if found else None


def extras(environment: Path | None) -> tuple[str, ...]:
    """Which extras of the agent's wheel are in it, whoever put them there."""
    if environment is None or not version(environment):
        return ()
    told = _marked(environment).get("extras")
    noted = tuple(map(str, told)) if isinstance(told, list) else ()
    known = {*noted, *(ALL if "all" in noted else ())}
    missed = [one for one in BROUGHT if one not in known]
    return *noted, *(one for one in missed if _inside(environment, BROUGHT[one]))


def wheels(environment: Path) -> dict[str, str]:
    """Which wheels are in it, by their names, with the hash of each."""
    told = _marked(environment).get("wheels")
    return {str(name): str(sha) for name, sha in told.items()} if isinstance(told, dict) else {}


def _inside(environment: Path, name: str) -> list[Path]:
    """What is called so among the packages of an environment, on any system."""
    place = f"site-packages/{name}"
    return [*environment.glob(f"lib/python*/{place}"), *environment.glob(f"Lib/{place}")]


def _marked(environment: Path) -> dict[str, Any]:
    try:
        told = json.loads((environment / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) and told.get("version") else {}


def mark(
    environment: Path,
    version: str,
    extras: Sequence[str] = (),
    wheels: Mapping[str, str] | None = None,
) -> None:
    """Say that it is whole, and what is in it. Raises OSError."""
    told = {
        "by": "panel",
        "version": version,
        "extras": list(extras),
        "wheels": dict(wheels or {}),
    }
    (environment / MARKER).write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def check_room(folder: Path, needed: int) -> None:
    """Raises ResourceExhausted with the numbers when that many bytes are not free."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    if free < needed:
        raise ResourceExhausted(
            t("setup.room", folder=folder, needed=sized(needed), free=sized(free)),
            detail="disk",
            hint=t("setup.room.hint", lacking=sized(needed - free)),
        )


def remove(at: Places) -> int:
    """Take everything away that setting up has made; gives the bytes that are free now.

    Models stay: they are a person's own. The lock has to be held. Raises FailedPrecondition when
    something cannot be removed, such as a program that runs on Windows.
    """
    freed = sum(size(folder) for folder in at.all)
    for folder in at.all:
        gone(folder)
    return freed


def gone(folder: Path) -> None:
    """Remove a folder with all that is in it. Raises FailedPrecondition.

    An environment counts no more from the first moment on: half of one would not work.
    """
    if not os.path.lexists(folder):
        return
    with contextlib.suppress(OSError):
        (folder / MARKER).unlink()
    failed: list[str] = []

    def again(function: Callable[[str], object], path: str, _: object) -> None:
        try:
            os.chmod(path, stat.S_IRWXU)
            function(path)
        except OSError:
            failed.append(path)

    shutil.rmtree(folder, onerror=again)
    if failed and os.path.lexists(folder):
        raise FailedPrecondition(
            t("setup.kept", file=failed[0]), detail="in_use", hint=t("setup.kept.hint")
        )


def size(folder: Path) -> int:
    """Bytes on the disk; a file that has two names in the folder counts once."""
    found = {(one.st_dev, one.st_ino or index): one.st_size for index, one in _files(folder)}
    return sum(found.values())


def _files(folder: Path) -> Iterator[tuple[int, os.stat_result]]:
    for index, (root, _, names) in enumerate(os.walk(folder)):
        for place, name in enumerate(names):
            with contextlib.suppress(OSError):
                yield index << 32 | place, os.lstat(os.path.join(root, name))
