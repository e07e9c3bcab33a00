"""Which models there are: the cards that come with frisket, and the user's own.

The user's own cards are `models/<name>.toml` in `config_folder()`; one that has the name of a card
that comes with frisket stands for it. Listing models imports no model.
"""

from __future__ import annotations

import logging
from importlib import resources
from pathlib import Path

from frisket_protocol.errors import InvalidArgument, NotFound
from frisket_protocol.folders import config_folder, toml_files

from .cards import ModelCard, parse, wrong

log = logging.getLogger(__name__)

_CLASSIC = (
    ModelCard(
        "classic",
        "segment",
        "Regions, colour models and minimum cuts",
        "Apache-2.0",
        "frisket.models.segment.classic.adapter:SegmentClassic",
        # From a real run, and some less.
        tried={"dahlia": 0.95, "astronaut": 0.7, "cat": 0.8, "coins": 0.95},
    ),
    ModelCard(
        "closed_form",
        "matte",
        "Closed-form matting",
        "Apache-2.0",
        "frisket.models.matte.closed_form:MatteClosedForm",
        tried={"hair": 0.62},
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

BUILT_IN = frozenset(card.name for card in (*_CLASSIC, *_FAKE))
SETS = ("installed", "fake")
"""What `serve --models` takes: everything that is installed, or that and the models for tests."""


def cards(names: str) -> dict[str, ModelCard]:
    """The cards of one of the SETS by name. Raises NotFound.

    A card of the user's own that is broken is left out, and the log says so.
    """
    if names not in SETS:
        raise NotFound(
            f"No set of models is called {names!r}.", hint=f"There are: {', '.join(SETS)}."
        )
    mine, complaints = own()
    for complaint in complaints:
        log.warning("%s", complaint)
    known = [*_CLASSIC, *(_FAKE if names == "fake" else ()), *published(), *mine]
    return {card.name: card for card in known}


def published() -> list[ModelCard]:
    """The cards of the models that others publish, in the order of their names."""
    found = (parse(file.read_text("utf-8")) for file in shipped().glob("*/*.toml"))
    return sorted(found, key=lambda card: card.name)


def shipped() -> Path:
    """Where the cards that come with frisket lie: `<role>/<name>.toml`."""
    return Path(str(resources.files("frisket") / "cards"))


def own() -> tuple[list[ModelCard], list[str]]:
    """The user's own cards in the order of their names, and a sentence for each that is broken."""
    found: list[ModelCard] = []
    complaints: list[str] = []
    for file in toml_files(own_card("").parent):
        try:
            found.append(_own(file))
        except (InvalidArgument, OSError, UnicodeDecodeError) as error:
            complaints.append(f"The card {file} is left out: {error}")
    return found, complaints


def own_card(name: str) -> Path:
    """Where the user's own card of a model lies, if there is one."""
    return config_folder() / "models" / f"{name}.toml"


def _own(file: Path) -> ModelCard:
    card = parse(file.read_text("utf-8"))
    if card.name != file.stem:
        raise wrong(f"it calls itself {card.name!r:.60}; name and file name must agree.")
    if card.name in BUILT_IN:
        raise wrong(f"{card.name} is built in; give it another name.")
    if not card.has_files:
        raise wrong("it has neither a repository nor a path.")
    return card
