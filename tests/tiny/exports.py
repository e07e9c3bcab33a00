"""ONNX files of the tiny checkpoints, each written once while the tests run: it takes seconds."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

from frisket.models.base import Unwatched
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard


@cache
def exported(name: str, role_and_family: str, exporter: str) -> tuple[Path, Path]:
    """The folders of the tiny PyTorch model of a card and of its export.

    role_and_family: "<role>.<family>" of the first. exporter: the file in `models/exporting`.
    """
    top = Path(tempfile.mkdtemp(prefix="frisket-exported-"))
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    folder, into = top / "torch", top / "graph"
    folder.mkdir()
    into.mkdir()
    card = registry.cards("installed")[name]
    import_module(f"tiny.{role_and_family}").write(folder, card)
    made = import_module(f"frisket.models.exporting.{exporter}")
    made.export(card, folder, into, Unwatched())
    return folder, into


def copied(into: Path, folder: Path, card: ModelCard) -> None:
    """Put an export where a card looks for the published one, under the name that it has there."""
    shutil.copytree(into, folder, dirs_exist_ok=True)
    (name,) = (one for one in card.files if one.endswith(".onnx"))
    (folder / "onnx" / "model.onnx").rename(folder / name)
