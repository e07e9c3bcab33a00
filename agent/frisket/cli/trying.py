"""`frisket models try`: what models do here on the example photographs, beside what they should."""

from __future__ import annotations

import argparse
import json
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from frisket import __version__, pictures
from frisket.config import Settings
from frisket.models import devices
from frisket.models.files import weights
from frisket.serving.agent import Agent
from frisket.trials import examples, telling
from frisket.trials.examples import Example
from frisket.trials.trial import Subject, Trial
from frisket.trials.trying import Trials
from frisket_protocol.errors import Cancelled, FrisketError, InvalidArgument
from frisket_protocol.reasons import reason
from frisket_protocol.sizes import size

from .arguments import did_you_mean
from .doctor import version
from .exit_codes import FAILED, OK
from .outcomes import code_of, told, worst
from .places import whose
from .progress import Progress


def run_models_try(options: argparse.Namespace) -> int:
    """The table, and what belongs into a report. Exit code 1 when one is below what is expected."""
    # The parts of an agent, without one: nothing is listening, and nobody else is asked.
    agent = Agent(Settings(discoverable=False))
    agent.service()
    assert agent.pool is not None, "the service has made it"
    known = examples.load()
    trials = Trials(agent.cards, agent.shelf, agent.pool, known)
    shelf = agent.shelf
    names = [*agent.cards, *(info.name for info in shelf.infos()[1:])]
    subjects = list(_named(trials, options.names, names)) or trials.everything(weights.is_usable)
    picture = options.picture or ""
    if picture:
        trials.example(picture)
    folder = _folder(options.overlay)
    codes, done = [OK], list[Trial]()
    for subject in subjects:
        try:
            for trial in _tried(trials, subject, picture, bool(options.names), options.json):
                done.append(trial)
                codes.append(FAILED if trial.is_below else OK)
                if folder:
                    _write(folder, trial)
                if options.json:
                    print(json.dumps(_as_json(trial)), flush=True)
        except Cancelled:
            raise
        except FrisketError as error:
            codes.append(code_of(error))
            print(f"frisket: {subject.called}: {told(error)}", file=sys.stderr)
        # The next one's memory is its own.
        agent.pool.unload()
    if done and not options.json:
        _tell(done, known, agent.pool.known_device)
    return worst(codes)


def _named(trials: Trials, given: Sequence[str], names: Sequence[str]) -> Iterator[Subject]:
    for name in dict.fromkeys(given):
        try:
            yield trials.named(name)
        except FrisketError as error:
            error.hint += did_you_mean(name, names).lstrip() if not error.hint else ""
            raise


def _tried(
    trials: Trials, subject: Subject, picture: str, by_name: bool, quiet: bool
) -> Iterator[Trial]:
    """On one example, or on all that fit."""
    with Progress(subject.called, quiet) as watch:
        fitting = trials.fitting(subject, watch)
    if picture:
        # What was asked for by its name and does not fit is told.
        fitting = [picture] if by_name or picture in fitting else []
    elif not fitting:
        how = examples.folder() / "README.md"
        print(
            f"frisket: {subject.called}: It knows nothing that is in the examples. "
            f"{how} says how to add a photograph of your own.",
            file=sys.stderr,
        )
    for name in fitting:
        with Progress(f"{subject.called}, {name}", quiet) as watch:
            trial = trials.run(subject, name, watch)
        yield trial


# --- what is said ---


def _tell(done: Sequence[Trial], known: Sequence[Example], device: str) -> None:
    rows = [(trial, trial.subject.called, trial.picture) for trial in done]
    print(telling.table([_row(*each) for each in rows]))
    for trial in done:
        if trial.is_below:
            print(f"{trial.subject.called} on {trial.picture}: {telling.sentence(trial)}")
    if any(trial.is_below for trial in done):
        print("Please report it, with the lines below.")
    elif any(telling.verdict(trial) == "not known" for trial in done):
        print("Where nothing is expected, nobody has told yet what it should be. Please report it:")
    print("\n--- for a report ---")
    for name, finding in _machine(device):
        print(f"{name:10} {finding}")
    print(telling.table([_row(*each) for each in _disguised(done, known)]))
    print("---")


def _row(trial: Trial, name: str, picture: str) -> tuple[str, ...]:
    amount = size(trial.memory_bytes) if trial.memory_bytes else ""
    return telling.row(trial, name, picture, amount)


def _machine(device: str) -> Iterator[tuple[str, str]]:
    """What the figures depend on; no folders, and no name of the machine or of a person."""
    yield "frisket", __version__
    yield "system", f"{platform.system()} {platform.release()} {platform.machine()}"
    yield "processor", _processor()
    yield "models on", devices.title(device)
    yield "Python", platform.python_version()
    yield "torch", version("torch")


def _processor() -> str:
    """As it is sold, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
        found = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        found = []
    return next(iter(found), "") or platform.processor() or platform.machine()


def _disguised(done: Sequence[Trial], known: Sequence[Example]) -> list[tuple[Trial, str, str]]:
    """The trials by names in which there is nothing that the person chose."""
    subjects = {
        trial.subject.called: "own recipe" if trial.subject.is_recipe else "own model"
        for trial in done
        if trial.subject.is_own
    }
    own = {example.name: "own picture" for example in known if example.is_own}
    names = telling.disguised([trial.subject.called for trial in done], subjects)
    places = telling.disguised([trial.picture for trial in done], own)
    return [(trial, names[trial.subject.called], places[trial.picture]) for trial in done]


def _as_json(trial: Trial) -> dict[str, object]:
    return {
        "name": trial.subject.name,
        "kind": "recipe" if trial.subject.is_recipe else "model",
        "models": list(trial.models),
        "picture": trial.picture,
        "asked": trial.asked,
        "overlap": round(trial.overlap, 4),
        "difference": round(trial.difference, 4) if trial.is_soft else None,
        "expected": trial.expected if trial.expected >= 0 else None,
        "seconds": round(trial.seconds, 4),
        "runs": trial.runs,
        "memory_bytes": trial.memory_bytes,
        "verdict": telling.verdict(trial),
        "sentence": telling.sentence(trial),
    }


# --- the pictures ---


def _folder(name: str | None) -> Path | None:
    if name is None:
        return None
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidArgument(
            f"The folder {folder} cannot be made: {reason(error)}.",
            detail="usage",
            hint="Name another.",
        ) from None
    return folder


def _write(folder: Path, trial: Trial) -> None:
    name = re.sub(r"[^\w.-]+", "-", f"{trial.subject.called}-{trial.picture}.png")
    path = folder / name
    if path.exists() and not pictures.is_own(path):
        raise InvalidArgument(
            f"{path} is there already, and {whose(path)}.",
            detail="exists",
            hint="Name another folder.",
        )
    pictures.save_overlay(path, pictures.Picture(path, trial.rgb, trial.rgb), [trial.mask])
