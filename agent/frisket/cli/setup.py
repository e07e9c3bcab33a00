"""`frisket setup`: what is here, what is missing, and getting it, each step after a question."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from frisket import __version__, installation
from frisket.config import Settings
from frisket.hosts import installing
from frisket.hosts.bundling import FOLDERS, Host
from frisket.models.files import lacking
from frisket.serving.agent import Agent
from frisket_protocol import locking
from frisket_protocol.errors import FailedPrecondition, FrisketError
from frisket_protocol.parts import RecipeInfo
from frisket_protocol.reasons import reason
from frisket_protocol.sizes import size

from .doctor import missing_from
from .exit_codes import OK
from .models import agreed
from .outcomes import code_of, told, worst
from .plugins import NEXT, TITLES

WORDS = "words"
"""The recipe whose models read words and are free; without a GPU the smallest of them."""
ONNX_RUNTIME = "about 40 MB are fetched"
PYTORCH_ON_LINUX = "about 3 GB are fetched, 6 GB on the disk"
PYTORCH_ELSEWHERE = "some hundred MB are fetched"
TITLES_OF = {"light": "ONNX Runtime", "models": "PyTorch", "yolo": "what runs YOLO"}
STEPS = ("plugins", "light", "words", "models")


@dataclass(frozen=True)
class Step:
    """Something that is missing. question: how it is asked for, with what it costs."""

    name: str
    question: str
    do: Callable[[], None]


def run_setup(options: argparse.Namespace) -> int:
    """Ask for each thing that is missing whether to get it. Exit code 1 when one could not be."""
    named = [name for name in STEPS if getattr(options, name)]
    for what, state in _states():
        print(f"{what:12} {state}")
    codes, done, missing, later = [OK], 0, 0, list[str]()
    # Each is looked for when its turn has come: what was got before may have changed it.
    for find in (_plugins, _light, _words, _models):
        for step in find():
            if named and step.name not in named:
                continue
            missing += 1
            if not named and not options.yes and not sys.stdin.isatty():
                print(f"Missing: {step.question.rstrip('?')}. Get it with {_command(step.name)}.")
                continue
            try:
                if agreed(step.question, options.yes):
                    step.do()
                    done += 1
                else:
                    later.append(step.name)
            except FrisketError as error:
                codes.append(code_of(error))
                print(f"frisket: {told(error)}", file=sys.stderr)
    if not missing:
        print("Nothing is missing.")
    for name in dict.fromkeys(later):
        print(f"Left as it is. Whenever you like: {_command(name, yes=False)}.")
    if done and max(codes) == OK:
        print(f"Done. {installation.here().frisket('models', 'try')} shows what it does here.")
    return worst(codes)


def _states() -> Iterator[tuple[str, str]]:
    """What there is, for a person."""
    yield "frisket", f"{__version__}, {installation.here().told()}"
    for host in FOLDERS:
        found = installing.installed(host)
        with_it = [each.version for each in found if each.version]
        state = f"frisket {with_it[0]} is in it" if with_it else "frisket is not in it yet"
        yield TITLES[host], state if found else "was not found; start it once, then come again"
    yield "ONNX Runtime", "not installed" if missing_from("light") else "installed"
    yield "PyTorch", "not installed" if missing_from("models") else "installed"
    yield "words", "ready" if _recipe(Agent(Settings())).ready else "not ready"


def _plugins() -> Iterator[Step]:
    for host in FOLDERS:
        found = installing.installed(host)
        if found and not all(
            each.version == __version__ and each.is_whole and each.is_on for each in found
        ):
            yield Step("plugins", f"Put frisket into {TITLES[host]}?", _putting(host))


def _putting(host: Host) -> Callable[[], None]:
    def put() -> None:
        for found in installing.install(host):
            print(f"frisket {found.version} is in {TITLES[host]}: {found.folder}")
        print(NEXT[host])

    return put


def _light() -> Iterator[Step]:
    # PyTorch, where that is here, runs models that do the same.
    if missing_from("light") and missing_from("models"):
        question = f"Install ONNX Runtime, with which small models run ({_cost('light')})?"
        yield Step("light", question, _installing("light"))


def _models() -> Iterator[Step]:
    if missing_from("models"):
        question = f"Install PyTorch and what else the large models need ({_cost('models')})?"
        yield Step("models", question, _installing("models"))


def _cost(extra: str) -> str:
    if extra == "light":
        return ONNX_RUNTIME
    return PYTORCH_ON_LINUX if sys.platform == "linux" else PYTORCH_ELSEWHERE


def _installing(extra: str) -> Callable[[], None]:
    def install() -> None:
        with _alone(extra):
            _run(installation.here().installing(extra))
            installation.note(extra)
        importlib.invalidate_caches()
        if missing := missing_from(extra):
            raise FailedPrecondition(
                f"The command ended well, and {', '.join(missing)} cannot be found all the same.",
                detail="packages",
                hint=f"Begin anew with {_command(extra)}.",
            )

    return install


@contextlib.contextmanager
def _alone(step: str) -> Iterator[None]:
    """Nobody's panel sets up or updates this copy meanwhile. Raises FailedPrecondition."""
    file = installation.lock()
    if file is None:
        yield
        return
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise FailedPrecondition(
            f"{file} cannot be opened: {reason(error)}.",
            detail="disk",
            hint="Make that folder writable, and run it again.",
        ) from error
    try:
        if not locking.taken(descriptor):
            raise FailedPrecondition(
                "An editor is just setting frisket up, and this would get in its way.",
                detail="busy",
                hint=f"Wait until its panel says that it is done, then run {_command(step)}.",
            )
        yield
    finally:
        os.close(descriptor)


def _words() -> Iterator[Step]:
    agent = Agent(Settings())
    recipe = _recipe(agent)
    if recipe.ready or not recipe.lacks_models:
        return
    names = recipe.lacks_models
    cards = [agent.cards[name] for name in names]
    extras = installation.extras_for(lacking.packages(cards))
    amount = size(recipe.fetch_bytes) if recipe.fetch_bytes else "of unknown size"
    licences = " and ".join(dict.fromkeys(card.licence for card in cards))
    question = f"Fetch {' and '.join(names)}, which find what words name ({amount}, {licences}"
    beside = (f"; with {TITLES_OF.get(extra, extra)}, {_cost(extra)}" for extra in extras)
    question += f"{''.join(beside)})?"

    def fetch() -> None:
        for extra in extras:
            _installing(extra)()
        _run([*installation.command(), "models", "pull", *names, "--yes"])

    yield Step("words", question, fetch)


def _recipe(agent: Agent) -> RecipeInfo:
    """As it stands now, without a GPU."""
    return next(one for one in agent.recipe_infos() if one.name == WORDS)


def _command(step: str, yes: bool = True) -> str:
    return installation.here().frisket("setup", f"--{step}", *["--yes"] * yes)


def _run(words: Sequence[str]) -> None:
    """Run a command that the person sees. Raises FailedPrecondition when it does not end well."""
    print(f"This runs {installation.here().typed(words)}", flush=True)
    try:
        code = subprocess.run(words, check=False).returncode
    except OSError as error:
        raise FailedPrecondition(
            f"{words[0]} cannot be started: {reason(error)}.",
            detail="command",
            hint="Run that command by hand, in a terminal in which it is found.",
        ) from None
    if code:
        raise FailedPrecondition(
            "That did not work; the lines above say why.",
            detail="command",
            hint="What it got so far is kept: once that is mended, this goes on from there.",
        )
