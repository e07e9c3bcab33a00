"""The toy world's words on ONNX Runtime alone, for an agent that shall run with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from frisket.models.base import Unwatched
from frisket.models.exporting import grounding_dino
from frisket.models.files.card_text import written
from frisket.models.files.cards import ModelCard
from frisket.models.files.onnx import recognised
from tiny.segment.sam_graph import exported
from toyworld import cards

WORDS = cards.cards()["toy-words"]
RECIPE = """
name = "{name}"
title = "Toy world: light"
about = "Grounding DINO on ONNX Runtime × SAM 2.1."
understands = ["words"]
detect = "toy-words-onnx"
segment = "{segmenter}"
matte = ["toy-birefnet", "closed_form"]
rank = {rank}
"""
RECIPES: Mapping[str, tuple[str, int]] = {
    "toy-light": ("toy-sam2", 150),
    "toy-light-alone": ("toy-sam2-onnx", 250),
}
"""By name, what cuts, and the rank: the one without torch is above all others."""


def install(folder: Path, graph: ModelCard | None = None) -> None:
    """As `cards.install`, and the graphs beside. graph: the words', where it is made already."""
    cards.install(folder)
    into = folder / "toy-words-onnx"
    graph = graph or words(into)
    pair = recognised(exported("toy-sam2"), "toy-sam2-onnx", "")
    for card in (graph, pair):
        (folder / "models" / f"{card.name}.toml").write_text(written(card), "utf-8")
    for name, (segmenter, rank) in RECIPES.items():
        text = RECIPE.format(name=name, segmenter=segmenter, rank=rank)
        (folder / "recipes" / f"{name}.toml").write_text(text, "utf-8")


def words(into: Path) -> ModelCard:
    """The card of toy-words as a graph, which is written into a new folder."""
    into.mkdir(exist_ok=True)
    grounding_dino.export(WORDS, Path(WORDS.path), into, Unwatched())
    return replace(
        WORDS,
        name="toy-words-onnx",
        builder=grounding_dino.BUILDER,
        path=str(into),
        needs=("onnxruntime", "tokenizers"),
        files=dict.fromkeys((grounding_dino.FILE, *grounding_dino.BESIDE), ""),
    )
