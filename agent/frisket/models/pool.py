"""Models that are loaded: built when first asked for, kept until told to go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frisket_protocol.errors import FailedPrecondition, NotFound

from . import weights
from .base import Watch
from .registry import ModelCard


class Pool:
    """The loaded models of one agent. Used by the worker thread alone."""

    def __init__(self, cards: Mapping[str, ModelCard]) -> None:
        self._cards = cards
        self._loaded: dict[str, Any] = {}

    @property
    def loaded(self) -> list[str]:
        return list(self._loaded)

    def get(self, name: str, watch: Watch) -> Any:
        """The model called `name`: a Detector, Segmenter or Matter, as its card says."""
        card = self._cards.get(name)
        if card is None:
            raise NotFound(
                f"No model is called {name!r:.60}.",
                detail="model",
                hint=f"There are: {', '.join(self._cards)}.",
            )
        if name not in self._loaded:
            watch.step("load")
            self._loaded[name] = self._built(card)
        return self._loaded[name]

    def unload(self, name: str = "") -> None:
        """Let go of one model, or with no name of all."""
        if name:
            self._loaded.pop(name, None)
        else:
            self._loaded.clear()

    def _built(self, card: ModelCard) -> Any:
        if not card.has_files:
            return card.build()
        folder = weights.folder(card)
        if folder is None:
            raise FailedPrecondition(
                f"The model {card.name} is not on this machine.",
                detail="model_files",
                hint=f"Fetch it with `frisket models pull {card.name}`.",
            )
        return card.build(folder)
