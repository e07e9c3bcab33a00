"""SAM 2.1 and EdgeTAM for still pictures: clicks and boxes (https://arxiv.org/abs/2408.00714)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from transformers import EdgeTamModel, Sam2ImageProcessor, Sam2Model

from frisket.models import tensors
from frisket.models.base import Candidate, Image, ObjectPrompt, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place

from . import sam_decoder
from .sam_pictures import PictureMaps, on_canvas
from .sam_prompts import Canvas

KINDS = {"sam2": Sam2Model, "edgetam": EdgeTamModel}
"""The classes that a card's option `kind` names; they are asked alike."""


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

    def embed(self, image: Image, watch: Watch) -> PictureMaps:
        """Run the image encoder on the picture, stretched to a square: three maps, finest first."""
        watch.step("embed", 0.0)
        height, width = image.shape[:2]
        canvas = Canvas.stretched(self._side, width, height)
        with tensors.inference():
            square = on_canvas(image, canvas, self._shown, self._place)
            maps = self._model.get_image_embeddings(square)
        watch.step("embed", 1.0)
        return PictureMaps(tuple(maps), width, height)

    def segment(
        self, embedding: PictureMaps, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt its masks, the best first."""
        canvas = Canvas.stretched(self._side, embedding.width, embedding.height)
        return sam_decoder.segmented(
            self._model, embedding.maps, prompts, canvas, self._place, watch
        )
