"""YOLO on ONNX Runtime, as ultralytics' own `export` writes it (YOLOv8 to YOLO26, AGPL-3.0).

A graph from `images` to `output0`: of every place in the picture a box and how likely each class
is, or, of networks that need no suppression and of exports that hold it, rows of box, score and
class. What the classes are called stands in the file itself. The steps are those of ultralytics'
`predict`, as in the PyTorch adapter: letterbox, network, non-maximum suppression.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Detection, Image, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.graphs import Graph
from frisket.models.place import Place
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box

from .detections import apart, in_picture
from .published import graph_of
from .vocabulary import classes_asked, vocabulary

Floats = NDArray[np.float32]

NEEDED = ("images", "output0")
SIZE = 640
STRIDE = 32
"""What ultralytics trains with unless told otherwise."""
GREY = 114
"""What is beside the picture."""
ROW = 6
"""Numbers of a row that is an answer already: x0, y0, x1, y1, score, class."""
MOST = 300
"""Boxes that are kept, as `predict` has it."""


@dataclass(frozen=True)
class About:
    """What a file says of its network. Raises FailedPrecondition where it has no names."""

    names: Mapping[int, str]
    stride: int
    size: int

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Self:
        """From the properties that the exporter writes, which are Python's own spelling."""
        names = _value(told, "names", {})
        names = dict(enumerate(names)) if isinstance(names, list) else names
        if not names or not isinstance(names, dict):
            raise FailedPrecondition(
                "The YOLO file does not say what its classes are called.",
                detail="model_files",
                hint="Export it again with ultralytics: `yolo export format=onnx model=FILE.pt`.",
            )
        sides = _value(told, "imgsz", SIZE)
        return cls(
            {int(number): str(name) for number, name in names.items()},
            max(int(_value(told, "stride", STRIDE)), STRIDE),
            max(sides) if isinstance(sides, list | tuple) else int(sides),
        )


@dataclass(frozen=True)
class Letterbox:
    """Where a picture lies in the one that the network is shown, in pixels of that."""

    height: int
    width: int
    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def of(cls, size: tuple[int, int], room: tuple[int, int], step: int = 0) -> Self:
        """Of a picture of `size` in the middle of `room` (height, width).

        step: what the sides need only be a multiple of; 0 fills the room.
        """
        share = min(room[0] / size[0], room[1] / size[1])
        height, width = (max(1, round(side * share)) for side in size)
        beside = [room[0] - height, room[1] - width]
        down, across = ((one % step if step else one) / 2 for one in beside)
        return cls(
            height,
            width,
            round(down - 0.1),
            round(across - 0.1),
            round(down + 0.1),
            round(across + 0.1),
        )

    def shown(self, image: Image) -> Floats:
        """The picture as the network wants it, 1x3xhxw."""
        if image.shape[:2] != (self.height, self.width):
            image = cv2.resize(image, (self.width, self.height), interpolation=cv2.INTER_LINEAR)  # type: ignore[assignment]
        boxed = np.pad(
            image,
            ((self.top, self.bottom), (self.left, self.right), (0, 0)),
            constant_values=GREY,
        )
        shown = np.ascontiguousarray(boxed.transpose(2, 0, 1)[None], np.float32)
        shown /= 255
        return shown

    def back(self, boxes: Floats, size: tuple[int, int]) -> Floats:
        """Boxes in pixels of the picture of `size` instead."""
        start = np.array([self.left, self.top] * 2, np.float32)
        scale = np.array([self.width / size[1], self.height / size[0]] * 2, np.float32)
        return (boxes - start) / scale


class DetectYoloGraph:
    """A closed set of things, boxes alone.

    conf: the least score that counts. iou: two boxes of one class that overlap more are one.
    size: the longest side in pixels that the network is shown, where the file leaves it open.
    """

    def __init__(
        self, name: str, graph: Graph, about: About, conf: float, iou: float, size: int
    ) -> None:
        self.name = name
        self.vocabulary = vocabulary(about.names.values())
        self._graph = graph
        self.runs = graph.runs
        self._about = about
        self._conf = conf
        self._iou = iou
        self._side = math.ceil(size / about.stride) * about.stride

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model that lies in `folder`; the card's options are as in the class, all optional."""
        graph = graph_of(card, folder, place, *NEEDED)
        about = About.read(graph.metadata)
        return cls(
            card.name,
            graph,
            about,
            card.options.get("conf", 0.25),
            card.options.get("iou", 0.7),
            card.options.get("size", about.size),
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
        names = self._about.names
        asked = classes_asked(phrases, names)
        if not asked:
            return []
        size = image.shape[:2]
        letterbox = self._letterbox(size)
        answer = self._graph.run({"images": letterbox.shown(image)}, watch, ("output0",))
        rows = self._rows(answer["output0"][0], list(asked), threshold or self._conf)
        boxes = letterbox.back(rows[:, :4], size)
        found = [
            Detection(Box(*box), score, names[int(number)], asked[int(number)])
            for box, score, number in zip(boxes.tolist(), *rows[:, 4:].T.tolist(), strict=True)
        ]
        return in_picture(found, size[1], size[0])

    def _letterbox(self, size: tuple[int, int]) -> Letterbox:
        _, _, height, width = self._graph.inputs["images"].shape
        if height and width:
            return Letterbox.of(size, (height, width))
        return Letterbox.of(size, (self._side, self._side), self._about.stride)

    def _rows(self, answer: Floats, classes: list[int], least: float) -> Floats:
        """x0, y0, x1, y1 in pixels of what was shown, score and class of all of `classes`."""
        finished = answer.shape[-1] == ROW
        rows = answer if finished else self._best(answer)
        rows = rows[(rows[:, 4] > least) & np.isin(rows[:, 5], classes)]
        if finished:
            return rows[:MOST]
        return rows[apart(rows[:, :4], rows[:, 4], rows[:, 5], self._iou, MOST)]

    def _best(self, answer: Floats) -> Floats:
        """Of every place its box and the class that fits best, as such rows."""
        # More numbers than those of classes are shapes and joints, which nobody asked for.
        fits = answer[4 : 4 + len(self._about.names)]
        centre, half = answer[:2], answer[2:4] * np.float32(0.5)
        return np.concatenate([centre - half, centre + half, [fits.max(0), fits.argmax(0)]]).T


def _value(told: Mapping[str, str], name: str, otherwise: Any) -> Any:
    """What a property is in Python; it is a stranger's text, and nothing in it is run."""
    try:
        return ast.literal_eval(told[name])
    except (KeyError, ValueError, SyntaxError, MemoryError, RecursionError):
        return otherwise
