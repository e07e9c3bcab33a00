"""Segment Anything (https://arxiv.org/abs/2304.02643) and HQ-SAM (https://arxiv.org/abs/2306.01567).

They see the picture with its long side at 1024 pixels, the rest of the square empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from torch import Tensor
from transformers import SamHQModel, SamImageProcessor, SamModel

from . import tensors
from .base import Candidate, Image, ObjectPrompt, Watch
from .clicks import Arrays, Canvas, Clicks, answered, arrays, clicks
from .place import Place
from .registry import ModelCard

MOST = 16
"""Objects in one call of the decoder, which takes some 60 MB for each."""


@dataclass(frozen=True, eq=False)
class SamEmbedding:
    """Maps of a picture of that size, on the device: the encoder's last, and what HQ-SAM adds."""

    maps: tuple[Tensor, ...]
    width: int
    height: int

    @property
    def nbytes(self) -> int:
        return tensors.tensor_bytes(self.maps)


class SegmentSam:
    """Segments with SAM; see `Segmenter` for the contract.

    A single click has three answers; all else is clear and has one. The score is the IoU that the
    model expects.
    """

    understands = frozenset({"box", "points", "scribble", "rough", "subject"})
    preview_side = 1024
    _kind: type[Any] = SamModel

    def __init__(self, name: str, model: Any, shown: SamImageProcessor, place: Place) -> None:
        self.name = name
        self._model = model
        self._shown = shown
        self._place = place
        self._side = int(model.config.prompt_encoder_config.image_size)
        self._mask_side = 4 * int(model.config.prompt_encoder_config.image_embedding_size)

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model in `folder`."""
        model = tensors.loaded(cls._kind, folder, place)
        # In half precision clicks would jump; the map of the picture's places keeps its own.
        model.prompt_encoder.shared_embedding = deepcopy(model.shared_image_embedding).float()
        shown = SamImageProcessor.from_pretrained(folder, local_files_only=True)
        return cls(card.name, model, shown, place)

    @property
    def nbytes(self) -> int:
        return tensors.model_bytes(self._model)

    def embed(self, image: Image, watch: Watch) -> SamEmbedding:
        """Run the image encoder on the picture, its long side at the model's."""
        watch.step("embed", 0.0)
        height, width = image.shape[:2]
        canvas = Canvas.padded(self._side, width, height)
        with tensors.inference():
            square = tensors.on_square(
                tensors.pixels(image, self._place),
                (canvas.shown_height, canvas.shown_width),
                self._side,
                self._shown.image_mean,
                self._shown.image_std,
            )
            maps = self._maps(square.to(tensors.dtype_of(self._place)))
        watch.step("embed", 1.0)
        return SamEmbedding(maps, width, height)

    def segment(
        self, embedding: SamEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt its masks, the best first."""
        asked = [clicks(prompt, embedding.width, embedding.height) for prompt in prompts]
        return answered(asked, MOST, lambda batch: self._decoded(embedding, batch), watch)

    def _maps(self, square: Tensor) -> tuple[Tensor, ...]:
        return (self._model.get_image_embeddings(square),)

    def _decoded(self, embedding: SamEmbedding, batch: Sequence[Clicks]) -> list[list[Candidate]]:
        """One call of the decoder."""
        canvas = Canvas.padded(self._side, embedding.width, embedding.height)
        shown = canvas.shown_height, canvas.shown_width
        with tensors.inference():
            answer = self._answer(
                embedding.maps, arrays(batch, canvas, self._mask_side), batch[0].is_ambiguous
            )
            return [
                tensors.candidates(
                    tensors.unpadded(logits, self._side, shown),
                    scores,
                    embedding.height,
                    embedding.width,
                )
                for logits, scores in zip(
                    answer.pred_masks.flatten(0, 1), answer.iou_scores.flatten(0, 1), strict=True
                )
            ]

    def _answer(self, maps: tuple[Tensor, ...], asked: Arrays, several: bool) -> Any:
        """What the model says. Objects with a mask prompt need a picture each."""
        axis, pictures = _batch(asked)
        return self._model(
            image_embeddings=maps[0].expand(pictures, -1, -1, -1),
            input_points=tensors.numbers(asked.points, axis, self._place),
            input_labels=tensors.numbers(asked.labels, axis, self._place),
            input_boxes=tensors.numbers(asked.boxes, axis, self._place),
            input_masks=self._masks(asked),
            multimask_output=several,
        )

    def _masks(self, asked: Arrays) -> Tensor | None:
        masks = tensors.numbers(asked.masks, 1, self._place)
        return None if masks is None else masks.to(tensors.dtype_of(self._place))


class SegmentSamHq(SegmentSam):
    """The same with HQ-SAM, which sharpens the mask by an early map of the encoder."""

    _kind = SamHQModel

    def _maps(self, square: Tensor) -> tuple[Tensor, ...]:
        last, early = self._model.get_image_embeddings(square)
        return (last, early[0])  # the decoder reads no other

    def _answer(self, maps: tuple[Tensor, ...], asked: Arrays, several: bool) -> Any:
        axis, pictures = _batch(asked)
        return self._model(
            image_embeddings=maps[0].expand(pictures, -1, -1, -1),
            intermediate_embeddings=[maps[1]],
            input_points=tensors.numbers(asked.points, axis, self._place),
            input_labels=tensors.numbers(asked.labels, axis, self._place),
            input_boxes=tensors.numbers(asked.boxes, axis, self._place),
            input_masks=self._masks(asked),
            multimask_output=several,
        )


def _batch(asked: Arrays) -> tuple[int, int]:
    """The axis that has length 1, of pictures or of objects to a picture, and how many pictures."""
    return (0, 1) if asked.masks is None else (1, len(asked.masks))
