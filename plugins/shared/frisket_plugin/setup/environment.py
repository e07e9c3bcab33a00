"""Python and the agent in an environment of their own, beside the one that works meanwhile."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from frisket_protocol.errors import FailedPrecondition, NotFound
from frisket_protocol.watch import Watch

from ..texts import t
from . import download, kept, places
from .network import Network
from .places import Places
from .program import Programs
from .progress import Meter
from .wheels import Offer

PYTHONS = ">=3.11,<3.15"
"""Those for which all that the agent needs is there ready-made."""
OVERRIDES = "opencv-python ; sys_platform == 'never'\n"
"""What asks for OpenCV with windows would overwrite the one without, which the agent needs."""
IMPORTS = {"models": "torch", "all": "torch"}
"""What an extra brings that may be there and not work on a machine."""
_TO_JSON = (
    "import json, sys, tomllib;"
    "print(json.dumps(tomllib.load(open(sys.argv[1], 'rb')), default=str))"
)


@dataclass(frozen=True)
class Plan:
    """What is to be fetched, and what is here already: wheels in the order of their names.

    kept: of those that the environment before has, with the files that they are there. note: a
    sentence to the person on where all that comes from, where that is not as usual. extras: of the
    agent's wheel, whose packages are among them.
    """

    offers: tuple[Offer, ...]
    files: tuple[Path, ...]
    kept: Mapping[Offer, list[Path]] = field(default_factory=dict)
    note: str = ""
    extras: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Bytes to fetch."""
        return sum(offer.size for offer in self.offers)

    @property
    def wheels(self) -> dict[str, str]:
        """What will be in the environment, by name, with the hash of each."""
        return {offer.name: offer.sha256 for offer in (*self.offers, *self.kept)}


class Environment:
    """The one that is being made."""

    def __init__(self, at: Places, uv: Path, programs: Programs, watch: Watch) -> None:
        self._at, self._uv, self._programs, self._watch = at, uv, programs, watch

    def create(self, is_sandboxed: bool) -> None:
        """Empty, with a Python that is there and new enough, else with uv's own.

        One that goes with the editor's next update is none of those. It can be moved.
        """
        places.gone(self._at.new)
        kind = ["--managed-python"] if is_sandboxed else []
        words = ["venv", "--relocatable", "--no-project", "--python", PYTHONS, *kind]
        self._run([*words, self._at.new], t("setup.failed.python"))

    def plan(self, wheel: Path, extras: Sequence[str] = (), backend: str = "") -> Plan:
        """Which wheels the agent that `wheel` holds needs, with the packages of these extras.

        backend: of PyTorch, for which its own index is asked; "" for as uv and its files are set.
        Raises FrisketError.
        """
        asked, told = self._at.folder / "wanted.txt", self._at.folder / "pylock.toml"
        called = f"{_name(wheel)}[{','.join(extras)}]" if extras else _name(wheel)
        asked.write_text(f"{called} @ {wheel.absolute().as_uri()}\n", "utf-8")
        overrides = self._at.folder / "overrides.txt"
        overrides.write_text(OVERRIDES, "utf-8")
        self._run(
            ["pip", "compile", "--no-header", "--format", "pylock.toml", "--only-binary", ":all:"]
            + ["--overrides", overrides, *(["--torch-backend", backend] if backend else [])]
            + ["--python", self._python, "-o", told, asked],
            t("setup.failed.plan"),
        )
        words: list[str | Path] = [self._python, "-I", "-c", _TO_JSON, told]
        lock = json.loads(self._programs.run(words, self._watch, t("setup.failed.plan")))
        return read_lock(lock, self._at.folder)

    def without_kept(self, plan: Plan) -> Plan:
        """The plan without what need not be fetched, as the environment before has it."""
        present = places.installed(self._at)
        there = kept.found(plan.offers, present, self._at.new)
        return replace(
            plan, offers=tuple(one for one in plan.offers if one not in there), kept=there
        )

    def take_kept(self, plan: Plan) -> None:
        """Have what the environment before has. Raises OSError and Cancelled."""
        present = places.installed(self._at)
        if present is not None:
            kept.take(plan.kept, present, self._at.new, self._watch)

    def fetch(self, network: Network, plan: Plan, meter: Meter) -> list[Path]:
        """All of them, as files. Raises FrisketError and OSError."""
        files, done = list(plan.files), 0
        for offer in plan.offers:
            meter.at(done)
            files.append(download.fetch(network, offer, self._at.downloads, meter, done))
            done += offer.size
        meter.at(done)
        return files

    def install(self, files: list[Path]) -> None:
        """Without a network: everything is here."""
        self._run(
            ["pip", "install", "--offline", "--no-deps", "--no-index", "--python", self._python]
            + list(map(str, files)),
            t("setup.failed.install"),
        )

    def try_out(self, extras: Sequence[str] = ()) -> None:
        """Whether the agent in it works, by its own word. Raises FailedPrecondition."""
        frisket = places.program(self._at.new)
        told = self._programs.run([frisket, "doctor"], self._watch, t("setup.failed.try"))
        self._programs.note(told)
        imports = list(dict.fromkeys(IMPORTS[extra] for extra in extras if extra in IMPORTS))
        for name in imports:
            words: list[str | Path] = [self._python, "-I", "-c", f"import {name}"]
            self._programs.run(words, self._watch, t("setup.failed.extra", name=name))

    def swap(self, version: str, extras: Sequence[str], wheels: Mapping[str, str]) -> None:
        """It takes the place of the one before, which goes. Raises FrisketError and OSError.

        Between the two renamings the one before counts; see `places.installed`.
        """
        at = self._at
        places.mark(at.new, version, extras, wheels)
        places.gone(at.old)
        if at.environment.exists():
            try:
                os.rename(at.environment, at.old)
            except OSError as error:
                raise FailedPrecondition(
                    t("setup.kept", file=at.environment), detail="in_use", hint=t("setup.kept.hint")
                ) from error
        os.rename(at.new, at.environment)
        places.gone(at.old)

    @property
    def _python(self) -> Path:
        return places.program(self._at.new, "python")

    def _run(self, words: list[Any], sentence: str) -> None:
        self._programs.run([self._uv, *words], self._watch, sentence)


def read_lock(lock: dict[str, Any], folder: Path) -> Plan:
    """The wheels of a lock as `pylock.toml` has it, which uv has limited to those that fit.

    folder: where it lies. Raises NotFound for a package that has no wheel for this Python.
    """
    offers: list[Offer] = []
    files: list[Path] = []
    for package in lock["packages"]:
        # Of several that fit, the last one is for the newest systems.
        one = package.get("archive") or (package.get("wheels") or [None])[-1]
        if one is None:
            raise NotFound(
                t("setup.no_wheel", name=package["name"]),
                detail="wheel",
                hint=t("setup.program.hint"),
            )
        if "path" in one:
            files.append(folder / one["path"])
        else:
            offers.append(_offer(one))
    return Plan(tuple(offers), tuple(files))


def _offer(one: dict[str, Any]) -> Offer:
    name = one.get("name") or unquote(urlsplit(one["url"]).path.rsplit("/", 1)[-1])
    digest = one.get("hashes", {}).get("sha256", "")
    return Offer(name, one["url"], digest, int(one.get("size") or 0))


def _name(wheel: Path) -> str:
    """The distribution that a wheel holds."""
    return wheel.name.split("-")[0].replace("_", "-")
