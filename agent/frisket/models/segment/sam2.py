"""SAM 2.1 and EdgeTAM for still pictures: clicks and boxes (https://arxiv.org/abs/2408.00714)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from torch import Tensor
from transformers import EdgeTamModel, Sam2ImageProcessor, Sam2Model

from frisket.models import tensors
from frisket.models.base import Candidate, Image, ObjectPrompt, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place

from . import sam_decoder
from .sam_prompts import Canvas, answered, clicks

KINDS = {"sam2": Sam2Model, "edgetam": EdgeTamModel}
"""The classes that a card's option `kind` names; they are asked alike."""


@dataclass(frozen=True, eq=False)
class Sam2Embedding:
    """Three maps of a picture of that size, the finest first, on the device."""

    maps: tuple[Tensor, ...]
    width: int
    height: int

    @property
    def nbytes(self) -> int:
        return tensors.tensor_bytes(self.maps)


class SegmentSam2:
    """Segments with SAM 2.1 or EdgeTAM; see `Segmenter` for the contract.

    A single click has three answers; all else is clear and has one. The score is the IoU that the
    model expects, times how sure it is that there is an object.
    """

    understands = frozenset({"box", "points", "scribble", "rough", "subject"})
    zooms = True

    def __init__(self, name: str, model: Any, shown: Sam2ImageProcessor, place: Place) -> None:
        self.name = name
        self._model = model
        self._shown = shown
        self._place = place
        self._side = int(model.config.prompt_encoder_config.image_size)
        self.preview_side = self._side

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model in `folder`. Option of the card: `kind`, one of KINDS."""
        model = tensors.loaded(KINDS[card.options.get("kind", "sam2")], folder, place)
        sam_decoder.keep_places_exact(model)
        shown = Sam2ImageProcessor.from_pretrained(folder, local_files_only=True)
        return cls(card.name, model, shown, place)

    @property
    def nbytes(self) -> int:
        return tensors.model_bytes(self._model)

    def embed(self, image: Image, watch: Watch) -> Sam2Embedding:
        """Run the image encoder on the picture, stretched to a square."""
        watch.step("embed", 0.0)
        height, width = image.shape[:2]
        with tensors.inference():
            square = tensors.on_square(
                tensors.pixels(image, self._place),
                (self._side, self._side),
                self._side,
                self._shown.image_mean,
                self._shown.image_std,
            )
            maps = self._model.get_image_embeddings(square.to(tensors.dtype_of(self._place)))
        watch.step("embed", 1.0)
        return Sam2Embedding(tuple(maps), width, height)

    def segment(
        self, embedding: Sam2Embedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt its masks, the best first."""
        asked = [clicks(prompt, embedding.width, embedding.height) for prompt in prompts]
        canvas = Canvas.stretched(self._side, embedding.width, embedding.height)
        return answered(
            asked,
            sam_decoder.MOST,
            lambda batch: sam_decoder.decoded(
                self._model, embedding.maps, batch, canvas, self._place
            ),
            watch,
        )
