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
from frisket_protocol.watch import Watch

from .. import surroundings
from ..texts import t
from . import lock, places, sources, uv, wheels
from .environment import Environment
from .network import Network
from .places import Places
from .program import Programs
from .progress import Meter, Progress, megabytes

UV_BYTES = 25_000_000
UV_UNPACKED = 3
"""How many times as large as its wheel uv is."""
CORE_BYTES = 130_000_000
"""What the agent needs, as it is fetched, without models: measured, and rounded up."""
UNPACKED = 4
"""How many times as large as what is fetched all that is in the end, at most."""
PYTHON_BYTES = 120_000_000
"""A Python of uv's own, where none is there."""
LOG_BYTES = 1 << 20


@dataclass(frozen=True)
class Kit:
    """What an editor hands in. wheel: the agent that the plugin carries, of this version.

    trusted: its certificates as PEM, for a Python that finds none. stop: ends an agent that runs
    from the environment that is replaced.
    """

    wheel: Path
    version: str
    trusted: Callable[[], str] = str
    stop: Callable[[], None] = lambda: None


def set_up(
    kit: Kit, tell: Callable[[Progress], None], watch: Watch, at: Places | None = None
) -> None:
    """Have this version of the agent installed; a second call goes on where the last one stopped.

    `tell` is called on this thread. Raises FrisketError with a sentence, and Cancelled; the agent
    that worked before works afterwards.
    """
    at = at or places.places()
    meter = Meter(tell, watch)
    with in_words(at):
        at.folder.mkdir(parents=True, exist_ok=True)
        at.downloads.mkdir(exist_ok=True)
        meter.stage("look")
        with lock.held(at.lock, lambda: meter.stage("wait")) as held:
            if places.version(at.environment) == kit.version and places.installed(at):
                return  # another editor did it meanwhile
            _log_anew(at.log)
            try:
                _make(kit, at, meter, held)
            except FrisketError as error:
                _note(at, str(error))
                raise
            _tidy(at)


def _make(kit: Kit, at: Places, meter: Meter, held: int) -> None:
    watch = meter.watch
    given = sources.find(kit.wheel)
    network = Network(given, kit.trusted)
    own_cache = os.environ.get("UV_CACHE_DIR")
    variables = surroundings.cleaned(os.environ)
    variables |= uv.settings(at, own_cache) | given.variables()
    programs = Programs(variables, at.log, held)

    meter.stage("look")
    there = uv.here(at, programs, watch)
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
    meter.stage("plan")
    plan = environment.plan(kit.wheel)
    places.check_room(at.folder, UNPACKED * plan.size)
    meter.stage("fetch", plan.size)
    files = environment.fetch(network, plan, meter)
    meter.stage("install")
    environment.install(files)
    meter.stage("try")
    environment.try_out()
    meter.stage("swap")
    watch.check()
    if places.installed(at):
        kit.stop()
    environment.swap(kit.version)


def remove(watch: Watch, stop: Callable[[], None], at: Places | None = None) -> int:
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
        size=megabytes(CORE_BYTES + UV_BYTES),
        room=megabytes(UNPACKED * CORE_BYTES),
        folder=at.data,
    )
    had = places.size(at.downloads)
    return told if not had else told + " " + t("setup.has", size=megabytes(had))


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
                t("setup.full", folder=at.data, free=megabytes(free)),
                detail="disk",
                hint=t("setup.room.hint", lacking=megabytes(max(needed - free, 1e6))),
            ) from error
        raise FailedPrecondition(
            t("setup.rights", file=error.filename or at.data, why=error.strerror or error),
            detail="rights",
            hint=t("setup.rights.hint"),
        ) from error


def _tidy(at: Places) -> None:
    """What was only needed on the way; what is left of it does no harm."""
    for folder in (at.downloads, at.cache):
        with contextlib.suppress(OSError, FrisketError):
            places.gone(folder)
    for name in ("wanted.txt", "pylock.toml"):
        with contextlib.suppress(OSError):
            (at.folder / name).unlink()


def _log_anew(log: Path) -> None:
    with contextlib.suppress(OSError):
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.unlink()


def _note(at: Places, text: str) -> None:
    Programs({}, at.log).note(text)
