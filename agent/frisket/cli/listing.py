"""What models there are, and all that is known of each, as `frisket models` prints it."""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Collection, Iterable
from typing import Any

from frisket import __version__, installation
from frisket.config import Settings
from frisket.journey import recipes
from frisket.models.files import first_seen, hub, lacking, onnx, registry, weights
from frisket.models.files.cards import ModelCard
from frisket.serving.agent import Agent
from frisket_protocol.client import Client
from frisket_protocol.errors import FrisketError, NotFound
from frisket_protocol.folders import config_folder
from frisket_protocol.parts import Software
from frisket_protocol.sizes import size

from .arguments import did_you_mean
from .asking import strange
from .exit_codes import OK
from .terminal import say

FOR = {
    "detect": "To find things, most of them by words",
    "segment": "To cut out what is clicked, boxed or found",
    "matte": "For soft edges, such as hair and fur",
}
"""What the models of a role are for, as people say it."""


def run_list(options: argparse.Namespace) -> int:
    """Every model, by what it is for; first those that recipes take on a computer without any."""
    known = cards()
    chosen = advised(known)
    every = sorted(
        known.values(), key=lambda card: (list(FOR).index(card.role), card.name not in chosen)
    )
    if options.json:
        print(json.dumps([_as_json(card) for card in every]))
        return OK
    width = max(len(card.name) for card in every)
    role = ""
    for card in every:
        if card.role != role:
            role = card.role
            print(f"{FOR[role]}:")
        bytes_ = size(card.download_bytes) if card.download_bytes else ""
        star = "*" if card.name in chosen else " "
        print(f"{star} {card.name:{width}} {bytes_:>8}  {card.licence:12} {_state(card)}")
    print("* begin with these: what recipes would take here, free to use.")
    _say_whose()
    for file in onnx.of_rembg(known.values()):
        print(
            f"rembg's {file.stem} is here and can be used: "
            f"{installation.here().frisket('models', 'import', str(file))}"
        )
    return OK


def _say_whose() -> None:
    """That the agent, whose models are used while it runs, goes by others than these."""
    with contextlib.suppress(FrisketError):  # none, or none that could be asked
        with Client.connect(Software("frisket-cli", __version__)) as client:
            which = strange(client)
        if which:
            stop = installation.here().frisket("stop")
            say(f"{which}. It may have other models than these; {stop} ends it.")


def run_show(options: argparse.Namespace) -> int:
    """All that is known of one model."""
    card = named([options.name])[0]
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
        print(lacking.to_fetch(card))
    return OK


def advised(known: dict[str, ModelCard]) -> Collection[str]:
    """Those that recipes would take here, of which nothing is asked of whoever uses them."""
    infos = Agent(Settings(discoverable=False)).recipe_infos()
    names = {name for info in infos for name in info.models if name in known}
    return {
        name
        for name in names
        if known[name].has_files and not (weights.needs_acceptance(known[name]) or known[name].gate)
    }


def cards() -> dict[str, ModelCard]:
    return registry.cards("installed")


def named(names: Iterable[str]) -> list[ModelCard]:
    known = cards()
    for name in names:
        if name not in known and name in _to_import():
            raise NotFound(
                f"{name} is a model of your own, and it is not here yet.",
                detail="model",
                hint="Take any YOLO detection model that you have (.pt), and import it with "
                f"{installation.here().frisket('models', 'import', 'FILE', '--name', name)}.",
            )
        if name not in known:
            meant = did_you_mean(name, known)
            raise NotFound(
                f"No model is called {name!r:.60}.",
                detail="model",
                hint=f"{installation.here().to_list()}{meant}",
            )
    return [known[name] for name in dict.fromkeys(names)]


def _to_import() -> set[str]:
    """Models that recipes name and nobody publishes: people bring their own."""
    every = recipes.load(config_folder() / "recipes")
    return {name for recipe in every for role in recipe.roles for name in role if "yolo" in name}


def _state(card: ModelCard) -> str:
    if not card.has_files:
        return "built in"
    here = "here" if weights.installed(card) else "not fetched"
    return f"{here}, needs {', '.join(card.lacks)}" if card.lacks else here


def amount(card: ModelCard) -> str:
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
        yield "", lacking.to_install(card)
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
