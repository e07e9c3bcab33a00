"""RF-DETR, D-FINE and their kind on ONNX Runtime, in the layout that transformers.js reads.

A graph from `pixel_values` to `logits` (of every box, how likely each class is) and `pred_boxes`;
the names of the classes lie beside it in config.json. All of them score by a sigmoid, so that a
box may be of two classes, and none needs non-maximum suppression. The size in which a picture is
shown is the graph's, where it has one, else that of preprocessor_config.json.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Detection, Image, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.graphs import Graph
from frisket.models.place import Place
from frisket_protocol.raster import Box

from .detections import corners, in_picture, likely
from .published import CONFIG, PREPARATION, Preparation, damaged, graph_of, settings
from .vocabulary import classes_asked, vocabulary

Floats = NDArray[np.float32]

SAMPLED = "rf_detr"
"""The model_type whose pictures transformers (5.24) reduces without antialiasing."""
NEEDED = ("pixel_values", "logits", "pred_boxes")


class DetectDetrGraph:
    """A closed set of things, boxes alone. threshold: the least score that counts."""

    def __init__(
        self,
        name: str,
        graph: Graph,
        config: Mapping[str, Any],
        preparation: Preparation,
        threshold: float,
    ) -> None:
        self.name = name
        self._names = names_in(config)
        self.vocabulary = vocabulary(self._names.values())
        self._graph = graph
        self.runs = graph.runs
        self._preparation = preparation
        self._size = _size(graph, preparation)
        self._smooth = config.get("model_type") != SAMPLED
        self._threshold = threshold

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model whose files lie in `folder`. Of the card's options: threshold."""
        return cls(
            card.name,
            graph_of(card, folder, place, *NEEDED),
            settings(folder, CONFIG),
            Preparation.read(folder),
            card.options.get("threshold", 0.4),
        )

    @property
    def nbytes(self) -> int:
        """Memory of the weights."""
        return self._graph.nbytes

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """Boxes of the classes that the phrases name, best first; see Detector."""
        watch.step("detect")
        asked = classes_asked(phrases, self._names)
        if not asked:
            return []
        given = {"pixel_values": self._preparation.shown(image, self._size, self._smooth)}
        answer = self._graph.run(given, watch, ("logits", "pred_boxes"))
        height, width = image.shape[:2]
        boxes = corners(answer["pred_boxes"][0], (height, width))
        found = [
            Detection(Box(*boxes[box].tolist()), score, self._names[number], asked[number])
            for box, number, score in best(answer["logits"][0], threshold or self._threshold)
            if number in asked
        ]
        return in_picture(found, width, height)


def best(logits: Floats, least: float) -> list[tuple[int, int, float]]:
    """Of N boxes the N best pairs of box and class that score above `least`: box, class, score."""
    scores = likely(logits)
    flat = scores.ravel()
    order = np.argsort(-flat, kind="stable")[: len(scores)]
    kept = order[flat[order] > least]
    boxes, classes = np.divmod(kept, scores.shape[1])
    return list(zip(boxes.tolist(), classes.tolist(), flat[kept].tolist(), strict=True))


def names_in(config: Mapping[str, Any]) -> dict[int, str]:
    """What config.json calls the classes. Raises FailedPrecondition where it does not say."""
    told = config.get("id2label")
    if not isinstance(told, dict) or not all(str(number).isdecimal() for number in told):
        raise damaged(CONFIG, "it does not say what the classes are called (id2label)")
    return {int(number): str(name) for number, name in told.items()}


def _size(graph: Graph, preparation: Preparation) -> tuple[int, int]:
    """Height and width in which every picture is shown."""
    _, _, height, width = graph.inputs["pixel_values"].shape
    told = preparation.size
    size = (height or told.get("height"), width or told.get("width"))
    if size[0] is None or size[1] is None:
        raise damaged(PREPARATION, "it does not say how large pictures are shown")
    return size[0], size[1]
