"""Cards and recipes of the toy world's models, for an agent that shall run with them.

`install(folder)` writes what FRISKET_CONFIG names: `models/<card>.toml`, `recipes/<recipe>.toml`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from frisket.models.files.card_text import written
from frisket.models.files.cards import ModelCard, Role

CHECKPOINTS = Path(__file__).parent / "checkpoints"
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
    models, recipes = folder / "models", folder / "recipes"
    models.mkdir(parents=True, exist_ok=True)
    recipes.mkdir(parents=True, exist_ok=True)
    for name, card in there.items():
        (models / f"{name}.toml").write_text(written(card), "utf-8")
    for name, recipe in RECIPES.items():
        fields = {"name": name, "title": f"Toy world: {name}", **recipe}
        # What JSON writes of texts, numbers and lists of them is TOML too.
        lines = [f"{field} = {json.dumps(value)}" for field, value in fields.items()]
        (recipes / f"{name}.toml").write_text("\n".join([*lines, ""]), "utf-8")
