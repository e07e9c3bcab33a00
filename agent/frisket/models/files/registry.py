"""Which models there are: each is a card, a TOML file in `cards/` or in the user's own folder.

name = "sam2.1-large"               what recipes and the command line call it
role = "segment"                    detect, segment or matte
title                               what a person reads
licence = "Apache-2.0"              as the publisher names it; accepted by name before a download
builder = "frisket.models.segment.sam2:SegmentSam2"
repository = "facebook/sam2.1-hiera-large"
revision = "…"                      a full commit id, which `frisket models pin` writes
gate = "…"                          how to be let in, where the publisher asks for that
parameters, download_bytes, memory_bytes
[files]                             each file that is fetched = its sha256 ("" until pinned)
[options]                           what its builder needs to know beyond the files, and:
    dtypes = {cuda = "bfloat16"}    what to calculate in on a kind of device, where not as usual
    also = ["owner/name:file"]      files of another repository that it needs as well
    convert = "sam3.1"              its files get another layout once, when they are first loaded

The user's own cards are `models/<name>.toml` in `config_folder()`; one that has the name of a card
that comes with frisket stands for it. A card is data, whoever wrote it: its files are weights and
texts that nothing executes, and its builder is one of frisket's own.

Listing models imports no model: `build` does.
"""

from __future__ import annotations

import importlib.util
import logging
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from importlib import import_module, resources
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

from frisket.models.place import CPU, Place
from frisket_protocol.errors import InvalidArgument, NotFound
from frisket_protocol.folders import config_folder
from frisket_protocol.parts import ModelInfo

Role = Literal["detect", "segment", "matte"]
FILE_KINDS = (".safetensors", ".json", ".txt")
"""The files that a card may name: weights without code, settings, and words of a tokenizer."""
BUILDERS = "frisket.models."
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

log = logging.getLogger(__name__)


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
    def companions(self) -> list[ModelCard]:
        """What it needs of other repositories, `also = ["owner/name:file"]` in its options.

        As cards, one for each repository.
        """
        wanted: dict[str, dict[str, str]] = {}
        for entry in self.options.get("also", ()):
            repository, _, name = entry.partition(":")
            wanted.setdefault(repository, {})[name] = ""
        return [
            replace(self, repository=repository, revision="", gate="", files=files, options={})
            for repository, files in wanted.items()
        ]

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
        "frisket.models.segment.classic.adapter:SegmentClassic",
    ),
    ModelCard(
        "closed_form",
        "matte",
        "Closed-form matting",
        "Apache-2.0",
        "frisket.models.matte.closed_form:MatteClosedForm",
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
    folder = resources.files("frisket") / "cards"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return sorted((parse(file.read_text("utf-8")) for file in files), key=lambda card: card.name)


def own() -> tuple[list[ModelCard], list[str]]:
    """The user's own cards in the order of their names, and a sentence for each that is broken."""
    found: list[ModelCard] = []
    complaints: list[str] = []
    for file in sorted(own_card("*").parent.glob("*.toml")):
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
        raise _wrong(f"it calls itself {card.name!r:.60}; name and file name must agree.")
    if card.name in {builtin.name for builtin in (*_CLASSIC, *_FAKE)}:
        raise _wrong(f"{card.name} is built in; give it another name.")
    if not card.has_files:
        raise _wrong("it has neither a repository nor a path.")
    return card


def parse(text: str) -> ModelCard:
    """The card that a TOML text describes. Raises InvalidArgument that says what is wrong in it."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"it is not TOML: {error}.") from None
    for fault in _faults(values):
        raise _wrong(fault)
    values["needs"] = tuple(values.get("needs", ()))
    return ModelCard(**values)


_KINDS: dict[str, type] = {
    "int": int,
    "tuple[str, ...]": list,
    "Mapping[str, str]": dict,
    "Mapping[str, Any]": dict,
}
"""What TOML calls the fields of a card; all others are texts."""


def _faults(values: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the values of a card, each a sentence that goes on after "left out:"."""
    known = {part.name: part for part in fields(ModelCard)}
    for name, value in values.items():
        if name not in known:
            yield f"there is no field {name!r:.60}."
        elif type(value) is not _KINDS.get(str(known[name].type), str):
            yield f"the field {name} has a wrong type."
    for name, part in known.items():
        if part.default is MISSING and part.default_factory is MISSING and name not in values:
            yield f"it has no {name}."
    if not NAME.fullmatch(values["name"]):
        yield "its name may have small letters, digits, dots, dashes and underscores only."
    if not (values["title"] and values["licence"]):
        yield "its title or its licence is empty."
    if values["role"] not in get_args(Role):
        yield f"its role is none of {', '.join(get_args(Role))}."
    if not re.fullmatch(re.escape(BUILDERS) + r"\w+(\.\w+)*:\w+", values["builder"]):
        yield f"its builder is not one of {BUILDERS}…"
    if not re.fullmatch(r"([\w.-]+/[\w.-]+)?", values.get("repository", "")):
        yield "its repository is not of the form owner/name."
    if not re.fullmatch(r"([0-9a-f]{40})?", values.get("revision", "")):
        yield "its revision is not a full commit id."
    if any(type(name) is not str for name in values.get("needs", ())):
        yield "a package that it needs is not a text."
    for name, digest in values.get("files", {}).items():
        yield from _file_faults(name, digest)
    for entry in values.get("options", {}).get("also", ()):
        repository, _, name = str(entry).partition(":")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
            yield f"{entry!r:.60} is not of the form owner/name:file."
        yield from _file_faults(name, "")


def _file_faults(name: str, digest: object) -> Iterator[str]:
    path = PurePosixPath(name)
    if type(digest) is not str:
        yield f"put quotation marks round the file name {name!r:.60}."
    elif path.is_absolute() or ".." in path.parts or re.search(r'[\\:*?"<>|\x00-\x1f]', name):
        yield f"its file {name!r:.60} would lie outside of its folder."
    elif path.suffix not in FILE_KINDS:
        yield f"its file {name!r:.60} is none of {', '.join(FILE_KINDS)}."
    elif not re.fullmatch("([0-9a-f]{64})?", digest):
        yield f"the sha256 of its file {name!r:.60} has not 64 hexadecimal digits."


def _wrong(fault: str) -> InvalidArgument:
    return InvalidArgument(fault, detail="card")


def infos(
    cards: Iterable[ModelCard], loaded: Iterable[str], usable: Callable[[ModelCard], bool]
) -> tuple[ModelInfo, ...]:
    """The cards as clients see them."""
    there = set(loaded)
    return tuple(
        ModelInfo(
            card.name,
            card.role,
            card.title,
            card.licence,
            usable(card),
            card.name in there,
            card.download_bytes,
            card.about,
            card.gate,
            "" if usable(card) else _missing(card),
        )
        for card in cards
    )


def _missing(card: ModelCard) -> str:
    if card.lacks:
        return f"It needs the Python packages {', '.join(card.lacks)}."
    return f"Fetch it with `frisket models pull {card.name}`."
