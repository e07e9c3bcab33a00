"""ONNX files that a person has: what each is, found by trying what could run it.

rembg keeps its models in a folder of its own, from which they can be imported as they are.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from frisket_protocol.errors import FrisketError, InvalidArgument
from frisket_protocol.folders import home

from . import blobs
from .cards import FILE_KINDS, ModelCard, Role

SUBJECT = "frisket.models.matte.subject:MatteSubject"
MEMORY_SHARE = 24
"""How many times as much memory as its file a network takes while it runs, about: IS-Net, which
has 88 MB of halves, takes 2.1 GB at 1024 × 1024 pixels."""


class Kind(NamedTuple):
    """What ONNX files may be. Its `builder` refuses what it is not."""

    role: Role
    builder: str
    about: str
    needs: tuple[str, ...] = ("onnxruntime",)


KINDS = (
    Kind(
        "segment",
        "frisket.models.segment.sam_graph:SegmentSamGraph",
        "Imported: cuts what a box, clicks or strokes point at.",
    ),
    Kind(
        "detect",
        "frisket.models.detect.grounding_dino_graph:DetectGroundingDinoGraph",
        "Imported: finds what a few words name.",
        ("onnxruntime", "tokenizers"),
    ),
    Kind(
        "detect",
        "frisket.models.detect.yolo_graph:DetectYoloGraph",
        "Imported: finds things by name; trained with ultralytics, whose licence is the AGPL-3.0.",
    ),
    Kind(
        "detect",
        "frisket.models.detect.detr_graph:DetectDetrGraph",
        "Imported: finds things by name.",
    ),
    Kind("matte", SUBJECT, "Imported: a network that finds what stands out in a picture."),
)
"""In the order in which they are tried: the last takes anything that makes a map of a picture."""
PARTNERS = {"encoder": "decoder", "decoder": "encoder"}
"""What stands in the name of one file of a pair, and in that of the other."""
CONFIGS = ("config.json", "preprocessor_config.json", "tokenizer.json")
HALF, ONE = [0.5, 0.5, 0.5], [1.0, 1.0, 1.0]
IMAGENET = [0.485, 0.456, 0.406]
LOOKS: Mapping[str, dict[str, Any]] = {
    "isnet-anime": {"mean": IMAGENET, "deviation": ONE},
    "isnet": {"mean": HALF, "deviation": ONE},
    "rmbg": {"mean": HALF, "deviation": ONE},
    "modnet": {"mean": HALF, "deviation": HALF, "sides": [512, 512]},
    "u2net": {"sides": [320, 320]},
    "silueta": {"sides": [320, 320]},
    "birefnet": {"logits": True},
    "inspyrenet": {},
}
"""How networks want their picture where it is not as ImageNet's, by a part of their name: as the
code of each one's authors has it, and rembg (2.0) for those that it publishes."""


def convert_onnx(file: Path, folder: Path, name: str, like: str) -> ModelCard:
    """Copy an ONNX file and what belongs to it into a new folder; its card.

    Raises as `recognised` does.
    """
    folder.mkdir()
    for one in _belonging(file):
        shutil.copyfile(one, folder / one.name)
    return recognised(folder, name, like, file.stem)


def recognised(folder: Path, name: str, like: str, stem: str = "") -> ModelCard:
    """The card of the ONNX files in a folder, by what runs them.

    like: one of LOOKS, "" to go by `stem`, what the file was called. Raises InvalidArgument where
    nothing here runs them, with what the last that was tried says.
    """
    kept = [one for one in sorted(folder.rglob("*")) if one.is_file() and one.suffix in FILE_KINDS]
    files = {one.relative_to(folder).as_posix(): blobs.sha256(one, lambda _: None) for one in kept}
    size = sum((folder / one).stat().st_size for one in files)
    look = _look(stem or folder.name, like)
    refused = "nothing here runs it"
    for kind in KINDS:
        card = ModelCard(
            name,
            kind.role,
            name,
            "as its publisher says",
            kind.builder,
            kind.about,
            path=str(folder),
            parameters=size // 4,
            memory_bytes=size * MEMORY_SHARE,
            needs=kind.needs,
            files=files,
            options=look if kind.builder == SUBJECT else {},
        )
        try:
            card.build(folder)
        except FrisketError as error:
            refused = error.message
        except (LookupError, OSError, TypeError, ValueError) as error:
            # What strangers have put into settings fails in any way it likes.
            refused = str(error)
        else:
            return card
    raise InvalidArgument(
        refused,
        detail="checkpoint",
        hint="Known are networks that make one map of a picture, pairs of SAM's encoder and "
        "decoder (import the folder that holds both), and exports of YOLO, D-FINE, RF-DETR and "
        "Grounding DINO with their config.json, preprocessor_config.json and tokenizer.json.",
    )


def of_rembg(known: Iterable[ModelCard] = ()) -> list[Path]:
    """The networks that rembg has on this machine, without those imported that are `known`."""
    had = {name for card in known if card.path for name in card.files}
    own = os.environ.get("U2NET_HOME")
    data = os.environ.get("XDG_DATA_HOME")
    folder = Path(own) if own else (Path(data) if data else home()) / ".u2net"
    try:
        found = sorted(folder.glob("*.onnx")) if folder.is_dir() else []
    except OSError:  # a home that may not be looked into
        return []
    return [file for file in found if file.name not in had]


def _look(stem: str, like: str) -> dict[str, Any]:
    if like and like not in LOOKS:
        raise InvalidArgument(
            f"No network is shown its picture as {like!r:.40} is.",
            hint=f"Name one of these with --as: {', '.join(LOOKS)}.",
        )
    called = re.sub(r"[^a-z0-9]+", "-", stem.lower())
    return dict(LOOKS[like or next((look for look in LOOKS if look in called), "inspyrenet")])


def _belonging(file: Path) -> Iterator[Path]:
    """The file, the other of a pair, weights in further files, and settings beside it."""
    graphs = [file, *_partner(file)]
    yield from graphs
    for one in sorted(file.parent.iterdir()):
        is_data = any(one.name.startswith((f"{g.name}_data", f"{g.name}.data")) for g in graphs)
        if one.is_file() and (is_data or one.name in CONFIGS):
            yield one


def _partner(file: Path) -> list[Path]:
    """The one file beside that makes a pair with it by its name, if there is one."""
    word = next((word for word in PARTNERS if word in file.name), "")
    if not word:
        return []
    start = file.name.split(word)[0]
    others = file.parent.glob(f"*{PARTNERS[word]}*.onnx")
    alike = [one for one in others if one.name.startswith(start)]
    return alike if len(alike) == 1 else []
