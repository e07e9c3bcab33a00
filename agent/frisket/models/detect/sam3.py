"""The detector of SAM 3, behind the image encoder: words and boxes of examples in, masks out.

The rest of SAM 3, and how the two go together, is in `segment/sam3`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from transformers import Sam3Model
from transformers.modeling_outputs import BaseModelOutputWithPooling
from transformers.models.sam3.modeling_sam3 import Sam3VisionEncoderOutput

from frisket.models import tensors
from frisket.models.base import Instance, Watch
from frisket.models.place import Place
from frisket_protocol.raster import Box

from .detections import too_long

MOST = 4
"""Phrases in one call of the detector, which takes some 300 MB for each."""
PHRASES_KEPT = 64
"""Phrases whose features are kept, the latest used: 16 kB each."""
EXAMPLES_ALONE = "visual"
"""What the detector reads where boxes say all; it was trained so."""

Example = tuple[tuple[float, float, float, float], int]
"""A box in parts of the picture (x and y of its centre, width, height), and 1 for "like this"."""

NO_EXAMPLE: Example = ((0.5, 0.5, 1.0, 1.0), -10)
"""A box that counts for nothing. With it words alone go the way that they went in training, past
the encoder of examples, which adds a token of its own; without boxes transformers leaves it out.
"""


@dataclass(frozen=True, eq=False)
class Asked:
    """Phrases of one call, n: their features nxTxC, and which of the T tokens count (nxT).

    The examples for each: boxes nxkx4 and labels nxk.
    """

    phrases: tuple[str, ...]
    features: Tensor
    counts: Tensor
    boxes: Tensor
    labels: Tensor


class DetectSam3:
    """Finds things in what the image encoder makes of a picture."""

    def __init__(self, model: Sam3Model, tokenizer: Any, place: Place, threshold: float) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._place = place
        self._threshold = threshold
        self._limit = int(model.text_encoder.config.max_position_embeddings)
        self._read: OrderedDict[str, tuple[Tensor, Tensor]] = OrderedDict()

    def find(
        self,
        features: Tensor,
        size: tuple[int, int],
        phrases: Sequence[str],
        exemplars: Sequence[tuple[Box, bool]],
        watch: Watch,
        threshold: float = 0.0,
    ) -> list[Instance]:
        """See ConceptSegmenter. features: 1xCxgxg of a picture of that size (height, width)."""
        watch.step("detect", 0.0)
        examples = list(_examples(exemplars, *size))
        wanted = [phrase for phrase in dict.fromkeys(phrases) if phrase.strip()]
        if not wanted and not examples:
            return []
        found: list[Instance] = []
        with tensors.inference():
            maps = self._model.vision_encoder.neck(features)
            for done, asked in self._calls(wanted or [""], examples):
                watch.step("detect", done)
                found += self._seen(maps, size, asked, threshold or self._threshold)
        return sorted(found, key=lambda instance: -instance.score)

    def _calls(
        self, phrases: Sequence[str], examples: Sequence[Example]
    ) -> Iterator[tuple[float, Asked]]:
        """The phrases in calls of the detector, all examples with each; how much is done before."""
        device, dtype = self._place.device, tensors.dtype_of(self._place)
        places, labels = zip(*(examples or [NO_EXAMPLE]), strict=True)
        boxes = torch.tensor(places, device=device, dtype=dtype)
        alike = torch.tensor(labels, device=device)
        for start in range(0, len(phrases), MOST):
            chunk = tuple(phrases[start : start + MOST])
            read = [self._features(phrase or EXAMPLES_ALONE) for phrase in chunk]
            features, counts = (torch.cat(each) for each in zip(*read, strict=True))
            yield (
                start / len(phrases),
                Asked(
                    chunk,
                    features,
                    counts,
                    boxes.expand(len(chunk), -1, -1),
                    alike.expand(len(chunk), -1),
                ),
            )

    def _features(self, phrase: str) -> tuple[Tensor, Tensor]:
        """What the text encoder makes of a phrase, 1xTxC, and which of the T tokens are words."""
        if phrase not in self._read:
            if self._length(phrase) > self._limit:
                raise too_long(phrase, self._length, self._limit)
            words = self._tokenizer(
                phrase, padding="max_length", max_length=self._limit, return_tensors="pt"
            ).to(self._place.device)
            features = self._model.get_text_features(
                input_ids=words["input_ids"], attention_mask=words["attention_mask"]
            ).pooler_output
            self._read[phrase] = features, words["attention_mask"]
        self._read.move_to_end(phrase)
        while len(self._read) > PHRASES_KEPT:
            self._read.popitem(last=False)
        return self._read[phrase]

    def _length(self, phrase: str) -> int:
        """In tokens, with one before and one after it."""
        return len(self._tokenizer(phrase, verbose=False)["input_ids"])

    def _seen(
        self,
        maps: tuple[Sequence[Tensor], Sequence[Tensor]],
        size: tuple[int, int],
        asked: Asked,
        least: float,
    ) -> list[Instance]:
        """One call of the detector: what scores above the threshold, masks and all."""
        count = len(asked.phrases)
        # Views, for each phrase the same picture: nothing is copied and nothing written to.
        levels, positions = ([one.expand(count, -1, -1, -1) for one in part] for part in maps)
        answer = self._model(
            vision_embeds=Sam3VisionEncoderOutput(
                fpn_hidden_states=tuple(levels), fpn_position_encoding=tuple(positions)
            ),
            text_embeds=BaseModelOutputWithPooling(pooler_output=asked.features),
            attention_mask=asked.counts,
            input_boxes=asked.boxes,
            input_boxes_labels=asked.labels,
        )
        scores = answer.pred_logits.float().sigmoid() * answer.presence_logits.float().sigmoid()
        found: list[Instance] = []
        for phrase, fits, logits in zip(asked.phrases, scores, answer.pred_masks, strict=True):
            kept = torch.nonzero(fits > least).flatten()
            masks, marks = tensors.soft(logits[kept], *size), fits[kept].tolist()
            found += [Instance(*one, phrase) for one in zip(masks, marks, strict=True)]
        return found


def _examples(exemplars: Sequence[tuple[Box, bool]], height: int, width: int) -> Iterator[Example]:
    """What of the boxes lies in the picture."""
    for box, alike in exemplars:
        x0, x1 = (min(max(x / width, 0.0), 1.0) for x in (box.x0, box.x1))
        y0, y1 = (min(max(y / height, 0.0), 1.0) for y in (box.y0, box.y1))
        if x0 < x1 and y0 < y1:
            yield ((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0), int(alike)
