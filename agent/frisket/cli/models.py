"""`frisket models`: what models there are, and their files on this machine."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path

from frisket import installation
from frisket.config import Settings
from frisket.journey import recipes
from frisket.models.files import here, hub, lacking, registry, verifying, weights
from frisket.models.files.cards import ModelCard
from frisket.serving.agent import Agent
from frisket_protocol.errors import FailedPrecondition, FrisketError, Unavailable
from frisket_protocol.folders import config_folder
from frisket_protocol.sizes import size

from .bar import Bar
from .exit_codes import FAILED, INTERRUPTED, OK
from .listing import amount, cards, named, run_list, run_show
from .progress import Progress

EXPORTING = ("torch", "onnx", "onnxruntime")


def run_models(options: argparse.Namespace) -> int:
    """Do what the command under `frisket models` says."""
    commands = {
        "list": run_list,
        "show": run_show,
        "pull": run_pull,
        "remove": run_remove,
        "import": run_import,
        "export": run_export,
        "verify": run_verify,
        "pin": run_pin,
        "try": run_try,
    }
    return commands[options.models_command](options)


def run_pull(options: argparse.Namespace) -> int:
    """Fetch models, each after its licence has been agreed to."""
    wanted = [card for card in named(options.names) if not _is_here(card)]
    if wanted and (options.offline or hub.is_offline()):
        raise hub.offline(wanted[0])
    _check_can_fetch(wanted)
    for card in wanted:
        print(f"{card.name}: {card.title}, {amount(card)}, {card.licence}")
        if card.lacks:
            print(_to_run(card))
    if wanted and not agreed("Fetch it?" if len(wanted) == 1 else "Fetch them?", options.yes):
        print("Nothing was fetched.")
        return INTERRUPTED
    for card in wanted:
        accepted = _accepted(card, options.accept_licence)
        with Bar(card.name) as bar:
            pulled = weights.pull(card, accepted, bar.watch, bar.show)
        print(f"{card.name} is in {pulled.folder}.")
        if pulled.resolved:
            print(
                f"Its card names no commit: {pulled.revision[:10]} is the newest, and is kept to. "
                f"{installation.here().frisket('models', 'pin', card.name)} writes it down."
            )
        if card.lacks:
            print(_to_run(card))
    return OK


def run_remove(options: argparse.Namespace) -> int:
    """Delete the files of models."""
    every = cards()
    for card in named(options.names):
        if not card.has_files:
            raise FailedPrecondition(f"{card.name} is built in and has no files.")
        if not weights.installed(card):
            print(f"{card.name} is not here: there is nothing to remove.")
            continue
        others = here.shared_with(card, filter(weights.installed, every.values()))
        also = f" {', '.join(others)} shares them." if others else ""
        stays = weights.lies_elsewhere(card)
        question = f"Remove the files of {card.name} ({_kept(card)})?{also}"
        if stays:
            question = f"Forget {card.name}? Its files in {card.path} stay."
        if not agreed(question, options.yes):
            print(f"{card.name} stays.")
            return INTERRUPTED
        freed = weights.remove(card)
        if stays:
            print(f"{card.name} is no model any more. Its files in {card.path} stay.")
        else:
            print(f"{card.name}: {size(freed)} freed.")
    return OK


def run_import(options: argparse.Namespace) -> int:
    """Make a model of a file or a folder."""
    from frisket.models.files.importing import import_model

    with Progress(options.file, quiet=False) as watch:
        card = import_model(Path(options.file), options.name or "", options.as_model or "", watch)
    print(f"{card.name} is a model now: {card.about or card.title}")
    print(f"  files  {card.path}")
    print(f"  card   {registry.own_card(card.name)}")
    if card.lacks:
        print(_to_run(card))
    print(_next(card))
    return OK


def _next(card: ModelCard) -> str:
    """What to do with a model that was imported: recipes that take it, or how to have one."""
    agent = Agent(Settings(discoverable=False))
    taking = agent.shelf.taking(card.name)
    if taking:
        named = ", ".join(taking)
        show = installation.here().frisket("recipes")
        return f"Used by: {named}. {show} shows what they take, and what they lack."
    folder = config_folder() / "recipes"
    trying = installation.here().frisket("models", "try", card.name)
    return (
        f"No recipe takes it by itself: {trying} shows what it does, and a recipe of your own in "
        f"{folder} names it. {Path(recipes.__file__).parents[1] / 'recipes'} holds examples."
    )


def run_export(options: argparse.Namespace) -> int:
    """Write a model as ONNX files, and say how far they differ from it."""
    from frisket.models.exporting.making import exported, family_of

    (card,) = named([options.name])
    family_of(card)  # one that can never be exported needs nothing for it
    missing = [name for name in EXPORTING if importlib.util.find_spec(name) is None]
    if missing:
        raise FailedPrecondition(
            f"What exports models is not installed: {', '.join(missing)}.",
            detail="packages",
            hint=installation.here().to_install("export"),
        )
    folder = verifying.checked(card)
    if folder is None:
        raise FailedPrecondition(
            f"The model {card.name} is not on this machine.",
            detail="model_files",
            hint=lacking.to_fetch(card),
        )
    reduced = "" if options.precision == "fp32" else f"-{options.precision}"
    into = Path(options.output or f"{card.name}{reduced}-onnx")
    if into.exists():
        raise FailedPrecondition(f"{into} is there already.", hint="Name a new folder with -o.")
    with Progress(card.name, quiet=False) as watch:
        difference = exported(card, folder, into, watch, options.precision)
    taken = sum(file.stat().st_size for file in into.rglob("*.onnx*"))
    print(f"{into} holds {card.name} as ONNX, {size(taken)}. Largest difference: {difference}.")
    use = installation.here().frisket("models", "import", str(into))
    print(f"To have it used without PyTorch: {use}")
    return OK


def run_verify(options: argparse.Namespace) -> int:
    """Compare the files of models with their cards. Exit code 1 when one is damaged."""
    outcome = OK
    present = [card for card in cards().values() if card.has_files and weights.installed(card)]
    if not (options.names or present):
        print(f"No model is here that could be compared. {installation.here().to_list()}")
    for card in named(options.names) if options.names else present:
        if not card.has_files:
            print(f"{card.name}: built in")
            continue
        with Bar(card.name) as bar:
            files = verifying.verify(card, bar.watch, bar.show)
        damaged = [file for file in files if file.is_damaged]
        unknown = [file.name for file in files if not file.expected]
        for file in damaged:
            outcome = FAILED
            print(f"{card.name}: {file.name} is damaged: {file.sha256}, not {file.expected}")
        if damaged:
            remove = installation.here().frisket("models", "remove", card.name)
            print(f"Get it anew with {remove}, then pull or import it.")
        elif unknown:
            print(
                f"{card.name}: nothing says what {', '.join(unknown)} should be; the rest is whole"
            )
        else:
            print(f"{card.name}: whole")
    return outcome


def run_pin(options: argparse.Namespace) -> int:
    """Write commits and hashes into the cards of models. Exit code 1 when one cannot be."""
    from frisket.models.files import pins

    outcome = OK
    every = [card for card in cards().values() if card.repository and not pins.is_pinned(card)]
    for card in named(options.names) if options.names else every:
        try:
            with Bar(card.name) as bar:
                pinned = pins.pin(card, bar.watch, bar.show)
            print(f"{card.name}: {pinned.revision}, written to {pins.write(pinned)}")
        except FrisketError as error:
            # Where the hub does not answer, it does not for the others either.
            if len(options.names) == 1 or isinstance(error, Unavailable):
                raise
            outcome = FAILED
            print(f"frisket: {card.name}: {error}", file=sys.stderr)
    return outcome


def run_try(options: argparse.Namespace) -> int:
    """Use models on the example photographs; see `trying`."""
    from .trying import run_models_try  # it brings all that works on pictures

    return run_models_try(options)


# --- what they share ---


def _check_can_fetch(wanted: list[ModelCard]) -> None:
    """Raise FailedPrecondition, with what installs all that these models lack, where none can be
    fetched: before anything is asked or agreed to."""
    if wanted and not lacking.can_fetch():
        error = hub.not_installed()
        names = [card.name for card in wanted]
        error.hint = installation.here().to_make_ready(lacking.packages(wanted), names)
        raise error


def _kept(card: ModelCard) -> str:
    """What its files take; where that cannot be told, what was announced."""
    return size(here.kept_bytes(card)) if here.kept_bytes(card) else amount(card)


def _to_run(card: ModelCard) -> str:
    """What has to be installed before a model can be used."""
    return f"To run, it needs {', '.join(card.lacks)}. {lacking.to_install(card)}"


def _is_here(card: ModelCard) -> bool:
    if weights.installed(card):
        print(f"{card.name} is here already.")
        return True
    return False


def _accepted(card: ModelCard, given: list[str]) -> str:
    """The name of the licence that the person agrees to; "" where none is needed or given."""
    if not weights.needs_acceptance(card):
        return ""
    named = [name for name in given if name.casefold() == card.licence.casefold()]
    if named or not sys.stdin.isatty():
        return named[0] if named else ""
    print(f"{card.name} comes under the licence {card.licence}. Read it at {hub.page(card)}.")
    if card.gate:
        print(f"{card.gate} {hub.token_needed()}")
    return asked(f"Type the name of the licence to accept it ({card.licence}): ")


def agreed(question: str, yes: bool) -> bool:
    """Whether the person says yes, or has said so before.

    Raises FailedPrecondition where nobody is there to be asked.
    """
    if yes:
        return True
    if not sys.stdin.isatty():
        raise FailedPrecondition(f"{question} Nobody is here to say so.", hint="Add --yes.")
    while True:
        said = asked(f"{question} [y/N] ").casefold()
        if said in ("", "n", "no", "y", "yes"):
            return said in ("y", "yes")
        print("Type y for yes, or n for no.")


def asked(question: str) -> str:
    """The line that is typed; "" at the end of the input."""
    try:
        return input(question).strip()
    except EOFError:
        return ""
