"""A segmenter that stops where the test wants it to: for cancelling and overtaking."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from frisket.config import Settings
from frisket.journey import recipes
from frisket.models.base import Candidate, ObjectPrompt, Watch
from frisket.models.fake import FakeEmbedding, FakeSegmenter
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU, Place
from frisket.serving.agent import Agent


class Gate:
    """Where the worker waits, and what the test sees of it."""

    def __init__(self) -> None:
        self.reached = threading.Semaphore(0)
        self.open = threading.Semaphore(0)
        self.steps_after = 0


class GatedSegmenter(FakeSegmenter):
    """Draws like the fake one, but at a box it waits at the gate first."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def segment(
        self, embedding: FakeEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        if any(prompt.box for prompt in prompts):
            self._gate.reached.release()
            assert self._gate.open.acquire(timeout=20), "the test opens the gate"
        watch.step("segment", 0.5)
        self._gate.steps_after += 1
        return super().segment(embedding, prompts, watch)


@dataclass(frozen=True)
class GatedCard(ModelCard):
    """The card of a segmenter with this test's gate."""

    barrier: Gate = field(default_factory=Gate)

    def build(self, folder: Path | None = None, place: Place = CPU) -> GatedSegmenter:
        return GatedSegmenter(self.barrier)


def gated_agent() -> tuple[Agent, Gate]:
    """An agent whose recipe `fake` has a gate before every box."""
    card = GatedCard("gated", "segment", "", "", "")
    known = [
        replace(recipe, segment=("gated",)) if recipe.name == "fake" else recipe
        for recipe in recipes.load()
    ]
    settings = Settings(models="fake", discoverable=False)
    return Agent(settings, {**registry.cards("fake"), "gated": card}, known), card.barrier
