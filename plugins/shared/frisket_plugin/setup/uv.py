"""uv, the program that makes environments: the person's own, else one that is fetched."""

from __future__ import annotations

import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

from frisket_protocol.errors import DataLoss, FailedPrecondition, FrisketError, NotFound
from frisket_protocol.watch import Watch

from ..texts import t
from . import download, wheels
from .machine import Machine, this_machine
from .network import Network
from .places import Places
from .program import Programs
from .progress import Meter
from .wheels import Offer

LEAST = (0, 9)
"""The oldest one that is known to do all that it is asked for: --torch-backend is from 0.7.14."""


def here(at: Places, programs: Programs, watch: Watch) -> Path | None:
    """One that is there, runs and is new enough: ours, else one on PATH or where it installs."""
    for file in (at.uv / _name(), *_elsewhere(programs)):
        if version(file, programs, watch) >= LEAST:
            return file
    return None


def version(file: Path, programs: Programs, watch: Watch) -> tuple[int, ...]:
    """Empty for a file that is not there or is no uv that runs here."""
    if not file.is_file():
        return ()
    try:
        told = programs.run([file, "--version"], watch, "")
    except FrisketError:
        watch.check()
        return ()
    found = re.match(r"uv (\d[\d.]*)", told)
    return wheels.numbers(found[1]) if found else ()


def offered(network: Network, watch: Watch, machine: Machine | None = None) -> Offer:
    """The wheel of the newest uv for this machine. Raises FrisketError."""
    if not network.sources.index:
        raise FailedPrecondition(t("setup.nowhere"), detail="index", hint=t("setup.nowhere.hint"))
    address = f"{network.sources.index}/uv/"
    page, came_from = network.page(address, wheels.ACCEPT, watch)
    on = machine or this_machine()
    offer = wheels.best(wheels.read(page, came_from), on)
    if offer is None or offer.version < LEAST:
        kind = f"{on.system} {on.processor} {on.libc}".strip()
        raise NotFound(
            t("setup.no_uv", machine=kind, host=network.sources.host),
            detail="uv",
            hint=t("setup.no_uv.hint"),
        )
    return offer


def get(network: Network, offer: Offer, at: Places, meter: Meter) -> Path:
    """Fetch and unpack it. Raises FrisketError and OSError."""
    wheel = download.fetch(network, offer, at.downloads, meter)
    at.uv.mkdir(parents=True, exist_ok=True)
    target = at.uv / _name()
    part = target.with_name(f"{target.name}.part")
    try:
        with zipfile.ZipFile(wheel) as archive:
            (inside,) = [
                name for name in archive.namelist() if name.endswith(f".data/scripts/{_name()}")
            ]
            with archive.open(inside) as source, part.open("wb") as copy:
                shutil.copyfileobj(source, copy)
    except (zipfile.BadZipFile, ValueError) as error:
        raise DataLoss(
            t("setup.hash", name=offer.name), detail="uv", hint=t("setup.hash.hint")
        ) from error
    part.chmod(0o755)
    os.replace(part, target)
    wheel.unlink()
    return target


def settings(at: Places, machine_has_cache: str | None) -> dict[str, str]:
    """What uv is told in its environment: all that it keeps lies in frisket's folder, and nothing
    of the system is changed. machine_has_cache: UV_CACHE_DIR, where a person has set one."""
    return {
        "UV_CACHE_DIR": machine_has_cache or str(at.cache),
        "UV_PYTHON_INSTALL_DIR": str(at.pythons),
        "UV_PYTHON_INSTALL_BIN": "0",
        "UV_PYTHON_INSTALL_REGISTRY": "0",
        "UV_NO_PROGRESS": "1",
        "UV_NO_MODIFY_PATH": "1",
        # The certificates of the system, such as those of a company: by the old name and the new.
        "UV_NATIVE_TLS": "1",
        "UV_SYSTEM_CERTS": "1",
        "NO_COLOR": "1",
    }


def _name(system: str = sys.platform) -> str:
    return "uv.exe" if system == "win32" else "uv"


def _elsewhere(programs: Programs) -> list[Path]:
    """An editor that was started from the desktop knows no PATH that a shell has set."""
    on_path = shutil.which("uv", path=programs.environment.get("PATH", ""))
    home = Path(os.path.expanduser("~"))
    places = [home / ".local/bin", home / ".cargo/bin", Path("/opt/homebrew/bin")]
    usual = [place / _name() for place in places]
    return [*([Path(on_path)] if on_path else []), *usual]
