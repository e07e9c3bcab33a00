"""The toy world's words on ONNX Runtime: what trained weights make of the difference.

Grounding DINO's graph, exported here, finds what the PyTorch one finds, through an agent and the
client; SAM 2.1 cuts it out, with torch and as a graph that is found out as own files are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from frisket.config import Settings
from frisket.models.base import Unwatched
from frisket.models.files.cards import ModelCard
from frisket.serving.agent import Agent
from frisket_protocol import Client, Prompt
from pictures_of import Layer, whole
from running import running
from toyworld import light
from toyworld.loop import HELD_OUT
from toyworld.world import Drawn, scene


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ModelCard:
    return light.words(tmp_path_factory.mktemp("toy-words-onnx"))


@pytest.fixture(scope="module")
def client(graph: ModelCard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("config")
    light.install(folder, graph)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRISKET_CONFIG", str(folder))
        agent = Agent(Settings(discoverable=False))
        with running(agent=agent) as served, served.client() as client:
            yield client


def drawn(seed: int, width: int = 640, height: int = 480) -> Drawn:
    return scene(HELD_OUT + seed, width / height, things=3).draw(width, height)


def test_it_finds_what_the_pytorch_one_finds(graph: ModelCard) -> None:
    """Every box, an edge off by at most 0.1 pixels of 1000, and a score by 0.002."""
    before = light.WORDS.build(Path(light.WORDS.path))
    after = graph.build(Path(graph.path))
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


@pytest.mark.parametrize("recipe", light.RECIPES)
def test_words_on_a_layer_of_4k_find_their_thing(client: Client, recipe: str) -> None:
    shown = scene(HELD_OUT + 7003, 16 / 9, things=2).draw(3840, 2160)
    answer = client.open(Layer(shown.picture)).segment(
        Prompt(shown.things[0].phrase), recipe=recipe
    )
    (mask,) = answer.masks
    found, truth = whole(mask, 3840, 2160) >= 128, shown.masks[0]
    assert float((found & truth).sum() / (found | truth).sum()) > 0.9
