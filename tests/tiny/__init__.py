"""Tiny checkpoints of the real model classes, in the layout that their publishers use.

`tiny/<role>/<family>.py` stands for the same file in `frisket/models` and has one function:

    def write(folder: Path, card: ModelCard) -> None
        A seeded model of a few hundred kB with every file that `card.files` names.

`install(card, cache)` puts one where the agent looks for the real one.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

from frisket.models.files import registry
from frisket.models.files.cards import ModelCard

COMMIT = "0" * 40
"""The commit that stands in for the one of a card that is not pinned yet."""


def install(card: ModelCard, cache: Path) -> Path:
    """Write the tiny model of `card` into a Hugging Face cache (HF_HUB_CACHE); its folder."""
    repository = cache / f"models--{card.repository.replace('/', '--')}"
    revision = card.revision or COMMIT
    folder = repository / "snapshots" / revision
    (repository / "refs").mkdir(parents=True, exist_ok=True)
    (repository / "refs" / "main").write_text(revision)
    if not folder.is_dir():
        folder.mkdir(parents=True)
        import_module(f"tiny.{family(card)}").write(folder, card)
    missing = [name for name in card.files if not (folder / name).is_file()]
    assert not missing, f"the tiny {card.name} lacks {missing}"
    return folder


def family(card: ModelCard) -> str:
    """Which file makes it: "<role>.<family>"."""
    module = card.builder.partition(":")[0].removeprefix("frisket.models.")
    return ".".join(module.split(".")[:2])


FAMILIES = {
    "detect": (
        "grounding-dino-tiny",
        "mm-grounding-dino-tiny",
        "florence2-base",
        "rf-detr-nano",
        "grounding-dino-tiny-onnx",
        "dfine-medium-coco-onnx",
    ),
    "segment": (
        "sam-base",
        "sam-hq-base",
        "sam2.1-tiny",
        "sam2.1-tiny-onnx",
        "mobilesam-onnx",
        "edgetam",
        "sam3",
    ),
    "matte": ("birefnet-general", "vitmatte-small", "birefnet-lite-onnx"),
}
"""One card of every family and kind, by role."""
EAGER = {"threshold": 0.0, "box_threshold": 0.0, "text_threshold": 0.0, "sides": [256, 256]}


def eager(card: ModelCard) -> ModelCard:
    """The card with thresholds that let everything through: random weights are sure of nothing.

    And without the hashes of the published files, which these are not.
    """
    files = dict.fromkeys(card.files, "")
    return replace(card, options={**card.options, **EAGER}, files=files)


def families(role: str) -> list[ModelCard]:
    """The cards of FAMILIES in that role."""
    known = registry.cards("installed")
    return [eager(known[name]) for name in FAMILIES[role]]
