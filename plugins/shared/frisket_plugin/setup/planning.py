"""Which wheels are needed, where each comes from, and how much that is."""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from frisket_protocol.errors import FrisketError
from frisket_protocol.watch import Watch

from ..texts import t
from .environment import Environment, Plan
from .network import Network

UNPACKED = 4
"""How many times as large as what is fetched of the core all that is in the end, at most."""
LARGE_UNPACKED = 3
"""The same for PyTorch: measured at 2.8 with CUDA. Exact once its wheels are here."""
USUAL = "light"
"""The extra that everybody gets: networks without PyTorch."""
WITH_TORCH = frozenset({"models", "yolo", "all"})
LARGE_BYTES = 500_000_000
"""Whatever is larger has PyTorch in it."""


def planned(
    environment: Environment, network: Network, wheel: Path, extras: Sequence[str], watch: Watch
) -> Plan:
    """What the agent with these extras and the USUAL one needs, without what is here.

    Where the usual one is not to be had for this machine, it does without; the plan says which
    extras are in it. Raises FrisketError.
    """
    wanted = tuple(dict.fromkeys([USUAL, *extras]))
    try:
        plan = _planned(environment, network, wheel, wanted, watch)
        return replace(plan, extras=wanted)
    except FrisketError:
        watch.check()
    plan = _planned(environment, network, wheel, extras, watch)
    return replace(plan, extras=tuple(extras))


def _planned(
    environment: Environment, network: Network, wheel: Path, extras: Sequence[str], watch: Watch
) -> Plan:
    """What the agent with these extras needs, without what is here. Raises FrisketError.

    PyTorch is asked for where it is made for each graphics card. Where that index does not
    answer, or has nothing that fits, it comes from where all else does, and the plan says so.
    """
    backend = network.sources.torch_backend if WITH_TORCH & set(extras) else ""
    if backend:
        try:
            plan = environment.without_kept(environment.plan(wheel, extras, backend))
            return _measured(plan, network, watch)
        except FrisketError:
            watch.check()
    plan = _measured(environment.without_kept(environment.plan(wheel, extras)), network, watch)
    return replace(plan, note=t("setup.second")) if backend else plan


def room(plan: Plan) -> int:
    """Bytes that the disk must have free for it, about: the wheels, and what is in them."""
    return (LARGE_UNPACKED if plan.size > LARGE_BYTES else UNPACKED) * plan.size


def unpacked(files: Sequence[Path]) -> int:
    """Bytes of all that is in these wheels. Raises OSError; one that is broken counts as empty."""
    sizes = 0
    for file in files:
        with contextlib.suppress(zipfile.BadZipFile), zipfile.ZipFile(file) as wheel:
            sizes += sum(one.file_size for one in wheel.infolist())
    return sizes


def _measured(plan: Plan, network: Network, watch: Watch) -> Plan:
    """The plan with sizes where its index says none. Raises FrisketError."""
    sized = [
        one if one.size else replace(one, size=network.length(one.address, watch))
        for one in plan.offers
    ]
    return replace(plan, offers=tuple(sized))
