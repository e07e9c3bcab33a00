"""Which models there are: each is a card, a TOML file in `cards/` or in the user's own folder.

name = "sam2.1-large"               what recipes and the command line call it
role = "segment"                    detect, segment or matte
title                               what a person reads
licence = "Apache-2.0"              as the publisher names it; accepted by name before a download
builder = "frisket.models.segment_sam2:SegmentSam2"
repository = "facebook/sam2.1-hiera-large"
revision = "…"                      a full commit id, which `frisket models pin` writes
gate = "…"                          how to be let in, where the publisher asks for that
parameters, download_bytes, memory_bytes
[files]                             each file that is fetched = its sha256 ("" until pinned)
[options]                           what its builder needs to know beyond the files

Listing models imports no model: `build` does.
"""

from __future__ import annotations

import importlib.util
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module, resources
from pathlib import Path
from typing import Any, Literal

from frisket_protocol.errors import NotFound
from frisket_protocol.parts import ModelInfo

from .place import CPU, Place

Role = Literal["detect", "segment", "matte"]


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model before it is loaded. `builder` is "module:class".

    path: where the files of a model that was imported lie; it has no repository then.
    """

    name: str
    role: Role
    title: str
    licence: str
    builder: str
    about: str = ""
    repository: str = ""
    revision: str = ""
    gate: str = ""
    path: str = ""
    parameters: int = 0
    download_bytes: int = 0
    memory_bytes: int = 0
    needs: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_files(self) -> bool:
        """Whether there is anything to fetch or import before it can be built."""
        return bool(self.repository or self.path)

    @property
    def lacks(self) -> tuple[str, ...]:
        """The Python packages that it needs and that are not installed."""
        return tuple(name for name in self.needs if importlib.util.find_spec(name) is None)

    def build(self, folder: Path | None = None, place: Place = CPU) -> Any:
        """The model itself: a Detector, Segmenter or Matter, as its role says.

        `folder` holds its files, where it has any.
        """
        module, _, kind = self.builder.partition(":")
        builder = getattr(import_module(module), kind)
        return builder() if folder is None else builder.load(self, folder, place)


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

SETS = ("installed", "fake")
"""What `serve --models` takes: everything that is installed, or that and the models for tests."""


def cards(names: str) -> dict[str, ModelCard]:
    """The cards of one of the SETS by name. Raises NotFound."""
    if names not in SETS:
        raise NotFound(
            f"No set of models is called {names!r}.", hint=f"There are: {', '.join(SETS)}."
        )
    known = [*_CLASSIC, *(_FAKE if names == "fake" else ()), *published()]
    return {card.name: card for card in known}


def published() -> list[ModelCard]:
    """The cards of the models that others publish, in the order of their names."""
    folder = resources.files("frisket") / "cards"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return sorted((_parse(file.read_text("utf-8")) for file in files), key=lambda card: card.name)


def _parse(text: str) -> ModelCard:
    values = tomllib.loads(text)
    values["needs"] = tuple(values.get("needs", ()))
    return ModelCard(**values)


def infos(cards: Iterable[ModelCard], loaded: Iterable[str]) -> tuple[ModelInfo, ...]:
    """The cards as clients see them."""
    there = set(loaded)
    return tuple(
        ModelInfo(card.name, card.role, card.title, card.licence, True, card.name in there)
        for card in cards
    )
