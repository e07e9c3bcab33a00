"""Grounding DINO on ONNX Runtime, as onnx-community publishes it and `exporting` writes it.

A graph from `pixel_values`, `input_ids`, `token_type_ids`, `attention_mask` and `pixel_mask` to
`logits` (of every box, how well each token fits it) and `pred_boxes`. All before and after the
network is that of the PyTorch adapter; pictures differ by single values here and there (`planes`).

An export may have a fixed size of picture or length of text. A picture is shown at the top left of
a fixed size then, as large as goes into it, and the mask says where it ends, as in training.
What parts the phrases of a text is part of the graph, and some exports, onnx-community's among
them, were made with a text of one phrase and know no more: their cards say `phrases = 1`, and each
phrase is a pass of its own.
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

from .detections import in_picture
from .grounding import OWN, Text, Thresholds, Words, seen, shown_size, split, text_limit
from .published import CONFIG, Preparation, graph_of, settings

NEEDED = ("pixel_values", "input_ids", "logits", "pred_boxes")
SIDES = (800, 1333)
"""The shorter side and the longest that a longer one may have, where the files say nothing."""


class DetectGroundingDinoGraph:
    """Boxes of anything that can be named in a few words."""

    vocabulary = None

    def __init__(
        self,
        name: str,
        graph: Graph,
        words: Words,
        preparation: Preparation,
        thresholds: Thresholds,
        config: Mapping[str, Any],
        most: int,
    ) -> None:
        self.name = name
        self._graph = graph
        self.runs = graph.runs
        self._words = words
        self._preparation = preparation
        self._thresholds = thresholds
        self._most = most
        _, _, self._height, self._width = graph.inputs["pixel_values"].shape
        self._length = graph.inputs["input_ids"].shape[1]
        limit = text_limit(config)
        self._text_limit = min(limit, self._length or limit)
        self._own = config.get("model_type", OWN) == OWN

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model in `folder`.

        Options of the card: `box_threshold`, `text_threshold`; `phrases`, how many a text may hold.
        """
        return cls(
            card.name,
            graph_of(card, folder, place, *NEEDED),
            Words.read(folder),
            Preparation.read(folder),
            Thresholds.of(card),
            settings(folder, CONFIG),
            int(card.options.get("phrases", 0)),
        )

    @property
    def nbytes(self) -> int:
        return self._graph.nbytes

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """See Detector. Each box answers the phrase that fits it best, and only that one.

        Phrases that do not fit into one text go into several, one pass of the model each. A
        threshold takes the place of both of the card's.
        """
        least = self._thresholds.or_all(threshold)
        watch.step("detect")
        texts = split(phrases, self._words, self._text_limit, self._most)
        if not texts:
            return []
        height, width = image.shape[:2]
        found: list[Detection] = []
        shown = self._shown(image)
        for done, text in enumerate(texts):
            watch.step("detect", done / len(texts))
            answer = self._graph.run(shown | self._told(text), watch, ("logits", "pred_boxes"))
            found += seen(
                text, answer["logits"][0], answer["pred_boxes"][0], (height, width), least
            )
        return in_picture(found, width, height)

    def _shown(self, image: Image) -> dict[str, NDArray[np.generic]]:
        """The picture, and where it is one, as far as the graph asks for these."""
        size = self._size(image.shape[0], image.shape[1])
        picture = self._preparation.shown(image, size)
        height, width = self._height or size[0], self._width or size[1]
        pixels = np.zeros((1, 3, height, width), np.float32)
        pixels[:, :, : size[0], : size[1]] = picture
        mask = np.zeros((1, height, width), np.int64)
        mask[:, : size[0], : size[1]] = 1
        return self._asked({"pixel_values": pixels, "pixel_mask": mask})

    def _size(self, height: int, width: int) -> tuple[int, int]:
        """Height and width in which a picture of this size is shown."""
        sides = self._preparation.size
        short, long = sides.get("shortest_edge", SIDES[0]), sides.get("longest_edge", SIDES[1])
        size = shown_size((height, width), short, long, self._own)
        if not self._height and not self._width:
            return size
        room = min((self._height or size[0]) / height, (self._width or size[1]) / width)
        return max(1, round(height * room)), max(1, round(width * room))

    def _told(self, text: Text) -> dict[str, NDArray[np.generic]]:
        """What the graph reads, filled up where it reads a fixed length."""
        length = self._length or len(text.ids)
        ids = np.full((1, length), self._words.padding, np.int64)
        ids[0, : len(text.ids)] = text.ids
        read = np.zeros_like(ids)
        read[0, : len(text.ids)] = 1
        return self._asked(
            {"input_ids": ids, "token_type_ids": np.zeros_like(ids), "attention_mask": read}
        )

    def _asked(self, given: dict[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
        return {name: array for name, array in given.items() if name in self._graph.inputs}
