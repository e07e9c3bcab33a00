"""What the environment that works has already, so that the new one need not fetch it again.

A package is the same when its wheel had the same hash, which is written down as it is installed.
Its files get a second name in the new environment, and so take no room twice; where the disk
knows no second names, they are copied. Nobody writes into them: installers replace files.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from frisket_protocol.watch import Watch

from . import places
from .wheels import Offer


def found(offers: tuple[Offer, ...], present: Path | None, new: Path) -> dict[Offer, list[Path]]:
    """Those that `present` has, with their files, for a Python like that of `new`."""
    if present is None or _python(present) != _python(new):
        return {}
    had = places.wheels(present)
    same = [one for one in offers if one.sha256 and had.get(one.name) == one.sha256]
    packages = {one: files(present, one.name) for one in same}
    return {one: there for one, there in packages.items() if there}


def take(packages: Mapping[Offer, list[Path]], present: Path, new: Path, watch: Watch) -> None:
    """Have these files in the new environment too. Raises OSError and Cancelled."""
    for there in packages.values():
        watch.check()
        for file in there:
            target = new / file.relative_to(present)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            try:
                os.link(file, target)
            except OSError:
                shutil.copy2(file, target)


def files(environment: Path, wheel: str) -> list[Path]:
    """What a wheel has put into an environment; nothing unless all of that is there."""
    name, version = wheel.split("-")[:2]
    for site in _sites(environment):
        for record in site.glob("*.dist-info/RECORD"):
            called, _, of = record.parent.name.removesuffix(".dist-info").rpartition("-")
            if _plain(called) == _plain(name) and of.lower() == version.lower():
                return _listed(record, site, environment)
    return []


def _listed(record: Path, site: Path, environment: Path) -> list[Path]:
    try:
        with record.open(encoding="utf-8", newline="") as text:
            names = [row[0] for row in csv.reader(text) if row]
    except (OSError, ValueError, csv.Error):
        return []
    listed = [Path(os.path.normpath(site / name.replace("\\", "/"))) for name in names]
    is_whole = all(environment in file.parents and file.is_file() for file in listed)
    return listed if is_whole else []


def _sites(environment: Path) -> list[Path]:
    return [*environment.glob("lib/python*/site-packages"), *environment.glob("Lib/site-packages")]


def _python(environment: Path) -> str:
    """Its version up to the second number, which its folders and scripts depend on."""
    try:
        told = (environment / "pyvenv.cfg").read_text("utf-8")
    except OSError:
        return ""
    version = re.search(r"^version(?:_info)?\s*=\s*(\d+\.\d+)", told, re.MULTILINE)
    return version[1] if version else ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
