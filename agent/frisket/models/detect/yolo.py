"""YOLO: whatever a model was trained to see, such as faces or hands, fast.

Models that ultralytics trained (YOLOv8 to YOLO26, AGPL-3.0), each converted once from its `.pt`
file by `files/yolo`. The steps are those of ultralytics' own `predict`: letterbox, network,
non-maximum suppression. It calculates in float32 wherever it is: it is small, and in fewer bits a
box of a large picture would be off by pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Self, cast

import numpy as np
from torch import Tensor

from frisket.models import tensors
from frisket.models.base import Detection, Image, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.files.yolo import WEIGHTS, read_safetensors
from frisket.models.files.yolo_library import (
    DetectionModel,
    LetterBox,
    non_max_suppression,
    scale_boxes,
)
from frisket.models.place import Place
from frisket_protocol.raster import Box

from .detections import in_picture
from .vocabulary import classes_asked, vocabulary


class DetectYolo:
    """A closed set of things, boxes alone.

    conf: the least score that counts. iou: two boxes of one class that overlap more are one.
    size: the longest side in pixels that the network is shown.
    """

    def __init__(
        self, name: str, network: DetectionModel, place: Place, conf: float, iou: float, size: int
    ) -> None:
        self.name = name
        self.vocabulary = vocabulary(network.names.values())
        self._network = network.to(place.device)
        self._place = place
        self._conf = conf
        self._iou = iou
        stride = max(int(network.stride.max()), 32)
        side = math.ceil(size / stride) * stride
        self._letterbox = LetterBox((side, side), auto=True, stride=stride)

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model that lies in `folder`; the card's options are as in the class, all optional."""
        checkpoint = read_safetensors(folder / WEIGHTS)
        network = checkpoint.network()
        network.fuse(verbose=False)  # type: ignore[no-untyped-call]
        return cls(
            card.name,
            network,
            place,
            card.options.get("conf", 0.25),
            card.options.get("iou", 0.7),
            card.options.get("size", checkpoint.size),
        )

    @property
    def nbytes(self) -> int:
        """Memory of the weights."""
        return tensors.model_bytes(self._network)

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """Boxes of the classes that the phrases name, best first; see Detector."""
        watch.step("detect")
        names: dict[int, str] = self._network.names
        asked = classes_asked(phrases, names)
        if not asked:
            return []
        height, width = image.shape[:2]
        found = [
            Detection(Box(*box), score, names[int(number)], asked[int(number)])
            for *box, score, number in self._rows(
                image, list(asked), threshold or self._conf
            ).tolist()
        ]
        return in_picture(found, width, height)

    def _rows(self, image: Image, classes: list[int], least: float) -> Tensor:
        """x0, y0, x1, y1 in pixels of the picture, score and class of everything of `classes`."""
        boxed = cast(Image, self._letterbox(image=np.ascontiguousarray(image)))
        with tensors.inference():
            shown = tensors.pixels(boxed, self._place)[None].contiguous()
            answer = self._network(shown.float() / 255)
            while not isinstance(answer, Tensor):
                # The boxes come first, at every level.
                answer = answer[0]
            (rows,) = non_max_suppression(
                answer,
                least,
                self._iou,
                classes,
                nc=len(self._network.names),
                end2end=self._network.end2end,
            )
            scale_boxes((shown.shape[2], shown.shape[3]), rows[:, :4], image.shape[:2])
            return cast(Tensor, rows[:, :6])
