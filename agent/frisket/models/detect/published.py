"""The files beside a graph, in the layout that transformers.js reads: settings as JSON texts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image
from frisket.models.files.cards import ModelCard
from frisket.models.graphs import Graph, described, opened
from frisket.models.place import Place
from frisket.models.planes import normalised, resized, sampled
from frisket_protocol.errors import FailedPrecondition

CONFIG = "config.json"
PREPARATION = "preprocessor_config.json"
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""Mean and deviation where a file says nothing."""


@dataclass(frozen=True)
class Preparation:
    """How a preprocessor_config.json wants pictures shown.

    size: by the names of the file. mean, deviation: of values of 0 to 1.
    """

    size: dict[str, int]
    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    @classmethod
    def read(cls, folder: Path) -> Self:
        told = settings(folder, PREPARATION)
        normal = told.get("do_normalize", True)
        return cls(
            told.get("size") or {},
            tuple(told.get("image_mean") or IMAGENET[0]) if normal else (0.0, 0.0, 0.0),
            tuple(told.get("image_std") or IMAGENET[1]) if normal else (1.0, 1.0, 1.0),
        )

    def shown(
        self, image: Image, size: tuple[int, int], smooth: bool = True
    ) -> NDArray[np.float32]:
        """The picture in `size` (height, width) as a network wants it, 1x3xhxw.

        smooth: reduced with antialiasing, in whole values.
        """
        fitted = resized(image, *size) if smooth else sampled(image, *size)
        return normalised(fitted, self.mean, self.deviation)[None]


def settings(folder: Path, name: str) -> dict[str, Any]:
    """What the JSON text `name` in `folder` says. Raises FailedPrecondition where it is none."""
    try:
        told = json.loads((folder / name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise damaged(name, str(error)) from error
    if not isinstance(told, dict):
        raise damaged(name, "it is no object of JSON")
    return told


def graph_of(card: ModelCard, folder: Path, place: Place, *needed: str) -> Graph:
    """The one graph that the card names, opened; it has the inputs and outputs that are needed."""
    (name,) = (one for one in card.files if one.endswith(".onnx"))
    graph = opened(folder / name, place)
    lacking = set(needed) - {*graph.inputs, *graph.outputs}
    if lacking:
        raise FailedPrecondition(
            f"{name} is none that {card.title} can be: it has {described(graph)}, and no "
            f"{', '.join(sorted(lacking))}.",
            detail="model_files",
            hint="Take another export of the model.",
        )
    return graph


def damaged(name: str, why: str) -> FailedPrecondition:
    """What to say of a file beside a graph that cannot be read."""
    return FailedPrecondition(
        f"The model's file {name} cannot be read: {why}.",
        detail="model_files",
        hint="Remove the model and fetch it again.",
    )
