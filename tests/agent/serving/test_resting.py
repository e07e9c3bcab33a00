"""Models that nobody asks for leave the memory by themselves, and come back when asked for."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass, field
from pathlib import Path

from frisket.config import Settings
from frisket.journey.recipes import Recipe
from frisket.models.fake import FakeSegmenter
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU, Place
from frisket.serving.agent import Agent
from frisket_protocol import Box, Prompt
from frisket_protocol.requests import ModelsUnload
from pictures_of import Layer, plain
from running import Running, running

SECONDS = 20


class Heavy(FakeSegmenter):
    """The fake segmenter, with a weight."""

    nbytes = 100


@dataclass(frozen=True)
class HeavyCard(ModelCard):
    """Builds Heavy, and tells when one has left the memory."""

    gone: threading.Event = field(default_factory=threading.Event)

    def build(self, folder: Path | None = None, place: Place = CPU) -> Heavy:
        model = Heavy()
        weakref.finalize(model, self.gone.set)
        return model


def heavy_agent(folder: Path, seconds: float) -> tuple[Agent, HeavyCard]:
    card = HeavyCard("heavy", "segment", "Heavy", "MIT", "", path=str(folder), memory_bytes=100)
    recipe = Recipe("heavy", "", "", ("box",), ("heavy",), ("closed_form",), rank=500)
    settings = Settings(discoverable=False, device="cpu", models_bytes=1000, unload_after=seconds)
    return Agent(settings, {**registry.cards("fake"), "heavy": card}, [recipe]), card


def ask(served: Running) -> str:
    with served.client() as client:
        prompt = Prompt(boxes=(Box(1, 1, 5, 5),))
        return client.open(Layer(plain(20, 20))).segment(prompt).recipe


def test_an_idle_model_leaves_and_comes_back(tmp_path: Path) -> None:
    agent, card = heavy_agent(tmp_path, 0.05)
    with running(agent=agent) as served:
        assert ask(served) == "heavy"
        assert card.gone.wait(SECONDS)
        assert ask(served) == "heavy"


def test_a_model_leaves_when_it_is_told_to(tmp_path: Path) -> None:
    agent, card = heavy_agent(tmp_path, 1e6)
    with running(agent=agent) as served:
        ask(served)
        assert not card.gone.is_set()
        with served.client() as client:
            client.ask(ModelsUnload("heavy"))
        assert card.gone.wait(SECONDS)
