"""ONNX files that a person has: what each is, found by trying what could run it.

rembg keeps its models in a folder of its own, from which they can be imported as they are.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from frisket_protocol.errors import FailedPrecondition, FrisketError, InvalidArgument
from frisket_protocol.folders import home

from . import blobs
from .cards import FILE_KINDS, ModelCard, Role

SUBJECT = "frisket.models.matte.subject:MatteSubject"
MEMORY_SHARE = 24
"""How many times as much memory as its file a network takes while it runs, about: IS-Net, which
has 88 MB of halves, takes 2.1 GB at 1024 × 1024 pixels."""


class Kind(NamedTuple):
    """What an ONNX file may be. Its `builder` refuses what it is not."""

    role: Role
    builder: str
    about: str


KINDS = (Kind("matte", SUBJECT, "Imported: a network that finds what stands out in a picture."),)
"""In the order in which they are tried: the last takes anything that makes a map of a picture."""
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

    like: one of LOOKS, "" to go by the file's name. Raises InvalidArgument for a file that nothing
    here runs, with what each says of it.
    """
    folder.mkdir()
    for one in _belonging(file):
        shutil.copyfile(one, folder / one.name)
    files = {one.name: blobs.sha256(one, lambda _: None) for one in sorted(folder.iterdir())}
    size = sum((folder / one).stat().st_size for one in files)
    refused: FrisketError | None = None
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
            needs=("onnxruntime",),
            files=files,
            options=_look(file.stem, like) if kind.builder == SUBJECT else {},
        )
        try:
            card.build(folder)
        except FailedPrecondition as error:
            refused = error
            continue
        return card
    assert refused is not None, "there is something to try"
    raise InvalidArgument(str(refused.message), detail="checkpoint", hint=refused.hint)


def of_rembg() -> list[Path]:
    """The networks that rembg has on this machine."""
    own = os.environ.get("U2NET_HOME")
    data = os.environ.get("XDG_DATA_HOME")
    folder = Path(own) if own else (Path(data) if data else home()) / ".u2net"
    return sorted(folder.glob("*.onnx")) if folder.is_dir() else []


def _look(stem: str, like: str) -> dict[str, Any]:
    if like and like not in LOOKS:
        raise InvalidArgument(
            f"No network is shown its picture as {like!r:.40} is.",
            hint=f"Name one of these with --as: {', '.join(LOOKS)}.",
        )
    called = re.sub(r"[^a-z0-9]+", "-", stem.lower())
    return dict(LOOKS[like or next((look for look in LOOKS if look in called), "inspyrenet")])


def _belonging(file: Path) -> Iterator[Path]:
    """The file, its weights in further files, and settings beside it."""
    yield file
    for one in sorted(file.parent.iterdir()):
        is_data = one.name.startswith((f"{file.name}_data", f"{file.name}.data"))
        is_setting = one.suffix in (".json", ".txt") and one.suffix in FILE_KINDS
        if one != file and one.is_file() and (is_data or (is_setting and _is_config(one.name))):
            yield one


def _is_config(name: str) -> bool:
    return name in ("config.json", "preprocessor_config.json", "tokenizer.json")
