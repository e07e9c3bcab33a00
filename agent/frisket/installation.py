"""How this copy of frisket was installed, and so what the person who uses it types or presses.

    panel      "Set up" in an editor made an environment for it: what the panel has a button for is
               pressed there, and can be typed too where one command does it
    clone      a clone of the sources, run with uv:       uv run --project CLONE frisket …
    uv tool    uv made a tool of the wheel:               frisket …
    pip        it was installed into some environment:    frisket …, or that environment's own

Every hint that names a command or a button is made here. An installation finds itself by its own
name, so that `NAME[extra]` adds to what is there, and nothing of that name is fetched.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import util
from itertools import combinations
from pathlib import Path
from typing import Literal, get_args

NAME = "frisket-masks"
"""What frisket is called among packages; `frisket` itself is somebody else's."""
MARKER = "frisket-installation.json"
"""In the root of an environment that the panel made: `{"by": "panel", "version": "…"}`."""
LOCK = "setup.lock"
"""Beside such an environment: whoever changes it holds this file."""
EXTRAS: Mapping[str, tuple[str, ...]] = {
    "light": ("onnxruntime", "tokenizers", "huggingface_hub"),
    "models": ("torch", "torchvision", "transformers", "huggingface_hub", "safetensors", "timm"),
    "yolo": ("ultralytics",),
    "export": ("onnx",),
    "heic": ("pillow_heif",),
}
"""The extras of frisket, and which packages each brings, as they are imported."""
BY_GET = ("light", "models", "yolo", "all")
"""Extras that come by themselves with a recipe that needs them, where a panel gets it."""
BY_SIZE = ("light", "models", "yolo")
"""The extras that models need, the smallest first."""
Way = Literal["panel", "clone", "uv tool", "pip"]
WAYS: tuple[Way, ...] = get_args(Way)


@dataclass(frozen=True)
class Installation:
    """program: the words that stand for `frisket`. installer: those before what `pip` or `uv tool`
    shall install. hub: those for `hf`, which comes with the models' packages. clone: the folder of
    the sources. had: extras that are there, which uv would take away from a tool if they were not
    named again. Commands are written for this system's shell.
    """

    way: Way
    program: tuple[str, ...]
    installer: tuple[str, ...] = ()
    uv: str = "uv"
    hub: tuple[str, ...] = ("hf",)
    clone: str = ""
    system: str = sys.platform
    had: tuple[str, ...] = ()

    def frisket(self, *words: str) -> str:
        """A command of frisket's as it is typed here, in backticks."""
        return self._typed(*self.program, *words)

    def to_start(self) -> str:
        if self.way == "panel":
            return "Press “Start” in frisket's panel."
        return f"Start it with {self.frisket('serve')}."

    def to_list(self) -> str:
        listing = self.frisket("models", "list")
        if self.way == "panel":
            return f"“Models” in frisket's panel shows those that there are, and so does {listing}."
        return f"{listing} shows those that there are."

    def to_fetch(self, model: str, *options: str, lacking: Collection[str] = ()) -> str:
        """How to get a model. lacking: packages without which it cannot be fetched or used."""
        steps = ", then ".join(self._steps(lacking, [model, *options]))
        if self.way == "panel":
            alone = f", or run {steps}" if not lacking else ""
            return f"Press “Get” beside it under “Models” in frisket's panel{alone}."
        return f"Fetch it with {steps}."

    def to_log_in(self) -> str:
        """What to do with a token of Hugging Face's."""
        login = self._typed(*self.hub, "auth", "login")
        if self.way == "panel":
            return f"Enter it where frisket's panel asks for it, or run {login}."
        return f"Put it into the variable HF_TOKEN, or run {login}."

    def to_install(self, *extras: str) -> str:
        """How to get the packages of extras."""
        if self.way == "panel" and set(extras) <= set(BY_GET):
            return "Choose a recipe that needs it in frisket's panel, and press “Get”."
        return f"Install it with {self._installing(*extras)}."

    def to_renew(self, extra: str, *packages: str) -> str:
        """How to get these very packages, as `NAME==VERSION` or NAME, for an extra."""
        if self.way == "clone":
            return f"Install it with {self._installing(extra)}."
        if self.way == "uv tool":
            with_them = [word for package in packages for word in ("--with", package)]
            return f"Install it with {self._typed(*self.installing(extra), *with_them)}."
        return f"Install it with {self._typed(*self.installer, '--upgrade', *packages)}."

    def to_make_ready(
        self, lacking: Collection[str], models: Collection[str], own: Collection[str] = ()
    ) -> str:
        """How to get all that a recipe lacks: packages, models, and models of one's own."""
        imports = [self.frisket("models", "import", "FILE", "--name", name) for name in own]
        if self.way == "panel" and (lacking or models):
            then = f" Then import yours with {', then '.join(imports)}." if imports else ""
            return f"Choose it in frisket's panel, and press “Get”.{then}"
        steps = [*self._steps(lacking, models), *imports]
        return f"Get what it needs with {', then '.join(steps)}."

    def told(self) -> str:
        """For `frisket doctor`."""
        how = {
            "panel": "by “Set up” in an editor",
            "clone": f"in a clone, {self.clone}",
            "uv tool": "as a tool of uv's",
            "pip": "as a package",
        }[self.way]
        return f"{how}; {self.frisket()} runs it"

    def installing(self, *extras: str) -> tuple[str, ...]:
        """The words of the command that gets the packages of extras."""
        if self.way == "clone":
            return (*self._with_extras(extras), "frisket", "doctor")
        every = dict.fromkeys([*self.had, *extras])
        return (*self.installer, f"{NAME}[{','.join(every)}]")

    def typed(self, words: Sequence[str]) -> str:
        """A command as it is typed here, in backticks."""
        return self._typed(*words)

    def _installing(self, *extras: str) -> str:
        return self._typed(*self.installing(*extras))

    def _steps(self, lacking: Collection[str], models: Collection[str]) -> list[str]:
        """The commands that install packages and fetch models, in a clone both in one."""
        extras, pull = extras_for(lacking), ("models", "pull", *models)
        if self.way == "clone" and extras and models:
            return [self._typed(*self._with_extras(extras), "frisket", *pull)]
        install = [self._installing(*extras)] if extras else []
        return [*install, *([self.frisket(*pull)] if models else [])]

    def _with_extras(self, extras: Collection[str]) -> tuple[str, ...]:
        named = (word for extra in extras for word in ("--extra", extra))
        return self.uv, "run", "--project", self.clone, *named

    def _typed(self, *words: str) -> str:
        return f"`{' '.join(quoted(word, self.system) for word in words)}`"


def quoted(word: str, system: str = sys.platform) -> str:
    """A word of a command as a shell of this system reads it."""
    if word == "<":
        return word
    if system == "win32":
        plain = all(letter.isalnum() or letter in "\\/:.-_=+,@~" for letter in word)
        return word if word and plain else f'"{word}"'
    # Double quotes where they do, as everywhere else.
    strict = shlex.quote(word)
    return strict if strict == word or set(word) & set('"$`\\!') else f'"{word}"'


def extras_for(packages: Collection[str]) -> tuple[str, ...]:
    """The smallest extras that bring all of these packages, which models lack."""
    lacking = set(packages)
    sets = (s for count in range(len(BY_SIZE) + 1) for s in combinations(BY_SIZE, count))
    able = (s for s in sets if lacking <= {name for one in s for name in EXTRAS[one]})
    return next(able, ("all",))


@cache
def here() -> Installation:
    """How the frisket that runs was installed."""
    return found(Path(sys.prefix), sys.executable, Path(__file__).parents[2], os.environ)


def found(prefix: Path, python: str, sources: Path, environ: Mapping[str, str]) -> Installation:
    """The installation whose environment has its root at `prefix`.

    sources: where the clone lies if the code is a clone's.
    """
    script = _script(prefix)
    uv = "uv" if shutil.which("uv") else environ.get("UV") or "uv"
    own = (str(script),) if script.is_file() else (python, "-m", "frisket")
    hub = _typed_as(_script(prefix, "hf"), (str(_script(prefix, "hf")),))
    if _is_panels(prefix):
        # Where setting up leaves the uv that it fetched.
        fetched = prefix.parent / "setup" / "uv" / ("uv.exe" if sys.platform == "win32" else "uv")
        uv = str(fetched) if fetched.is_file() else uv
        return Installation("panel", own, (uv, "pip", "install", "--python", python), uv, hub)
    program = _typed_as(script, own)
    if (prefix / "uv-receipt.toml").is_file():
        had = _had(prefix / "uv-receipt.toml")
        return Installation("uv tool", program, (uv, "tool", "install"), uv, hub, had=had)
    if _is_clone(sources) and (
        sources.resolve() in prefix.resolve().parents
        or "UV_RUN_RECURSION_DEPTH" in environ
        or not _is_installed()
    ):
        run = (uv, "run", "--project", str(sources))
        return Installation("clone", (*run, "frisket"), uv=uv, hub=(*run, "hf"), clone=str(sources))
    if util.find_spec("pip"):
        return Installation("pip", program, (python, "-m", "pip", "install"), uv, hub)
    return Installation("pip", program, (uv, "pip", "install", "--python", python), uv, hub)


def note(extra: str, prefix: Path = Path(sys.prefix)) -> None:
    """Write down that an extra was added, where an update by the panel keeps what is noted."""
    if not _is_panels(prefix):
        return
    told = json.loads((prefix / MARKER).read_text("utf-8"))
    told["extras"] = list(dict.fromkeys([*told.get("extras", ()), extra]))
    part = prefix / f"{MARKER}.part"
    part.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    os.replace(part, prefix / MARKER)


def lock(prefix: Path = Path(sys.prefix)) -> Path | None:
    """The file that a panel locks while it changes this copy; None where no panel does."""
    return prefix.parent / LOCK if _is_panels(prefix) else None


def command() -> list[str]:
    """The words with which any program can start this copy of frisket: paths are absolute."""
    script = _script(Path(sys.prefix))
    return [str(script)] if script.is_file() else [sys.executable, "-m", "frisket"]


def _script(prefix: Path, name: str = "frisket") -> Path:
    return prefix / (f"Scripts/{name}.exe" if sys.platform == "win32" else f"bin/{name}")


def _typed_as(script: Path, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """The name alone of what PATH leads to."""
    reached = shutil.which(script.stem)
    return (script.stem,) if reached and _is_same(Path(reached), script) else otherwise


def _is_panels(prefix: Path) -> bool:
    try:
        told = json.loads((prefix / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("by") == "panel"


def _had(receipt: Path) -> tuple[str, ...]:
    """The extras that uv was asked for when it made a tool of frisket."""
    try:
        tool = tomllib.loads(receipt.read_text("utf-8"))["tool"]
        asked = [one.get("extras", []) for one in tool["requirements"] if one["name"] == NAME]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return ()
    return tuple(str(extra) for extras in asked for extra in extras)


def _is_clone(folder: Path) -> bool:
    return (folder / "pyproject.toml").is_file() and (folder / "agent" / "frisket").is_dir()


def _is_installed() -> bool:
    from importlib import metadata  # it takes its time, and is seldom needed

    try:
        return metadata.distribution(NAME).name == NAME
    except metadata.PackageNotFoundError:
        return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
