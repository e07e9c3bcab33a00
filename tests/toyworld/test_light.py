"""The toy world's words on ONNX Runtime: what trained weights make of the difference.

Grounding DINO's graph, exported here, finds what the PyTorch one finds, through an agent and the
client; SAM 2.1 cuts it out, with torch and as a graph, which is found out as a person's own files are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from frisket.config import Settings
from frisket.models.base import Unwatched
from frisket.models.exporting import grounding_dino
from frisket.models.files.card_text import written
from frisket.models.files.cards import ModelCard
from frisket.models.files.onnx import recognised
from frisket.serving.agent import Agent
from frisket_protocol import Client, Prompt
from pictures_of import Layer, whole
from running import running
from tiny.segment.sam_graph import exported
from toyworld.cards import cards, install
from toyworld.loop import HELD_OUT
from toyworld.world import Drawn, scene

WORDS = cards()["toy-words"]
RECIPE = """
name = "{name}"
title = "Toy world: light"
about = "Grounding DINO on ONNX Runtime × SAM 2.1."
understands = ["words"]
detect = "toy-words-onnx"
segment = "{segmenter}"
matte = ["closed_form"]
rank = 150
"""
RECIPES = {"toy-light": "toy-sam2", "toy-light-alone": "toy-sam2-onnx"}
"""By name, and what cuts."""


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> ModelCard:
    """The card of toy-words as a graph."""
    into = tmp_path_factory.mktemp("toy-words-onnx")
    grounding_dino.export(WORDS, Path(WORDS.path), into, Unwatched())
    return replace(
        WORDS,
        name="toy-words-onnx",
        builder=grounding_dino.BUILDER,
        path=str(into),
        needs=("onnxruntime", "tokenizers"),
        files=dict.fromkeys((grounding_dino.FILE, *grounding_dino.BESIDE), ""),
    )


@pytest.fixture(scope="module")
def client(light: ModelCard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("config")
    install(folder)
    (folder / "models" / "toy-words-onnx.toml").write_text(written(light), "utf-8")
    pair = recognised(exported("toy-sam2"), "toy-sam2-onnx", "")
    (folder / "models" / "toy-sam2-onnx.toml").write_text(written(pair), "utf-8")
    for name, segmenter in RECIPES.items():
        text = RECIPE.format(name=name, segmenter=segmenter)
        (folder / "recipes" / f"{name}.toml").write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRISKET_CONFIG", str(folder))
        agent = Agent(Settings(discoverable=False))
        with running(agent=agent) as served, served.client() as client:
            yield client


def drawn(seed: int, width: int = 640, height: int = 480) -> Drawn:
    return scene(HELD_OUT + seed, width / height, things=3).draw(width, height)


def test_it_finds_what_the_pytorch_one_finds(light: ModelCard) -> None:
    """Every box, an edge off by at most 0.1 pixels of 1000, and a score by 0.002."""
    before, after = WORDS.build(Path(WORDS.path)), light.build(Path(light.path))
    for seed in range(8):
        shown = drawn(seed)
        phrases = [thing.phrase for thing in shown.things]
        expected = before.detect(shown.picture, phrases, Unwatched())
        found = after.detect(shown.picture, phrases, Unwatched())
        assert [one.phrase for one in found] == [one.phrase for one in expected]
        for one, other in zip(found, expected, strict=True):
            apart = np.subtract(
                (one.box.x0, one.box.y0, one.box.x1, one.box.y1),
                (other.box.x0, other.box.y0, other.box.x1, other.box.y1),
            )
            assert np.abs(apart).max() < 0.1 * 640 / 1000
            assert one.score == pytest.approx(other.score, abs=0.002)


@pytest.mark.parametrize("recipe", RECIPES)
def test_words_on_a_layer_of_4k_find_their_thing(client: Client, recipe: str) -> None:
    shown = scene(HELD_OUT + 7003, 16 / 9, things=2).draw(3840, 2160)
    answer = client.open(Layer(shown.picture)).segment(
        Prompt(shown.things[0].phrase), recipe=recipe
    )
    (mask,) = answer.masks
    found, truth = whole(mask, 3840, 2160) >= 128, shown.masks[0]
    assert float((found & truth).sum() / (found | truth).sum()) > 0.9
