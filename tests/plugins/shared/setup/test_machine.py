"""Which wheel runs where: the names under which uv is published, on every kind of machine."""

from __future__ import annotations

import platform

import pytest

from frisket_plugin.setup import wheels
from frisket_plugin.setup.machine import Machine, rank, this_machine
from frisket_plugin.setup.wheels import Offer

PUBLISHED = (
    "linux_armv6l",
    "macosx_10_12_x86_64",
    "macosx_11_0_arm64",
    "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
    "manylinux_2_17_i686.manylinux2014_i686",
    "manylinux_2_17_x86_64.manylinux2014_x86_64",
    "manylinux_2_28_aarch64",
    "musllinux_1_1_i686",
    "musllinux_1_1_x86_64",
    "win32",
    "win_amd64",
    "win_arm64",
)
"""As they stand in the names of uv's wheels."""
MACHINES = {
    "Windows on Intel": (Machine("windows", "AMD64"), "win_amd64"),
    "Windows on ARM": (Machine("windows", "ARM64"), "win_arm64"),
    "a Mac of Apple's": (Machine("macos", "arm64", (15, 1)), "macosx_11_0_arm64"),
    "an older Mac": (Machine("macos", "x86_64", (10, 13)), "macosx_10_12_x86_64"),
    "Debian": (Machine("linux", "x86_64", (2, 41), "glibc"), PUBLISHED[5]),
    "a new one on ARM": (Machine("linux", "aarch64", (2, 41), "glibc"), "manylinux_2_28_aarch64"),
    "an old one on ARM": (Machine("linux", "aarch64", (2, 17), "glibc"), PUBLISHED[3]),
    "Alpine": (Machine("linux", "x86_64", (1, 2), "musl"), "musllinux_1_1_x86_64"),
    "Alpine on ARM": (Machine("linux", "aarch64", (1, 2), "musl"), PUBLISHED[3]),
}


def offers(version: str = "1.0", *tags: str) -> list[Offer]:
    return [Offer(f"uv-{version}-py3-none-{tag}.whl", "") for tag in tags or PUBLISHED]


@pytest.mark.parametrize("name", MACHINES)
def test_each_machine_gets_its_own(name: str) -> None:
    on, wanted = MACHINES[name]
    found = wheels.best(offers(), on)
    assert found is not None
    assert found.name == f"uv-1.0-py3-none-{wanted}.whl"


@pytest.mark.parametrize(
    "on",
    [
        Machine("linux", "x86_64", (2, 12), "glibc"),
        Machine("linux", "riscv64", (2, 41), "glibc"),
        Machine("macos", "x86_64", (10, 11)),
        Machine("windows", "ia64"),
    ],
    ids=str,
)
def test_a_machine_for_which_there_is_none_gets_none(on: Machine) -> None:
    assert wheels.best(offers(), on) is None


@pytest.mark.parametrize("tag", PUBLISHED)
def test_no_wheel_runs_on_two_systems(tag: str) -> None:
    systems = {on.system for on, _ in MACHINES.values() if rank(tag, on) is not None}
    assert len(systems) <= 1


def test_the_newest_comes_before_the_best_fitting() -> None:
    on = MACHINES["a new one on ARM"][0]
    both = offers("0.9.10", PUBLISHED[3]) + offers("0.9.9", "manylinux_2_28_aarch64")
    found = wheels.best([*both, Offer("uv-1.0rc1-py3-none-any.whl", "")], on)
    assert found is not None
    assert found.version == (0, 9, 10)


def test_what_was_withdrawn_is_not_taken() -> None:
    gone = Offer("uv-2.0-py3-none-any.whl", "", is_yanked=True)
    assert wheels.best([gone], this_machine()) is None


def test_this_machine_is_one_of_them() -> None:
    assert this_machine().system in ("windows", "macos", "linux")
    assert this_machine().processor
    if platform.libc_ver()[0] == "glibc":
        assert this_machine().version >= (2, 17)
