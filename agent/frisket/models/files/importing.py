"""Models from files that a person has: what they are is read from them, and they are not run.

    a folder in Hugging Face's layout     used where it lies
    SAM 2.1 of Meta's repository, .pt     converted once (`sam2`)
    SAM 3.1, .safetensors                 converted once (`sam3_1`)
    YOLO of ultralytics, .pt              converted once (`yolo`)
    ONNX                                  copied, tried (`onnx`)
    any other .safetensors, `--as MODEL`  copied

What is converted or copied lies in `data_folder()` afterwards, and a card in `config_folder()`
speaks of it. It is made beside its place and moved there at the end: one that fails leaves nothing.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import shorten

from frisket import installation
from frisket.models.base import Watch
from frisket_protocol.errors import FailedPrecondition, FrisketError, InvalidArgument, NotFound
from frisket_protocol.folders import data_folder, expanded
from frisket_protocol.reasons import reason

from . import weights
from .card_text import written
from .cards import NAME, ModelCard
from .described import described, unknown
from .foreign import is_onnx, pickled, recognized, resembled, tensors
from .onnx import convert_onnx, recognised
from .registry import cards, own_card

WEIGHTS = "model.safetensors"
SETTINGS = (
    "config.json",
    "generation_config.json",
    "merges.txt",
    "preprocessor_config.json",
    "processor_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "vocab.json",
    "vocab.txt",
)
"""What belongs to a file of weights when it lies beside it."""
SAID = 160
"""Letters of what a library says about a model that it cannot load."""
KNOWN = (
    "Known are: a folder in Hugging Face's layout, SAM 2.1 and YOLO as .pt, ONNX and .safetensors."
)


@dataclass(frozen=True)
class Kind:
    """What a file was found to be. `convert` writes it into a new folder; the card of that."""

    title: str
    convert: Callable[[Path, Path, str, str], ModelCard]
    """(file, folder, name, like)"""
    name: str = ""
    """What the model is called unless the person says otherwise."""


def import_model(source: Path, name: str, like: str, watch: Watch) -> ModelCard:
    """Make a model of what lies at `source`, called `name`, and write its card; the card.

    `name` "" takes one from the file. `like` is the model that it is built like, "" to find out.
    Raises FrisketError, and has then changed nothing.
    """
    source = expanded(source).resolve()
    if not source.exists():
        raise NotFound(f"There is no file {source}.")
    watch.step("import")
    if source.is_dir():
        name = _free(name or source.name)
        is_onnx_folder = any(source.rglob("*.onnx")) and not any(source.rglob("*.safetensors"))
        if is_onnx_folder:
            _check_runs_onnx()
        card = (recognised if is_onnx_folder else described)(source, name, like)
        _try(card, source)
        _write(card)
        return card
    kind = kind_of(source)
    name = _free(name or kind.name or source.stem)
    models = data_folder() / "models"
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models, prefix=f".{name}.") as beside:
        made = Path(beside) / name
        card = kind.convert(source, made, name, like)
        _try(card, made)
        watch.step("import", 1.0)
        os.replace(made, models / name)
    card = replace(card, path=str(models / name))
    try:
        _write(card)
    except FrisketError:
        shutil.rmtree(models / name)
        raise
    return card


def kind_of(file: Path) -> Kind:
    """What a file is, by what is in it. Nothing is unpickled. Raises InvalidArgument."""
    names = tensors(file)
    if names is not None:
        if any(name.startswith("tracker.model.interactive_") for name in names):
            return Kind("SAM 3.1", _convert_sam3_1, "sam3.1")
        return Kind("safetensors", _copy)
    head = pickled(file)
    if is_onnx(head, file.suffix):
        return Kind("ONNX", _convert_onnx)
    if b"ultralytics" in head:
        return Kind("YOLO", _convert_yolo)
    foreign = recognized(head)
    if foreign is None and b"image_encoder.trunk." in head:
        return Kind("SAM 2.1", _convert_sam2)
    raise unknown(file, foreign or KNOWN)


# --- what converts ---


def _convert_sam2(file: Path, folder: Path, name: str, like: str) -> ModelCard:
    with _library("models"):
        from .sam2 import convert_sam2
    size = convert_sam2(file, folder)
    return described(folder, name, like or f"sam2.1-{size}")


def _convert_sam3_1(file: Path, folder: Path, name: str, like: str) -> ModelCard:
    with _library("models"):
        from .sam3_1 import VOCABULARY_FILES, convert_sam3_1
    convert_sam3_1(file, folder, _vocabulary(file.parent, VOCABULARY_FILES))
    return described(folder, name, like)


def _convert_yolo(file: Path, folder: Path, name: str, like: str) -> ModelCard:
    with _library("models", "yolo"):
        from .yolo import convert_yolo, yolo_card
    folder.mkdir()
    convert_yolo(file, folder / WEIGHTS)
    return yolo_card(name, folder)


def _convert_onnx(file: Path, folder: Path, name: str, like: str) -> ModelCard:
    _check_runs_onnx()
    return convert_onnx(file, folder, name, like)


def _check_runs_onnx() -> None:
    """Raise FailedPrecondition where nothing does, so that what they are cannot be tried."""
    if importlib.util.find_spec("onnxruntime") is None:
        raise FailedPrecondition(
            "What runs ONNX files is not installed: onnxruntime.",
            detail="packages",
            hint=installation.here().to_install("light"),
        )


def _copy(file: Path, folder: Path, name: str, like: str) -> ModelCard:
    folder.mkdir()
    shutil.copyfile(file, folder / WEIGHTS)
    for beside in map(file.with_name, SETTINGS):
        if beside.is_file():
            shutil.copyfile(beside, folder / beside.name)
    return described(folder, name, like)


def _try(card: ModelCard, folder: Path) -> None:
    """Load the model once, so that what is no such model is refused now and not when it is needed.

    Its keys and their shapes are compared by what loads it. Where its packages are not installed,
    nothing can be said.
    """
    if card.lacks:
        return
    try:
        card.build(folder)
    except Exception as error:
        # What strangers have put into settings or weights fails in any way it likes.
        said = str(error).strip().splitlines() or [type(error).__name__]
        broken = [file.name for file in sorted(folder.glob("*.safetensors")) if not tensors(file)]
        if broken:
            raise InvalidArgument(
                f"{' and '.join(broken)} in {folder.name} cannot be read: it is damaged, or no "
                "file of weights.",
                detail="checkpoint",
                hint="Fetch or copy it anew.",
            ) from error
        taken = card.about.removeprefix("Imported; ").rstrip(".")
        raise InvalidArgument(
            f"{card.name} is not what it was taken for, {taken}: "
            + shorten(said[0], SAID, placeholder=" …").rstrip(".")
            + ".",
            detail="checkpoint",
            hint=resembled(folder)
            or "Name with --as a model that it is built like, and put the config.json and "
            "preprocessor_config.json that belong to it beside it.",
        ) from error


@contextmanager
def _library(*extras: str) -> Iterator[None]:
    """Say what is to be installed when a library that converts is not there."""
    try:
        yield
    except ImportError as error:
        raise FailedPrecondition(
            f"What converts this file is not installed: {error.name or error}.",
            detail="packages",
            hint=installation.here().to_install(*extras),
        ) from error


def _vocabulary(beside: Path, files: tuple[str, ...]) -> Path:
    """Where CLIP's words lie: beside the file, or with SAM 3 where that is installed."""
    known = [card for card in cards("installed").values() if card.name == "sam3"]
    places = [beside, *(place for card in known if (place := weights.folder(card)))]
    return next((p for p in places if all((p / name).is_file() for name in files)), beside)


# --- the card ---


def _free(wanted: str) -> str:
    """A name for a card, made of `wanted`. Raises InvalidArgument when there is such a card."""
    name = re.sub(r"[^a-z0-9._-]+", "-", wanted.lower().replace("_", "-")).strip("-._")
    if not NAME.fullmatch(name):
        raise InvalidArgument(
            f"A model cannot be called {wanted!r:.60}.", hint="Name it with --name."
        )
    known = cards("installed").get(name)
    if known is not None and not known.has_files:
        raise InvalidArgument(f"{name} is built in.", hint="Name it with --name.")
    if own_card(name).exists() or (data_folder() / "models" / name).exists():
        remove = installation.here().frisket("models", "remove", name)
        raise InvalidArgument(
            f"A model of yours is called {name} already.",
            hint=f"Name it with --name, or run {remove} first.",
        )
    return name


def _write(card: ModelCard) -> None:
    text = written(card)
    file = own_card(card.name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as error:
        raise FailedPrecondition(
            f"The card {file} cannot be written: {reason(error)}.", detail="disk"
        ) from error
