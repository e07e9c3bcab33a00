"""A card: all that is known of one model before it is loaded. A TOML file, or a value in the code.

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
[tried]                             each example (`frisket.trials`) = the overlap that it reaches

A card is data, whoever wrote it: its files are weights and texts that nothing executes, and its
builder is one of frisket's own. Reading a card imports no model: `build` does.
"""

from __future__ import annotations

import importlib.util
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args

from frisket.models.place import CPU, Place
from frisket_protocol.errors import FailedPrecondition, InvalidArgument

Role = Literal["detect", "segment", "matte"]
FILE_KINDS = (".safetensors", ".onnx", ".onnx_data", ".json", ".txt")
"""The files that a card may name: weights, graphs of a runtime's own operators, settings, words."""
BUILDERS = "frisket.models."
CLOSED_SETS = (
    "frisket.models.detect.yolo:DetectYolo",
    "frisket.models.detect.rf_detr:DetectRfDetr",
    "frisket.models.detect.yolo_graph:DetectYoloGraph",
    "frisket.models.detect.detr_graph:DetectDetrGraph",
)
"""The builders of detectors that know a fixed set of names."""
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
FORMER_BUILDERS = {
    "frisket.models.detect_florence2": "frisket.models.detect.florence2",
    "frisket.models.detect_grounding_dino": "frisket.models.detect.grounding_dino",
    "frisket.models.detect_rf_detr": "frisket.models.detect.rf_detr",
    "frisket.models.detect_yolo": "frisket.models.detect.yolo",
    "frisket.models.segment_sam": "frisket.models.segment.sam",
    "frisket.models.segment_sam2": "frisket.models.segment.sam2",
    "frisket.models.segment_sam3": "frisket.models.segment.sam3",
    "frisket.models.matte_birefnet": "frisket.models.matte.birefnet.adapter",
    "frisket.models.matte_vitmatte": "frisket.models.matte.vitmatte",
}
"""Where builders lie now that people's own cards may name where they used to lie."""


@dataclass(frozen=True)
class ModelCard:
    """What is known of a model before it is loaded. `builder` is "module:class".

    path: where the files of a model that was imported lie; it has no repository then.
    tried: example → the overlap (0 to 1) that it reaches; empty as long as nobody has measured it.
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
    tried: Mapping[str, float] = field(default_factory=dict)

    @property
    def has_files(self) -> bool:
        """Whether there is anything to fetch or import before it can be built."""
        return bool(self.repository or self.path)

    @property
    def is_graph(self) -> bool:
        """Whether it runs on ONNX Runtime, and so without torch."""
        return "onnxruntime" in self.needs

    @property
    def joins(self) -> bool:
        """Whether it is a detector of one's own that knows names: it helps any recipe that asks for
        things by name, without being named in it."""
        return self.role == "detect" and bool(self.path) and self.builder in CLOSED_SETS

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

        `folder` holds its files, where it has any. Raises FailedPrecondition where what it runs on
        cannot be loaded, and as its builder does.
        """
        module, _, kind = self.builder.partition(":")
        try:
            builder = getattr(import_module(module), kind)
        except ImportError as error:
            # A library that is there and cannot be loaded: Windows without Visual C++, for one.
            raise FailedPrecondition(
                f"What the model {self.name} runs on is installed and does not work here: {error}",
                detail="packages",
                hint="Use the recipe “Without models”, or a model that runs on something else.",
            ) from error
        return builder() if folder is None else builder.load(self, folder, place)


def parse(text: str) -> ModelCard:
    """The card that a TOML text describes. Raises InvalidArgument that says what is wrong in it."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise wrong(f"it is not TOML: {error}.") from None
    for fault in _faults(values):
        raise wrong(fault)
    values["needs"] = tuple(values.get("needs", ()))
    module, _, kind = values["builder"].partition(":")
    values["builder"] = f"{FORMER_BUILDERS.get(module, module)}:{kind}"
    return ModelCard(**values)


_KINDS: dict[str, type] = {
    "int": int,
    "tuple[str, ...]": list,
    "Mapping[str, str]": dict,
    "Mapping[str, Any]": dict,
    "Mapping[str, float]": dict,
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
    for name, value in values.get("tried", {}).items():
        if type(value) not in (int, float) or not 0 <= value <= 1:
            yield f"what it reaches on the example {name!r:.60} is no number from 0 to 1."
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


def wrong(fault: str) -> InvalidArgument:
    return InvalidArgument(fault, detail="card")
