"""Which of the files that an index offers run on this machine: pure functions of plain facts."""

from __future__ import annotations

import os
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

_PROCESSORS = {
    "amd64": "x86_64",
    "x64": "x86_64",
    "arm64": "aarch64",
    "i386": "i686",
    "x86": "i686",
}
_GLIBC = re.compile(r"manylinux_(\d+)_(\d+)_(\w+)")
_MUSL = re.compile(r"musllinux_(\d+)_(\d+)_(\w+)")
_MACOS = re.compile(r"macosx_(\d+)_(\d+)_(\w+)")
_OLD_NAMES = {
    "manylinux1": "manylinux_2_5",
    "manylinux2010": "manylinux_2_12",
    "manylinux2014": "manylinux_2_17",
}


@dataclass(frozen=True)
class Machine:
    """system: windows, macos or linux. processor: as `platform.machine()` names it.

    version: of macOS, or of the C library on Linux, whose `libc` is glibc or musl.
    """

    system: str
    processor: str
    version: tuple[int, int] = (0, 0)
    libc: str = ""

    @property
    def architecture(self) -> str:
        """x86_64, aarch64 or i686, whatever the system calls it."""
        name = self.processor.lower()
        return _PROCESSORS.get(name, name)


def this_machine() -> Machine:
    """The machine that this runs on."""
    if sys.platform == "win32":
        # A 32-bit or translated Python says what it is itself, and not what it runs on.
        processor = os.environ.get("PROCESSOR_ARCHITEW6432") or platform.machine()
        return Machine("windows", processor)
    if sys.platform == "darwin":
        return Machine("macos", _mac_processor(), _pair(platform.mac_ver()[0]))
    name, version = platform.libc_ver()
    if name == "glibc":
        return Machine("linux", platform.machine(), _pair(version), "glibc")
    musl = any(Path("/lib").glob("ld-musl-*"))
    # A C library that names itself in no way is taken for a glibc that most files run with.
    libc, least = ("musl", (1, 2)) if musl else ("glibc", (2, 17))
    return Machine("linux", platform.machine(), least, libc)


def rank(tag: str, machine: Machine) -> int | None:
    """How well a platform tag fits (larger is better), of a wheel that needs no Python of its own.

    tag: the last part of a wheel's name, such as manylinux_2_17_x86_64 or win_amd64, also several
    joined by dots. None when the wheel does not run here.
    """
    ranks = [found for one in tag.split(".") if (found := _rank(one, machine)) is not None]
    return max(ranks, default=None)


def _rank(tag: str, machine: Machine) -> int | None:
    if tag == "any":
        return 0
    if machine.system == "windows":
        wanted = {"x86_64": "win_amd64", "aarch64": "win_arm64", "i686": "win32"}
        return 1 if tag == wanted.get(machine.architecture) else None
    if machine.system == "macos":
        return _rank_macos(tag, machine)
    return _rank_linux(tag, machine)


def _rank_macos(tag: str, machine: Machine) -> int | None:
    found = _MACOS.fullmatch(tag)
    if found is None:
        return None
    needed = (int(found[1]), int(found[2]))
    own = "arm64" if machine.architecture == "aarch64" else machine.architecture
    if found[3] not in (own, "universal2") or needed > machine.version:
        return None
    return 100 * needed[0] + needed[1]


def _rank_linux(tag: str, machine: Machine) -> int | None:
    for old, new in _OLD_NAMES.items():
        tag = tag.replace(f"{old}_", f"{new}_") if tag.startswith(f"{old}_") else tag
    found = (_GLIBC if machine.libc == "glibc" else _MUSL).fullmatch(tag)
    if found is None or found[3] != machine.architecture:
        return None
    needed = (int(found[1]), int(found[2]))
    return 100 * needed[0] + needed[1] if needed <= machine.version else None


def _mac_processor() -> str:
    """That of the machine: a Python that is translated for Apple's processors says x86_64."""
    translated = "ARM64" in platform.version().upper()
    return "arm64" if translated else platform.machine()


def _pair(version: str) -> tuple[int, int]:
    numbers = [int(part) for part in re.findall(r"\d+", version)[:2]]
    return (*numbers, 0, 0)[:2]  # type: ignore[return-value]
