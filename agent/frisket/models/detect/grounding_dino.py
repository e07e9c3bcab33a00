"""Grounding DINO, MM-Grounding-DINO and LLMDet: words in, boxes out, a score for every phrase.

Liu et al., Grounding DINO (arXiv:2303.05499); Zhao et al., MM-Grounding-DINO (arXiv:2401.02361);
Fu et al., LLMDet (arXiv:2501.18954). `model_type` in the files says which of transformers' classes.

The model reads one text, "a cat. red square.", and says for every box how well each *token* of it
fits. Which tokens are whose phrase is known here, because the text is put together token by token;
a label decoded from all tokens that fit, as transformers' own post-processing does, may run two
phrases into one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torchvision.ops import (
    batched_nms,
    box_convert,
    clip_boxes_to_image,
)
from transformers import (
    AutoModelForZeroShotObjectDetection,
    AutoTokenizer,
    GroundingDinoImageProcessor,
)
from transformers.image_transforms import get_size_with_aspect_ratio

from frisket.models import tensors
from frisket.models.base import Detection, Image, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket_protocol.raster import Box

from .detections import in_picture, too_long

NEAREST = 1e-3
"""Of a side: how near to a border of the picture a box's places are taken to be at most, while the
decoder corrects them step by step. So in both authors' code (`inverse_sigmoid` in
groundingdino/util/misc.py; DinoTransformerDecoder of mmdetection); transformers (5.24) has 1e-5,
and what is small or at a border comes out elsewhere."""
SAME = 0.7
"""Boxes of one phrase that overlap more than this (intersection over union) are one thing."""
PARTING = (".", "?")
"""What a person may type at which the model parts phrases: it would cut one in two."""


@dataclass(frozen=True)
class Thresholds:
    """What counts, as the authors have it, 0 to 1.

    A box is kept when any token of the text fits it better than `box`; a phrase may be its name
    when one of the phrase's tokens fits better than `text`.
    """

    box: float
    text: float


@dataclass(frozen=True)
class Text:
    """What the model reads in one pass: token ids, and which of them each phrase has."""

    ids: tuple[int, ...]
    phrases: tuple[str, ...]
    spans: tuple[slice, ...]


class DetectGroundingDino:
    """Boxes of anything that can be named in a few words."""

    vocabulary = None

    def __init__(
        self,
        name: str,
        model: Any,
        tokenizer: Any,
        preprocessor: Any,
        place: Place,
        thresholds: Thresholds,
    ) -> None:
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._preprocessor = preprocessor
        self._place = place
        self._thresholds = thresholds
        # The model takes no notice of tokens beyond these.
        self._text_limit = min(
            model.config.max_text_len, model.config.text_config.max_position_embeddings
        )

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """The model in `folder`. Options of the card: `box_threshold`, `text_threshold`."""
        # bfloat16 tells apart some 300 places along a side: a box would be out by several pixels.
        if place.dtype == "bfloat16":
            place = Place(place.device)
        model = tensors.loaded(AutoModelForZeroShotObjectDetection, folder, place)
        # mmdetection's heads, behind the decoder, have 1e-5 like transformers.
        own = model.config.model_type == "grounding-dino"
        _correct_as_trained(model if own else model.model.decoder)
        return cls(
            card.name,
            model,
            AutoTokenizer.from_pretrained(folder, local_files_only=True),
            GroundingDinoImageProcessor.from_pretrained(folder, local_files_only=True),
            place,
            Thresholds(
                float(card.options.get("box_threshold", 0.3)),
                float(card.options.get("text_threshold", 0.25)),
            ),
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
        least = Thresholds(threshold, threshold) if threshold else self._thresholds
        watch.step("detect")
        texts = split(phrases, self._tokenizer, self._text_limit)
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
        own = self._model.config.model_type == "grounding-dino"
        height, width = (shown_size if own else get_size_with_aspect_ratio)(
            image.shape[:2], size["shortest_edge"], size["longest_edge"]
        )
        prepared = self._preprocessor(
            images=tensors.pixels(image, self._place),
            # Without this a picture of three rows is taken for one of three channels, …
            input_data_format="channels_first",
            # … and transformers gives one of 1 × 4000 pixels no height at all.
            size={"height": max(1, height), "width": max(1, width)},
            return_tensors="pt",
        )
        return torch.as_tensor(prepared["pixel_values"]).to(self._model.dtype)

    def _seen(
        self, shown: Tensor, text: Text, height: int, width: int, least: Thresholds
    ) -> list[Detection]:
        """One pass: the boxes that a phrase of `text` fits, in pixels of the picture."""
        ids = torch.tensor([text.ids], device=shown.device)
        output = self._model(pixel_values=shown, input_ids=ids)
        fits = output.logits[0].float().sigmoid()
        scores, best = torch.stack([fits[:, span].amax(1) for span in text.spans], 1).max(1)
        boxes = box_convert(output.pred_boxes[0].float(), "cxcywh", "xyxy")
        boxes = boxes * torch.tensor([width, height, width, height], device=boxes.device)
        # Cut before they are compared: what differs beyond the picture only is the same in it.
        boxes = clip_boxes_to_image(boxes, (height, width))
        kept = (fits.amax(1) > least.box) & (scores > least.text)
        boxes, scores, best = boxes[kept], scores[kept], best[kept]
        order = batched_nms(boxes, scores, best, SAME).tolist()
        edges, marks, names = boxes.tolist(), scores.tolist(), best.tolist()
        return [
            Detection(
                Box(*edges[one]),
                marks[one],
                text.phrases[names[one]].lower(),
                text.phrases[names[one]],
            )
            for one in order
        ]


def shown_size(size: tuple[int, int], short: int, long: int) -> tuple[int, int]:
    """Height and width in which a picture of `size` is shown: its short side as asked, or less if
    its long side would be more than `long`.

    As in groundingdino/datasets/transforms.py: the long side follows from the rounded short one, so
    a picture of 3:1 is 1332 pixels wide. transformers (5.24) makes it 1333, and one of 40:1 13
    pixels wider than it was in training; mmdetection has it nearly so.
    """
    least, most = min(size), max(size)
    side = round(long * least / most) if most / least * short > long else short
    # What would have no height at all has one pixel; there the authors' code fails.
    other = int(side * most / least) if side else long
    return (max(1, side), other) if size[0] <= size[1] else (other, max(1, side))


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


def split(phrases: Sequence[str], tokenizer: Any, limit: int) -> list[Text]:
    """The texts of at most `limit` tokens that hold all phrases, in their order, each once.

    One without a word ("...") is in no text. Raises InvalidArgument (words) for a phrase that is
    longer alone.
    """
    texts: list[Text] = []
    waiting: list[tuple[str, list[int]]] = []
    room = limit - 2  # [CLS] and [SEP]
    for phrase in dict.fromkeys(phrases):
        words = _words(phrase, tokenizer)
        if not words:
            continue
        if len(words) >= room:
            raise too_long(phrase, lambda text: len(_words(text, tokenizer)), room - 1)
        if sum(len(ids) + 1 for _, ids in [*waiting, (phrase, words)]) > room:
            texts.append(_joined(waiting, tokenizer))
            waiting = []
        waiting.append((phrase, words))
    return [*texts, _joined(waiting, tokenizer)] if waiting else []


def _words(phrase: str, tokenizer: Any) -> list[int]:
    """The token ids of a phrase, without any at which the model would part it."""
    parting = set(tokenizer.convert_tokens_to_ids(list(PARTING)))
    ids = tokenizer(phrase.lower(), add_special_tokens=False, verbose=False)["input_ids"]
    return [token for token in ids if token not in parting]


def _joined(phrases: Sequence[tuple[str, Sequence[int]]], tokenizer: Any) -> Text:
    """The phrases, each with a full stop after it, in tokens: [CLS] a cat . red square . [SEP]"""
    ids = [tokenizer.cls_token_id]
    spans = []
    for _, words in phrases:
        spans.append(slice(len(ids), len(ids) + len(words)))
        ids += [*words, tokenizer.convert_tokens_to_ids(".")]
    ids.append(tokenizer.sep_token_id)
    return Text(tuple(ids), tuple(phrase for phrase, _ in phrases), tuple(spans))
