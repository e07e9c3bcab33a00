"""What Grounding DINO's adapters share: words before the network, boxes after it. No torch.

The model reads one text, "a cat. red square.", and says for every box how well each *token* of it
fits. Which tokens are whose phrase is known here, because the text is put together token by token;
a label decoded from all tokens that fit, as transformers' own post-processing does, may run two
phrases into one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from frisket.models.base import Detection
from frisket.models.files.cards import ModelCard
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box

from .detections import apart, corners, likely, too_long

Floats = NDArray[np.float32]

TOKENIZER = "tokenizer.json"
OWN = "grounding-dino"
"""The model_type, in config.json, of Grounding DINO; those of MM-Grounding-DINO have another."""
SAME = 0.7
"""Boxes of one phrase that overlap more than this (intersection over union) are one thing."""
FULL_STOP = "."
PARTING = (FULL_STOP, "?")
"""What a person may type at which the model parts phrases: it would cut one in two."""


@dataclass(frozen=True)
class Thresholds:
    """What counts, as the authors have it, 0 to 1.

    A box is kept when any token of the text fits it better than `box`; a phrase may be its name
    when one of the phrase's tokens fits better than `text`.
    """

    box: float
    text: float

    @classmethod
    def of(cls, card: ModelCard) -> Self:
        """Those of the card's options `box_threshold` and `text_threshold`."""
        return cls(
            float(card.options.get("box_threshold", 0.3)),
            float(card.options.get("text_threshold", 0.25)),
        )

    def or_all(self, threshold: float) -> Thresholds:
        """These, or, where there is one, `threshold` in the place of both."""
        return Thresholds(threshold, threshold) if threshold else self


@dataclass(frozen=True)
class Text:
    """What the model reads in one pass: token ids, and which of them each phrase has."""

    ids: tuple[int, ...]
    phrases: tuple[str, ...]
    spans: tuple[slice, ...]


class Words:
    """BERT's tokens, from a tokenizer.json."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self.first = self._number("[CLS]")
        self.last = self._number("[SEP]")
        self.stop = self._number(FULL_STOP)
        self.padding = self._number("[PAD]")
        self._parting = {self._number(mark) for mark in PARTING}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Those of the model in `folder`. Raises FailedPrecondition where they are none."""
        try:
            return cls(Tokenizer.from_file(str(folder / TOKENIZER)))
        # It raises Exception itself for whatever is wrong.
        except Exception as error:
            raise FailedPrecondition(
                f"The file {TOKENIZER} has not the words of a Grounding DINO: {error}",
                detail="model_files",
                hint="Remove the model and fetch it again.",
            ) from error

    def ids(self, phrase: str) -> list[int]:
        """The tokens of a phrase, without any at which the model would part it."""
        found = self._tokenizer.encode(phrase.lower(), add_special_tokens=False).ids
        return [token for token in found if token not in self._parting]

    def _number(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise ValueError(f"it has no {token}.")
        return int(found)


def text_limit(config: Mapping[str, Any]) -> int:
    """How many tokens the model of a config.json reads; what it does not say is as published."""
    words = config.get("text_config", {}).get("max_position_embeddings", 512)
    return min(int(config.get("max_text_len", 256)), int(words))


def split(phrases: Sequence[str], words: Words, limit: int, most: int = 0) -> list[Text]:
    """The texts of at most `limit` tokens that hold all phrases, in their order, each once.

    most: phrases that a text may hold; 0 for any number. One without a word ("...") is in no text.
    Raises InvalidArgument (words) for a phrase that is longer alone.
    """
    texts: list[Text] = []
    waiting: list[tuple[str, list[int]]] = []
    room = limit - 2  # [CLS] and [SEP]
    for phrase in dict.fromkeys(phrases):
        own = words.ids(phrase)
        if not own:
            continue
        if len(own) >= room:
            raise too_long(phrase, lambda text: len(words.ids(text)), room - 1)
        full = len(waiting) == most > 0
        if full or sum(len(ids) + 1 for _, ids in [*waiting, (phrase, own)]) > room:
            texts.append(_joined(waiting, words))
            waiting = []
        waiting.append((phrase, own))
    return [*texts, _joined(waiting, words)] if waiting else []


def _joined(phrases: Sequence[tuple[str, Sequence[int]]], words: Words) -> Text:
    """The phrases, each with a full stop after it, in tokens: [CLS] a cat . red square . [SEP]"""
    ids = [words.first]
    spans = []
    for _, own in phrases:
        spans.append(slice(len(ids), len(ids) + len(own)))
        ids += [*own, words.stop]
    ids.append(words.last)
    return Text(tuple(ids), tuple(phrase for phrase, _ in phrases), tuple(spans))


def shown_size(size: tuple[int, int], short: int, long: int, own: bool = True) -> tuple[int, int]:
    """Height and width in which a picture of `size` is shown: its short side as asked, or less if
    its long side would be more than `long`. Nothing is less than a pixel.

    own: as in groundingdino/datasets/transforms.py: the long side follows from the rounded short
    one, so a picture of 3:1 is 1332 pixels wide. Else as transformers (5.24) has it, and nearly so
    mmdetection: 1333, and one of 40:1 is 13 pixels wider than Grounding DINO's in training.
    """
    least, most = min(size), max(size)
    exact = long * least / most if most / least * short > long else short
    side = round(exact)
    if own:
        # What would have no height at all has one pixel; there the authors' code fails.
        other = int(side * most / least) if side else long
    else:
        other = most if side == least else int(exact * most / least)
    shown = max(1, side), max(1, other)
    return shown if size[0] <= size[1] else shown[::-1]


def seen(
    text: Text, logits: Floats, places: Floats, size: tuple[int, int], least: Thresholds
) -> list[Detection]:
    """Of one pass, the boxes that a phrase of `text` fits, in pixels of a picture of `size`.

    logits: for N boxes, of each token how well it fits. places: Nx4, each box's centre and size,
    0 to 1. size: height and width.
    """
    fits = likely(logits)
    every = np.stack([fits[:, span].max(1) for span in text.spans], 1)
    best = every.argmax(1)
    scores = every[np.arange(len(best)), best]
    # Cut before they are compared: what differs beyond the picture only is the same in it.
    boxes = corners(places, size, cut=True)
    kept = np.flatnonzero((fits.max(1) > least.box) & (scores > least.text))
    order = kept[apart(boxes[kept], scores[kept], best[kept], SAME)]
    return [
        Detection(
            Box(*boxes[one].tolist()),
            float(scores[one]),
            text.phrases[best[one]].lower(),
            text.phrases[best[one]],
        )
        for one in order
    ]
