"""Grounding DINO, MM-Grounding-DINO and LLMDet: words in, boxes out, a score for every phrase.

Liu et al., Grounding DINO (arXiv:2303.05499); Zhao et al., MM-Grounding-DINO (arXiv:2401.02361);
Fu et al., LLMDet (arXiv:2501.18954). `model_type` in the files says which of transformers' classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from transformers import AutoModelForZeroShotObjectDetection, GroundingDinoImageProcessor

from frisket.models import tensors
from frisket.models.base import Detection, Image, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place

from .detections import in_picture
from .grounding import OWN, Text, Thresholds, Words, seen, shown_size, split, text_limit

NEAREST = 1e-3
"""Of a side: how near to a border of the picture a box's places are taken to be at most, while the
decoder corrects them step by step. So in both authors' code (`inverse_sigmoid` in
groundingdino/util/misc.py; DinoTransformerDecoder of mmdetection); transformers (5.24) has 1e-5,
and what is small or at a border comes out elsewhere."""


class DetectGroundingDino:
    """Boxes of anything that can be named in a few words."""

    vocabulary = None

    def __init__(
        self,
        name: str,
        model: Any,
        words: Words,
        preprocessor: Any,
        place: Place,
        thresholds: Thresholds,
    ) -> None:
        self.name = name
        self._model = model
        self._words = words
        self._preprocessor = preprocessor
        self._place = place
        self._thresholds = thresholds
        # The model takes no notice of tokens beyond these.
        self._text_limit = text_limit(model.config.to_dict())

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model in `folder`. Options of the card: `box_threshold`, `text_threshold`."""
        # bfloat16 tells apart some 300 places along a side: a box would be out by several pixels.
        if place.dtype == "bfloat16":
            place = Place(place.device)
        model = network(folder, place)
        return cls(
            card.name,
            model,
            Words.read(folder),
            GroundingDinoImageProcessor.from_pretrained(folder, local_files_only=True),
            place,
            Thresholds.of(card),
        )

    @property
    def nbytes(self) -> int:
        return tensors.model_bytes(self._model)

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """See Detector. Each box answers the phrase that fits it best, and only that one.

        Phrases that do not fit into one text go into several, one pass of the model each. A
        threshold takes the place of both of the card's.
        """
        least = self._thresholds.or_all(threshold)
        watch.step("detect")
        texts = split(phrases, self._words, self._text_limit)
        if not texts:
            return []
        found: list[Detection] = []
        with tensors.inference():
            shown = self._shown(image)
            for done, text in enumerate(texts):
                watch.step("detect", done / len(texts))
                found += self._seen(shown, text, image.shape[0], image.shape[1], least)
        return in_picture(found, image.shape[1], image.shape[0])

    def _shown(self, image: Image) -> Tensor:
        """The picture as the model wants it, 1x3xhxw, scaled on the device."""
        size = self._preprocessor.size
        height, width = shown_size(
            image.shape[:2],
            size["shortest_edge"],
            size["longest_edge"],
            self._model.config.model_type == OWN,
        )
        prepared = self._preprocessor(
            images=tensors.pixels(image, self._place),
            # Without this a picture of three rows is taken for one of three channels.
            input_data_format="channels_first",
            size={"height": height, "width": width},
            return_tensors="pt",
        )
        return torch.as_tensor(prepared["pixel_values"]).to(self._model.dtype)

    def _seen(
        self, shown: Tensor, text: Text, height: int, width: int, least: Thresholds
    ) -> list[Detection]:
        """One pass: the boxes that a phrase of `text` fits, in pixels of the picture."""
        ids = torch.tensor([text.ids], device=shown.device)
        output = self._model(pixel_values=shown, input_ids=ids)
        logits, places = (
            one[0].float().cpu().numpy() for one in (output.logits, output.pred_boxes)
        )
        return seen(text, logits, places, (height, width), least)


def network(folder: Path, place: Place) -> Any:
    """transformers' model of the files in `folder`, which calculates as its authors' does."""
    model = tensors.loaded(AutoModelForZeroShotObjectDetection, folder, place)
    # mmdetection's heads, behind the decoder, have 1e-5 like transformers.
    own = model.config.model_type == OWN
    _correct_as_trained(model if own else model.model.decoder)
    return model


class _AsTrained(TorchFunctionMode):
    """Within it, what asks for a place's logit gets it with NEAREST."""

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if func is torch.special.logit:
            inside = args[0].clamp(0, 1)
            return torch.log(inside.clamp(min=NEAREST) / (1 - inside).clamp(min=NEAREST))
        return func(*args, **(kwargs or {}))


def _correct_as_trained(part: Any) -> None:
    """Let a part of the model calculate within _AsTrained, and everything else as it does."""
    forward = part.forward

    @wraps(forward)
    def trained(*args: Any, **kwargs: Any) -> Any:
        with _AsTrained():
            return forward(*args, **kwargs)

    part.forward = trained
