"""Which models there are: a name, a card and a builder. Building imports; listing does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

from frisket_protocol.errors import NotFound
from frisket_protocol.parts import ModelInfo

Role = Literal["detect", "segment", "matte"]


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model before it is loaded. `builder` is "module:class"."""

    name: str
    role: Role
    title: str
    licence: str
    builder: str

    def build(self) -> Any:
        """The model itself: a Detector, Segmenter or Matter, as its role says."""
        module, _, kind = self.builder.partition(":")
        return getattr(import_module(module), kind)()


_CLASSIC = (
    ModelCard(
        "classic",
        "segment",
        "Regions, colour models and minimum cuts",
        "Apache-2.0",
        "frisket.models.segment_classic:SegmentClassic",
    ),
    ModelCard(
        "closed_form",
        "matte",
        "Closed-form matting",
        "Apache-2.0",
        "frisket.models.matte_closed_form:MatteClosedForm",
    ),
)
_FAKE = (
    ModelCard(
        "fake_detector",
        "detect",
        "Patches of plain colour",
        "Apache-2.0",
        "frisket.models.fake:FakeDetector",
    ),
    ModelCard(
        "fake", "segment", "Boxes and discs", "Apache-2.0", "frisket.models.fake:FakeSegmenter"
    ),
    ModelCard("fake_matter", "matte", "A blur", "Apache-2.0", "frisket.models.fake:FakeMatter"),
)

SETS: dict[str, tuple[ModelCard, ...]] = {"installed": _CLASSIC, "fake": _CLASSIC + _FAKE}
"""What `serve --models` takes: everything that is installed, or that and the models for tests."""


def cards(names: str) -> dict[str, ModelCard]:
    """The cards of one of the SETS by name. Raises NotFound."""
    if names not in SETS:
        raise NotFound(
            f"No set of models is called {names!r}.", hint=f"There are: {', '.join(SETS)}."
        )
    return {card.name: card for card in SETS[names]}


def infos(cards: Iterable[ModelCard], loaded: Iterable[str]) -> tuple[ModelInfo, ...]:
    """The cards as clients see them."""
    there = set(loaded)
    return tuple(
        ModelInfo(card.name, card.role, card.title, card.licence, True, card.name in there)
        for card in cards
    )
