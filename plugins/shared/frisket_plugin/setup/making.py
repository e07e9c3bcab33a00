"""The whole way, in the order it happens: from nothing, or an older agent, to one that works."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from frisket_protocol.errors import FailedPrecondition, FrisketError, ResourceExhausted
from frisket_protocol.reasons import reason
from frisket_protocol.watch import Watch

from .. import surroundings
from ..texts import sized, t
from . import download, lock, places, planning, program, sources, uv, wheels
from .environment import Environment, Plan
from .network import Network
from .places import Places
from .planning import UNPACKED
from .program import Programs
from .progress import Meter, Progress

UV_BYTES = 25_000_000
UV_UNPACKED = 3
"""How many times as large as its wheel uv is."""
CORE_BYTES = 170_000_000
"""What the agent needs, as it is fetched, without models: measured, and rounded up. A quarter of it
is ONNX Runtime and what fetches models."""
PYTHON_BYTES = 120_000_000
"""A Python of uv's own, where none is there."""


@dataclass(frozen=True)
class Kit:
    """What an editor hands in. wheel: the agent that the plugin carries, of this version.

    trusted: its certificates as PEM, for a Python that finds none. stop: ends an agent that runs
    from the environment that is replaced, and says whether there was one; start: starts it again.
    """

    wheel: Path
    version: str
    trusted: Callable[[], str] = str
    stop: Callable[[], bool] = lambda: False
    start: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Amount:
    """fetch: bytes that are still to be fetched. room: bytes that the disk needs for it, at most.
    free: bytes that it has. note: a sentence on where it comes from, where that is not as usual.
    """

    fetch: int
    room: int
    free: int
    note: str = ""


def set_up(
    kit: Kit, tell: Callable[[Progress], None], watch: Watch, at: Places | None = None
) -> None:
    """Have this version of the agent installed; a second call goes on where the last one stopped.

    `tell` is called on this thread. What was added to the agent before it has afterwards, too.
    Raises FrisketError with a sentence, and Cancelled; the agent that worked before works
    afterwards.
    """
    _have(kit, "", tell, watch, at)


def add(
    kit: Kit, extra: str, tell: Callable[[Progress], None], watch: Watch, at: Places | None = None
) -> str:
    """The same with the packages of an extra: "models" for PyTorch and what networks need of it.

    Gives a sentence on where they came from, where that was not as usual, else "".
    """
    return _have(kit, extra, tell, watch, at)


def amount(
    kit: Kit, extra: str, tell: Callable[[Progress], None], watch: Watch, at: Places | None = None
) -> Amount:
    """What `add` would fetch: it only plans, which takes some seconds. Raises as `add` does."""
    at = at or places.places()
    meter = Meter(tell, watch)
    with in_words(at), _alone(at, meter) as held:
        present = places.installed(at)
        if _has(kit, extra, present):
            return Amount(0, 0, shutil.disk_usage(at.data).free)
        environment, network = _begin(kit, at, meter, held)
        try:
            meter.stage("plan")
            plan = planning.planned(environment, network, kit.wheel, _extras(present, extra), watch)
        finally:
            places.gone(at.new)
    had, free = _here(plan, at), shutil.disk_usage(at.data).free
    return Amount(plan.size - had, planning.room(plan) - had, free, plan.note)


def _have(
    kit: Kit, extra: str, tell: Callable[[Progress], None], watch: Watch, at: Places | None
) -> str:
    at = at or places.places()
    meter = Meter(tell, watch)
    with in_words(at), _alone(at, meter) as held:
        present = places.installed(at)
        if _has(kit, extra, present):
            return ""  # another editor did it meanwhile
        if extra:
            _check_age(kit, present)
        program.begin(at.log)
        try:
            note = _make(kit, _extras(present, extra), at, meter, held)
        except FrisketError as error:
            Programs({}, at.log).note(str(error))
            raise
        _tidy(at)
        return note


@contextlib.contextmanager
def _alone(at: Places, meter: Meter) -> Iterator[int]:
    """With the folders there, and nobody else at work in them. Gives the lock's descriptor."""
    at.folder.mkdir(parents=True, exist_ok=True)
    at.downloads.mkdir(exist_ok=True)
    meter.stage("look")
    with lock.held(at.lock, lambda: meter.stage("wait")) as held:
        places.settle(at)
        yield held


def _has(kit: Kit, extra: str, present: Path | None) -> bool:
    there = present is not None and places.version(present) == kit.version
    return there and (not extra or extra in places.extras(present))


def _extras(present: Path | None, extra: str) -> tuple[str, ...]:
    """What there was, and what is wanted."""
    return tuple(dict.fromkeys([*places.extras(present), *([extra] if extra else [])]))


def _check_age(kit: Kit, present: Path | None) -> None:
    """Nothing may put an older agent in the place of a newer one."""
    if present and wheels.numbers(places.version(present)) > wheels.numbers(kit.version):
        raise FailedPrecondition(t("setup.newer"), detail="newer", hint=t("setup.newer.hint"))


def _make(kit: Kit, extras: tuple[str, ...], at: Places, meter: Meter, held: int) -> str:
    watch = meter.watch
    environment, network = _begin(kit, at, meter, held)
    meter.stage("plan")
    plan = planning.planned(environment, network, kit.wheel, extras, watch)
    places.check_room(at.folder, planning.room(plan) - _here(plan, at))
    meter.stage("fetch", plan.size)
    files = environment.fetch(network, plan, meter)
    meter.stage("install")
    places.check_room(at.folder, planning.unpacked(files))
    environment.take_kept(plan)
    environment.install(files)
    meter.stage("try")
    environment.try_out(plan.extras)
    meter.stage("swap")
    watch.check()
    ran = places.installed(at) is not None and kit.stop()
    try:
        environment.swap(kit.version, plan.extras, plan.wheels)
    finally:
        if ran:
            kit.start()
    return plan.note


def _here(plan: Plan, at: Places) -> int:
    """Bytes that were fetched before."""
    return sum(min(download.here(one, at.downloads), one.size) for one in plan.offers)


def _begin(kit: Kit, at: Places, meter: Meter, held: int) -> tuple[Environment, Network]:
    """A new environment with nothing in it but Python."""
    watch = meter.watch
    given = sources.find(kit.wheel)
    network = Network(given, kit.trusted)
    own_cache = os.environ.get("UV_CACHE_DIR")
    variables = surroundings.cleaned(os.environ)
    variables |= uv.settings(at, own_cache) | given.variables()
    programs = Programs(variables, at.log, held)

    meter.stage("look")
    there = uv.here(at, programs, watch)
    if places.installed(at) is None:
        places.check_room(at.folder, room_needed(there is not None))
    if there is None:
        offer = uv.offered(network, watch)
        meter.stage("uv", offer.size)
        there = uv.get(network, offer, at, meter)
        if not uv.version(there, programs, watch):
            raise FailedPrecondition(
                t("setup.blocked", file=there), detail="blocked", hint=t("setup.blocked.hint")
            )

    environment = Environment(at, there, programs, watch)
    meter.stage("python")
    environment.create(surroundings.is_sandboxed(os.environ, Path("/.flatpak-info").exists()))
    return environment, network


def remove(watch: Watch, stop: Callable[[], object], at: Places | None = None) -> int:
    """Take away all that `set_up` has made; gives the bytes that are free now.

    Raises FrisketError; what could not be removed can be tried again.
    """
    at = at or places.places()
    if not at.data.exists():
        return 0
    with in_words(at), lock.held(at.lock, watch.check):
        if places.installed(at):
            stop()
        return places.remove(at)


def room_needed(has_uv: bool) -> int:
    """Bytes that the disk must have free before it begins."""
    core = UNPACKED * CORE_BYTES + PYTHON_BYTES
    return core + (0 if has_uv else UV_UNPACKED * UV_BYTES)


def carried() -> Path | None:
    """The wheel that the plugin has come with: `wheel/` beside its `_vendor/`."""
    vendor = Path(__file__).resolve().parents[2]
    found = sorted((vendor.parent / "wheel").glob("*.whl")) if vendor.name == "_vendor" else []
    return found[-1] if found else None


def offer(wheel: Path | None, version: str, at: Places | None = None) -> str:
    """What the panel has to offer: "set_up", "update", or "" for nothing.

    wheel, version: what the plugin carries. An agent that is newer than the plugin is left alone.
    """
    at = at or places.places()
    if wheel is None:
        return ""
    there = places.installed(at)
    if there is None:
        return "set_up"
    return "update" if wheels.numbers(places.version(there)) < wheels.numbers(version) else ""


def sentence(kind: str, at: Places | None = None) -> str:
    """What would be fetched, from where, how much, and where it goes, for what `offer` gave."""
    at = at or places.places()
    told = t(
        f"setup.{kind}.about",
        host=sources.find(carried()).host or t("setup.index"),
        size=sized(CORE_BYTES + UV_BYTES),
        room=sized(UNPACKED * CORE_BYTES),
        folder=at.data,
    )
    had = places.size(at.downloads)
    return told if not had else told + " " + t("setup.has", size=sized(had))


@contextlib.contextmanager
def in_words(at: Places) -> Iterator[None]:
    """What the disk says, as sentences for a person."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            free = shutil.disk_usage(at.data).free
            needed = room_needed(True)
            raise ResourceExhausted(
                t("setup.full", folder=at.data, free=sized(free)),
                detail="disk",
                hint=t("setup.room.hint", lacking=sized(max(needed - free, 1e6))),
            ) from error
        raise FailedPrecondition(
            t("setup.rights", file=error.filename or at.data, why=reason(error)),
            detail="rights",
            hint=t("setup.rights.hint"),
        ) from error


def _tidy(at: Places) -> None:
    """What was only needed on the way; what is left of it does no harm."""
    for folder in (at.downloads, at.cache):
        with contextlib.suppress(OSError, FrisketError):
            places.gone(folder)
    for name in ("wanted.txt", "overrides.txt", "pylock.toml"):
        with contextlib.suppress(OSError):
            (at.folder / name).unlink()
