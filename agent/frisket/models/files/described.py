"""The card of a folder in Hugging Face's layout: built like a model that is known."""

from __future__ import annotations

import json
from dataclasses import replace
from math import prod
from pathlib import Path

from frisket import installation
from frisket_protocol.errors import InvalidArgument, NotFound

from . import blobs
from .cards import FILE_KINDS, ModelCard
from .foreign import resembled, tensors
from .registry import cards

LIKE = {
    "d_fine": "dfine-large-coco",
    "edgetam": "edgetam",
    "edgetam_video": "edgetam",
    "florence2": "florence2-large",
    "grounding-dino": "grounding-dino-base",
    "mm-grounding-dino": "mm-grounding-dino-tiny",
    "rf_detr": "rf-detr-large",
    "sam": "sam-large",
    "sam2": "sam2.1-large",
    "sam2_video": "sam2.1-large",
    "sam3": "sam3",
    "sam3_video": "sam3",
    "sam_hq": "sam-hq-large",
    "vitmatte": "vitmatte-base",
}
"""`model_type` of a configuration → the model whose card says how such a one is built."""


def described(folder: Path, name: str, like: str) -> ModelCard:
    """The card of a folder in Hugging Face's layout: built like the model that it resembles."""
    files = sorted(file for file in folder.iterdir() if file.suffix in FILE_KINDS)
    if not any(file.suffix == ".safetensors" for file in files):
        raise unknown(
            folder, "Its weights must be .safetensors: others can run code when they are loaded."
        )
    pattern = _pattern(folder, like)
    parameters = sum(prod(shape) for file in files for shape in (tensors(file) or {}).values())
    share = parameters / pattern.parameters if pattern.parameters else 1
    return replace(
        pattern,
        name=name,
        title=name,
        about=f"Imported; built like {pattern.title}.",
        repository="",
        revision="",
        gate="",
        path=str(folder),
        parameters=parameters,
        download_bytes=0,
        memory_bytes=round(pattern.memory_bytes * share),
        files={file.name: blobs.sha256(file, lambda _: None) for file in files},
    )


def _pattern(folder: Path, like: str) -> ModelCard:
    """The card of the model that one is built like."""
    known = {card.name: card for card in cards("installed").values() if card.has_files}
    if like and like not in known:
        raise NotFound(
            f"No model is called {like!r:.60}.",
            detail="model",
            hint=installation.here().to_list(),
        )
    kind = _model_type(folder / "config.json")
    if like or LIKE.get(kind) in known:
        return known[like or LIKE[kind]]
    said = f"calls itself {kind!r:.40}" if kind else "does not say what it is"
    other = f"It {said}: name a model that it is built like with --as."
    raise unknown(folder, resembled(folder) or other)


def _model_type(config: Path) -> str:
    try:
        return str(json.loads(config.read_text("utf-8"))["model_type"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def unknown(file: Path, hint: str) -> InvalidArgument:
    return InvalidArgument(
        f"{file.name} is nothing that can be imported.", detail="checkpoint", hint=hint
    )
