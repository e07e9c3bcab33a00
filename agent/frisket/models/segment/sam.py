"""Segment Anything (https://arxiv.org/abs/2304.02643) and HQ-SAM (https://arxiv.org/abs/2306.01567).

They see the picture with its long side at 1024 pixels, the rest of the square empty.

HQ-SAM's decoder is written out here: transformers (5.24) makes the masks from the picture's map as
it was before the decoder attended to the prompt, and mirrored; they have little to do with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor
from transformers import SamHQModel, SamImageProcessor, SamModel

from frisket.models import tensors
from frisket.models.base import Candidate, Image, ObjectPrompt, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place

from . import sam_decoder
from .sam_pictures import PictureMaps, on_canvas
from .sam_prompts import Arrays, Canvas, Clicks, answered, arrays, clicks


class SegmentSam:
    """Segments with SAM; see `Segmenter` for the contract.

    A single click has three answers; all else is clear and has one. The score is the IoU that the
    model expects.
    """

    understands = frozenset({"box", "points", "scribble", "rough", "subject"})
    zooms = True
    _kind: type[Any] = SamModel

    def __init__(self, name: str, model: Any, shown: SamImageProcessor, place: Place) -> None:
        self.name = name
        self._model = model
        self._shown = shown
        self._place = place
        self._side = int(model.config.prompt_encoder_config.image_size)
        self.preview_side = self._side
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

    def embed(self, image: Image, watch: Watch) -> PictureMaps:
        """Run the image encoder on the picture, its long side at the model's."""
        watch.step("embed", 0.0)
        height, width = image.shape[:2]
        canvas = Canvas.padded(self._side, width, height)
        with tensors.inference():
            maps = self._maps(on_canvas(image, canvas, self._shown, self._place))
        watch.step("embed", 1.0)
        return PictureMaps(maps, width, height)

    def segment(
        self, embedding: PictureMaps, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt its masks, the best first."""
        asked = [clicks(prompt, embedding.width, embedding.height) for prompt in prompts]
        return answered(
            asked, sam_decoder.MOST, lambda batch: self._decoded(embedding, batch), watch
        )

    def _maps(self, square: Tensor) -> tuple[Tensor, ...]:
        return (self._model.get_image_embeddings(square),)

    def _decoded(self, embedding: PictureMaps, batch: Sequence[Clicks]) -> list[list[Candidate]]:
        """One call of the decoder."""
        canvas = Canvas.padded(self._side, embedding.width, embedding.height)
        shown = canvas.shown_height, canvas.shown_width
        with tensors.inference():
            masks, scores = self._answer(
                embedding.maps, arrays(batch, canvas, self._mask_side), batch[0].is_ambiguous
            )
            return [
                tensors.candidates(
                    tensors.unpadded(logits, self._side, shown),
                    score,
                    embedding.height,
                    embedding.width,
                    one.answers,
                )
                for one, logits, score in zip(
                    batch, masks.flatten(0, 1), scores.flatten(0, 1), strict=True
                )
            ]

    def _answer(
        self, maps: tuple[Tensor, ...], asked: Arrays, several: bool
    ) -> tuple[Tensor, Tensor]:
        """Mask logits BxPxMxhxw and scores BxPxM, with B and P as in `sam_decoder.inputs`."""
        answer = self._model(
            image_embeddings=maps[0].expand(sam_decoder.pictures(asked), -1, -1, -1),
            **sam_decoder.inputs(asked, self._place),
            multimask_output=several,
        )
        return answer.pred_masks, answer.iou_scores


class SegmentSamHq(SegmentSam):
    """The same with HQ-SAM, which adds a mask of fine detail to SAM's.

    There is one such mask to a prompt. It belongs to the best of three answers; the others are
    SAM's own.
    """

    _kind = SamHQModel

    def _maps(self, square: Tensor) -> tuple[Tensor, ...]:
        """The encoder's last map, and detail: an early map of it and the last, four times as fine.

        The detail is the same for all prompts.
        """
        last, layers = self._model.get_image_embeddings(square)
        head = self._model.mask_decoder
        early = head.compress_vit_conv1(layers[0].permute(0, 3, 1, 2))
        early = head.compress_vit_conv2(head.activation(head.compress_vit_norm(early)))
        late = head.activation(head.encoder_norm(head.encoder_conv1(last)))
        return last, early + head.encoder_conv2(late)

    def _answer(
        self, maps: tuple[Tensor, ...], asked: Arrays, several: bool
    ) -> tuple[Tensor, Tensor]:
        sparse, dense = self._model.prompt_encoder(**sam_decoder.inputs(asked, self._place))
        places = self._model.get_image_wide_positional_embeddings()
        places = places.repeat(sam_decoder.pictures(asked), 1, 1, 1)
        masks, detail, scores = _hq_decoded(self._model.mask_decoder, maps, places, sparse, dense)
        if not several:
            return masks[:, :, :1] + detail, scores[:, :, :1]
        masks, scores = masks[:, :, 1:], scores[:, :, 1:]
        best = torch.nn.functional.one_hot(scores.argmax(dim=2), scores.shape[2])
        return masks + detail * best[..., None, None].to(detail.dtype), scores


def _hq_decoded(
    head: Any, maps: tuple[Tensor, ...], places: Tensor, sparse: Tensor, dense: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """SAM's four masks BxPx4xhxw, the one of detail BxPx1xhxw, and the scores of the four BxPx4.

    As `MaskDecoderHQ.predict_masks` of the authors (https://github.com/SysCV/sam-hq, Apache-2.0)
    reckons them. places: Bx… of `dense`; sparse: BxPxKxC.
    """
    pictures, objects = sparse.shape[:2]
    own = torch.cat([head.iou_token.weight, head.mask_tokens.weight, head.hq_token.weight])
    tokens = torch.cat([own.expand(pictures, objects, -1, -1), sparse.to(own.dtype)], dim=2)
    looked = (maps[0] + dense).repeat_interleave(objects, 0)
    told, seen = head.transformer(
        point_embeddings=tokens,
        image_embeddings=looked,
        image_positional_embeddings=places.repeat_interleave(objects, 0),
        attention_similarity=None,
    )
    seen = seen.transpose(2, 3).reshape(looked.shape)
    seen = head.activation(head.upscale_layer_norm(head.upscale_conv1(seen)))
    seen = head.activation(head.upscale_conv2(seen))
    fine = head.mask_conv2(head.activation(head.mask_norm(head.mask_conv1(seen)))) + maps[1]
    four = len(head.output_hypernetworks_mlps)
    coarse_by = torch.stack(
        [mix(told[:, :, 1 + n]) for n, mix in enumerate(head.output_hypernetworks_mlps)], dim=2
    )
    fine_by = head.hq_mask_mlp(told[:, :, 1 + four : 2 + four])
    return (
        _mixed(coarse_by, seen, objects),
        _mixed(fine_by, fine, objects),
        head.iou_prediction_head(told[:, :, 0]),
    )


def _mixed(by: Tensor, channels: Tensor, objects: int) -> Tensor:
    """Masks BxPxMxhxw: the channels of each object, (B·P)xCxhxw, mixed by BxPxMxC."""
    height, width = channels.shape[-2:]
    split = channels.reshape(len(by), objects, by.shape[3], height * width)
    return (by @ split).reshape(*by.shape[:3], height, width)
