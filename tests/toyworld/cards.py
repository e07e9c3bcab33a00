"""Cards and recipes of the toy world's models, for an agent that shall run with them.

`install(folder)` writes what FRISKET_CONFIG names: `models/<card>.toml`, `recipes/<recipe>.toml`.
`publish(hub, folder)` does so for models that are still to be fetched from a hub.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frisket.models.files.card_text import written
from frisket.models.files.cards import ModelCard, Role

if TYPE_CHECKING:
    from hub import Hub

CHECKPOINTS = Path(__file__).parent / "checkpoints"
BALLAST_BYTES = 12 << 20
"""So that there is time to see one of them being fetched."""
_TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "vocab.txt")
_SHOWN = ("config.json", "preprocessor_config.json")
_TORCH = ("torch", "torchvision", "transformers")


def cards() -> dict[str, ModelCard]:
    """The five cards by name."""
    every = (
        _card(
            "toy-words",
            "detect",
            "Grounding DINO",
            "detect.grounding_dino:DetectGroundingDino",
            _TORCH,
            (*_SHOWN, *_TOKENIZER),
            {"box_threshold": 0.25, "text_threshold": 0.25},
        ),
        # Its network is ultralytics' own.
        replace(
            _card("toy-yolo", "detect", "YOLO", "detect.yolo:DetectYolo", (*_TORCH, "ultralytics")),
            licence="AGPL-3.0",
        ),
        _card("toy-sam", "segment", "SAM", "segment.sam:SegmentSam", _TORCH, _SHOWN),
        _card("toy-sam2", "segment", "SAM 2.1", "segment.sam2:SegmentSam2", _TORCH, _SHOWN),
        _card(
            "toy-birefnet",
            "matte",
            "BiRefNet",
            "matte.birefnet.adapter:MatteBiRefNet",
            _TORCH,
            options={"sides": [96, 96]},
        ),
    )
    return {card.name: card for card in every}


def _card(
    name: str,
    role: Role,
    family: str,
    builder: str,
    needs: tuple[str, ...],
    files: tuple[str, ...] = (),
    options: Mapping[str, Any] = {},
) -> ModelCard:
    folder = CHECKPOINTS / name
    return ModelCard(
        name=name,
        role=role,
        title=f"{family} of the toy world",
        licence="Apache-2.0",
        builder=f"frisket.models.{builder}",
        path=str(folder),
        needs=needs,
        files=dict.fromkeys(("model.safetensors", *files), ""),
        options=options,
    )


RECIPES: dict[str, dict[str, object]] = {
    "toy-words": {
        "about": "Grounding DINO × SAM × BiRefNet.",
        "understands": ["words", "box", "points", "scribble", "rough"],
        "detect": "toy-words",
        "segment": "toy-sam",
        "matte": ["toy-birefnet", "closed_form"],
        "rank": 200,
    },
    "toy-names": {
        "about": "YOLO × SAM 2.1.",
        "understands": ["words", "subject"],
        "detects": ["words", "subject"],
        "detect": "toy-yolo",
        "segment": "toy-sam2",
        "matte": ["toy-birefnet", "closed_form"],
        "rank": 190,
    },
    "toy-click": {
        "about": "SAM 2.1.",
        "understands": ["box", "points", "scribble", "rough", "everything"],
        "segment": "toy-sam2",
        "matte": ["toy-birefnet", "closed_form"],
        "rank": 210,
    },
    "toy-subject": {
        "about": "BiRefNet.",
        "understands": ["subject", "box", "rough"],
        "segment": "toy-birefnet",
        "matte": "toy-birefnet",
        "rank": 180,
    },
}
"""Of the ranks of any other recipe, these are above."""


def install(folder: Path) -> None:
    """Write the cards and the recipes whose models are there into a folder for FRISKET_CONFIG."""
    there = {name: card for name, card in cards().items() if Path(card.path).is_dir()}
    _write(folder, there, RECIPES)


def publish(hub: Hub, folder: Path) -> None:
    """Put the models on a hub, each in a repository of its own, with cards that name it.

    BiRefNet's asks for its licence to be accepted, and lets people in by a token.
    """
    every = cards()
    published = {}
    for number, name in enumerate(("toy-words", "toy-sam", "toy-birefnet"), start=1):
        card, repository, commit = every[name], f"toys/{name}", str(number) * 40
        files = {file: (Path(card.path) / file).read_bytes() for file in card.files}
        if name == "toy-words":
            files = {"ballast.txt": random.Random(number).randbytes(BALLAST_BYTES), **files}
        hub.publish(repository, commit, files)
        published[name] = replace(
            card,
            path="",
            repository=repository,
            revision=commit,
            download_bytes=sum(map(len, files.values())),
            files={file: sha256(data).hexdigest() for file, data in files.items()},
        )
    asks = published["toy-birefnet"]
    hub.gated.add(asks.repository)
    gate = "Ask for access on the model's page."
    published["toy-birefnet"] = replace(asks, licence="CC-BY-NC-4.0", gate=gate)
    _write(folder, published, {name: RECIPES[name] for name in ("toy-words", "toy-subject")})


def _write(
    folder: Path, there: Mapping[str, ModelCard], named: Mapping[str, Mapping[str, object]]
) -> None:
    models, recipes = folder / "models", folder / "recipes"
    models.mkdir(parents=True, exist_ok=True)
    recipes.mkdir(parents=True, exist_ok=True)
    for name, card in there.items():
        (models / f"{name}.toml").write_text(written(card), "utf-8")
    for name, recipe in named.items():
        fields = {"name": name, "title": f"Toy world: {name}", **recipe}
        # What JSON writes of texts, numbers and lists of them is TOML too.
        lines = [f"{field} = {json.dumps(value)}" for field, value in fields.items()]
        (recipes / f"{name}.toml").write_text("\n".join([*lines, ""]), "utf-8")
