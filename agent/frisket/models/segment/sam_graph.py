"""The Segment Anything family on ONNX Runtime: an encoder and a decoder, without torch.

SAM, SlimSAM, MobileSAM, EdgeSAM, SAM 2, EdgeTAM and the tracker of SAM 3, as far as they are
published in one of the `sam_layouts`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from frisket.models import graphs, planes
from frisket.models.base import Candidate, Image, ObjectPrompt, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box, Point

from .sam_layouts import Layout, layout_of
from .sam_prompts import Canvas, Clicks, answered, arrays, clicks

Floats = NDArray[np.float32]

SETTINGS = "preprocessor_config.json"
"""The file that says which mean and deviation the encoder expects, where there is one."""
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)
"""Those of ImageNet, else."""


@dataclass(frozen=True, eq=False)
class GraphMaps:
    """What an image encoder keeps of a picture of that size, by the names that the decoder uses."""

    maps: Mapping[str, NDArray[Any]]
    width: int
    height: int

    @property
    def nbytes(self) -> int:
        return sum(one.nbytes for one in self.maps.values())


class SegmentSamGraph:
    """Segments with such a pair; see `Segmenter` for the contract.

    A single click has three answers; all else is clear and has one. The score is the IoU that the
    model expects, times how sure it is that there is an object, where it tells.
    """

    understands = frozenset({"box", "points", "scribble", "rough", "subject"})
    zooms = True

    def __init__(
        self,
        name: str,
        encoder: graphs.Graph,
        decoder: graphs.Graph,
        layout: Layout,
        settings: Mapping[str, Any],
    ) -> None:
        self.name = name
        self._encoder = encoder
        self._decoder = decoder
        self._layout = layout
        self._mean = settings.get("image_mean") or MEAN
        self._deviation = settings.get("image_std") or DEVIATION
        self.preview_side = layout.side
        self.nbytes = encoder.nbytes + decoder.nbytes
        self.runs = encoder.runs  # nearly all of the work

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The pair in `folder`: those files of the card, or all there, that are .onnx.

        Raises FailedPrecondition (model_files) where they are no pair of a known layout.
        """
        named = [folder / name for name in card.files if name.endswith(".onnx")]
        pair = [graphs.opened(file, place) for file in named or sorted(folder.rglob("*.onnx"))]
        for encoder, decoder in permutations(pair, 2):
            layout = layout_of(encoder, decoder)
            if layout is not None:
                settings = _settings(folder)
                side = settings.get("size", {}).get("longest_edge")
                if layout.is_raw and isinstance(side, int):
                    layout = replace(layout, side=side)
                return cls(card.name, encoder, decoder, layout, settings)
        told = "; ".join(graphs.described(graph) for graph in pair) or "no .onnx file at all"
        raise FailedPrecondition(
            f"The files of {card.name} are no image encoder and mask decoder that belong "
            f"together: {told}.",
            detail="model_files",
            hint="Take both files from one export, as transformers.js or samexporter writes them.",
        )

    def embed(self, image: Image, watch: Watch) -> GraphMaps:
        """Run the image encoder on the picture."""
        watch.step("embed", 0.0)
        height, width = image.shape[:2]
        named = self._layout.maps
        given = {self._layout.shown: self._shown(image, self._canvas(width, height))}
        found = self._encoder.run(given, watch, sorted(set(named.values())))
        watch.step("embed", 1.0)
        maps = {name: found[output] for name, output in named.items()}
        return GraphMaps(maps, width, height)

    def segment(
        self, embedding: GraphMaps, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt its masks, the best first."""
        asked = [clicks(prompt, embedding.width, embedding.height) for prompt in prompts]
        # One at a time: published decoders differ in how many objects they take at once.
        return answered(asked, 1, lambda one: [self._decoded(embedding, one[0], watch)], watch)

    def _canvas(self, width: int, height: int) -> Canvas:
        shape = Canvas.padded if self._layout.is_padded else Canvas.stretched
        return shape(self._layout.side, width, height)

    def _shown(self, image: Image, canvas: Canvas) -> NDArray[Any]:
        """A picture on its canvas, as the encoder takes it."""
        size = canvas.shown_height, canvas.shown_width
        if self._layout.is_raw:
            return planes.resized(image, *size)
        return planes.on_square(image, size, canvas.side, self._mean, self._deviation)

    def _decoded(self, embedding: GraphMaps, one: Clicks, watch: Watch) -> list[Candidate]:
        """One call of the decoder."""
        layout, box = self._layout, one.box
        canvas = self._canvas(embedding.width, embedding.height)
        boxless = box is not None and not layout.knows_boxes
        asked = arrays([_in_clicks(one) if boxless else one], canvas, layout.mask_side)
        several = one.is_ambiguous or boxless
        found = self._decoder.run(
            {**embedding.maps, **layout.inputs(asked)}, watch, layout.wanted(several)
        )
        logits, scores = layout.answers(found, several)
        if boxless and box is not None:
            best = _fitting(logits, box, canvas)
            logits, scores = logits[best : best + 1], scores[best : best + 1]
        if layout.is_padded:
            shown = canvas.shown_height, canvas.shown_width
            logits = planes.unpadded(logits, canvas.side, shown)
        most = one.answers if one.is_ambiguous else 1
        return planes.candidates(logits, scores, embedding.height, embedding.width, most)


def _settings(folder: Path) -> dict[str, Any]:
    """What the publisher says of pictures; nothing where that cannot be read."""
    try:
        found = json.loads((folder / SETTINGS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _in_clicks(one: Clicks) -> Clicks:
    """The same object for a decoder that takes no box: a click in its middle, if it has none."""
    if one.box is None or any(point.inside for point in one.points):
        return replace(one, box=None)
    middle = Point((one.box.x0 + one.box.x1) / 2, (one.box.y0 + one.box.y1) / 2)
    return replace(one, box=None, points=(*one.points, middle))


def _fitting(logits: Floats, box: Box, canvas: Canvas) -> int:
    """Which of the masks Mxhxw on the whole canvas covers a box of the picture best."""
    height, width = logits.shape[1:]
    across = canvas.shown_width / canvas.width * width / canvas.side
    down = canvas.shown_height / canvas.height * height / canvas.side
    drawn = np.zeros((height, width), bool)
    left, right = (int(round(x * across)) for x in (box.x0, box.x1))
    top, bottom = (int(round(y * down)) for y in (box.y0, box.y1))
    drawn[top : max(bottom, top + 1), left : max(right, left + 1)] = True
    masks = logits > 0
    shared, either = masks & drawn, masks | drawn
    return int(np.argmax(shared.sum((1, 2)) / np.maximum(either.sum((1, 2)), 1)))
