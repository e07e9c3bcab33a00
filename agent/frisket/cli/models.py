"""`frisket models`: what models there are, and their files on this machine."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from frisket import installation
from frisket.models.files import first_seen, here, hub, registry, verifying, weights
from frisket.models.files.cards import ModelCard
from frisket_protocol.errors import FailedPrecondition, FrisketError, NotFound
from frisket_protocol.sizes import size

from .arguments import did_you_mean
from .bar import Bar
from .exit_codes import FAILED, INTERRUPTED, OK
from .progress import Progress


def run_models(options: argparse.Namespace) -> int:
    """Do what the command under `frisket models` says."""
    commands = {
        "list": run_list,
        "show": run_show,
        "pull": run_pull,
        "remove": run_remove,
        "import": run_import,
        "verify": run_verify,
        "pin": run_pin,
        "try": run_try,
    }
    return commands[options.models_command](options)


def run_list(options: argparse.Namespace) -> int:
    """Every model, by role."""
    order = ("detect", "segment", "matte")
    every = sorted(_cards().values(), key=lambda card: (order.index(card.role), card.name))
    if options.json:
        print(json.dumps([_as_json(card) for card in every]))
        return OK
    width = max(len(card.name) for card in every)
    for card in every:
        amount = size(card.download_bytes) if card.download_bytes else ""
        print(f"{card.role:8} {card.name:{width}} {amount:>8}  {card.licence:12} {_state(card)}")
    return OK


def run_show(options: argparse.Namespace) -> int:
    """All that is known of one model."""
    card = _named([options.name])[0]
    if options.json:
        print(json.dumps(_as_json(card)))
        return OK
    print(f"{card.name}: {card.title}")
    if card.about:
        print(card.about)
    for name, value in _facts(card):
        print(f"  {name:12} {value}")
    for name, digest in card.files.items():
        print(f"    {name}  {digest or 'not pinned'}")
    if not weights.installed(card):
        print(installation.here().to_fetch(card.name))
    return OK


def run_pull(options: argparse.Namespace) -> int:
    """Fetch models, each after its licence has been agreed to."""
    wanted = [card for card in _named(options.names) if not _is_here(card)]
    if wanted and (options.offline or hub.is_offline()):
        raise hub.offline(wanted[0])
    for card in wanted:
        print(f"{card.name}: {card.title}, {_amount(card)}, {card.licence}")
    if wanted and not agreed("Fetch it?" if len(wanted) == 1 else "Fetch them?", options.yes):
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
            how = installation.here().to_install(installation.extra_for(card.lacks))
            print(f"To run, it needs {', '.join(card.lacks)}. {how}")
    return OK


def run_remove(options: argparse.Namespace) -> int:
    """Delete the files of models."""
    cards = _cards()
    for card in _named(options.names):
        if not card.has_files:
            raise FailedPrecondition(f"{card.name} is built in and has no files.")
        others = here.shared_with(card, filter(weights.installed, cards.values()))
        also = f" {', '.join(others)} shares them." if others else ""
        question = f"Remove the files of {card.name} ({_amount(card)})?{also}"
        if not agreed(question, options.yes):
            return INTERRUPTED
        print(f"{card.name}: {size(weights.remove(card))} freed.")
    return OK


def run_import(options: argparse.Namespace) -> int:
    """Make a model of a file or a folder."""
    from frisket.models.files.importing import import_model

    with Progress(options.file, quiet=False) as watch:
        card = import_model(Path(options.file), options.name or "", options.as_model or "", watch)
    print(f"{card.name} is a model now: {card.about or card.title}")
    print(f"  files  {card.path}")
    print(f"  card   {registry.own_card(card.name)}")
    return OK


def run_verify(options: argparse.Namespace) -> int:
    """Compare the files of models with their cards. Exit code 1 when one is damaged."""
    outcome = OK
    here = [card for card in _cards().values() if card.has_files and weights.installed(card)]
    for card in _named(options.names) if options.names else here:
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
    every = [card for card in _cards().values() if card.repository and not pins.is_pinned(card)]
    for card in _named(options.names) if options.names else every:
        try:
            with Bar(card.name) as bar:
                pinned = pins.pin(card, bar.watch, bar.show)
            print(f"{card.name}: {pinned.revision}, written to {pins.write(pinned)}")
        except FrisketError as error:
            if len(options.names) == 1:
                raise
            outcome = FAILED
            print(f"frisket: {error}", file=sys.stderr)
    return outcome


def run_try(options: argparse.Namespace) -> int:
    """Use models on the example photographs; see `trying`."""
    from .trying import run_models_try  # it brings all that works on pictures

    return run_models_try(options)


# --- what they share ---


def _cards() -> dict[str, ModelCard]:
    return registry.cards("installed")


def _named(names: Iterable[str]) -> list[ModelCard]:
    known = _cards()
    for name in names:
        if name not in known:
            meant = did_you_mean(name, known)
            raise NotFound(
                f"No model is called {name!r:.60}.",
                detail="model",
                hint=f"{installation.here().to_list()}{meant}",
            )
    return [known[name] for name in dict.fromkeys(names)]


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
    return asked(f"{question} [y/N] ").casefold() in ("y", "yes")


def asked(question: str) -> str:
    """The line that is typed; "" at the end of the input."""
    try:
        return input(question).strip()
    except EOFError:
        return ""


def _state(card: ModelCard) -> str:
    if not card.has_files:
        return "built in"
    here = "here" if weights.installed(card) else "not fetched"
    return f"{here}, needs {', '.join(card.lacks)}" if card.lacks else here


def _amount(card: ModelCard) -> str:
    return size(card.download_bytes) if card.download_bytes else "of unknown size"


def _facts(card: ModelCard) -> Iterable[tuple[str, str]]:
    place = weights.folder(card) if card.has_files else None
    yield "role", card.role
    yield "licence", card.licence + (" (accepted by name)" * weights.needs_acceptance(card))
    if card.gate:
        yield "access", card.gate
    if card.repository:
        yield "from", hub.page(card)
        kept = first_seen.commit(card)
        kept = f"{kept}, since it was first fetched" if kept else ""
        yield "commit", card.revision or kept or "not pinned: the newest when it is fetched"
    if card.download_bytes:
        yield "download", size(card.download_bytes)
    if card.parameters:
        yield "parameters", f"{card.parameters / 1e6:.1f} million"
    if card.memory_bytes:
        yield "memory", size(card.memory_bytes)
    yield "state", _state(card)
    if card.lacks:
        yield "", installation.here().to_install(installation.extra_for(card.lacks))
    if place is not None:
        yield "files", str(place)


def _as_json(card: ModelCard) -> dict[str, Any]:
    place = weights.folder(card) if card.has_files else None
    return {
        "name": card.name,
        "role": card.role,
        "title": card.title,
        "about": card.about,
        "licence": card.licence,
        "accept_by_name": weights.needs_acceptance(card),
        "gate": card.gate,
        "repository": card.repository,
        "revision": card.revision,
        "files": dict(card.files),
        "download_bytes": card.download_bytes,
        "memory_bytes": card.memory_bytes,
        "parameters": card.parameters,
        "installed": weights.installed(card),
        "lacks": list(card.lacks),
        "folder": str(place) if place is not None else "",
    }
