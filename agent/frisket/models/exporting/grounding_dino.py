"""Grounding DINO, MM-Grounding-DINO and LLMDet in the layout that onnx-community publishes.

The graph takes pictures and texts of any size, and calculates as the authors' code does (`NEAREST`
in the PyTorch adapter is in it).
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from frisket.models.base import Watch
from frisket.models.detect.grounding import TOKENIZER, Words
from frisket.models.detect.grounding_dino import network
from frisket.models.files.cards import ModelCard
from frisket.models.place import CPU

from .comparing import boxes_apart
from .writing import Answer, write

FILE = "onnx/model.onnx"
BESIDE = ("config.json", "preprocessor_config.json", TOKENIZER)
BUILDER = "frisket.models.detect.grounding_dino_graph:DetectGroundingDinoGraph"
PHRASES = ("red disc", "blue square", "a cat")
SIDES = (65, 67)
"""Of the picture that is followed: every part of a Swin that fills up a side has something to do,
and what it does where there is nothing to do is nothing."""
MASKS = "generate_masks_with_special_tokens_and_transfer_map"


def export(card: ModelCard, folder: Path, into: Path, watch: Watch) -> None:
    """Write the model whose files lie in `folder` as FILE, and BESIDE it what the adapter reads."""
    watch.step("export")
    model = network(folder, CPU)
    for part in model.modules():
        if type(part).__name__ == "SwinPatchEmbeddings":
            part.maybe_pad = partial(_filled, part.patch_size)
    given = _example(Words.read(folder))
    size = {2: "height", 3: "width"}
    words = {1: "words"}
    free = {
        "pixel_values": size,
        "input_ids": words,
        "token_type_ids": words,
        "attention_mask": words,
        "pixel_mask": {1: "height", 2: "width"},
    }
    with _spelt_out(model):
        write(Answer(model, tuple(given)), given, ("logits", "pred_boxes"), into / FILE, free)
    for name in BESIDE:
        shutil.copyfile(folder / name, into / name)


def compared(card: ModelCard, folder: Path, into: Path) -> tuple[float, float]:
    """The furthest that an edge of one of the ten best boxes is off, in pixels of a side of 1000;
    and the most that the score of one is.

    folder: the files that `export` was given. into: what it wrote.
    """
    return boxes_apart(card, folder, BUILDER, into, FILE, PHRASES)


def _example(words: Words) -> dict[str, Tensor]:
    """A picture and a text of two phrases, as the graph is given them."""
    some = words.ids("a cat") or [words.stop]
    ids = torch.tensor([[words.first, *some, words.stop, *some, words.stop, words.last]])
    return {
        "pixel_values": torch.rand(1, 3, *SIDES, generator=torch.Generator().manual_seed(0)),
        "input_ids": ids,
        "token_type_ids": torch.zeros_like(ids),
        "attention_mask": torch.ones_like(ids),
        "pixel_mask": torch.ones(1, *SIDES, dtype=torch.int64),
    }


def _filled(patch: tuple[int, int], pixels: Tensor, height: Any, width: Any) -> Tensor:
    """A picture with zeros up to whole patches, also where transformers asks whether it must."""
    return functional.pad(pixels, (0, -width % patch[1], 0, -height % patch[0]))


@contextmanager
def _spelt_out(model: Any) -> Iterator[None]:
    """Within it, what may read what in a text is worked out with operators that ONNX has."""
    module = sys.modules[type(model.model).__module__]
    before = getattr(module, MASKS)
    setattr(module, MASKS, readable)
    try:
        yield
    finally:
        setattr(module, MASKS, before)


def readable(input_ids: Tensor, special_tokens: Tensor) -> tuple[Tensor, Tensor]:
    """Which token may read which (batch x N x N), and where each stands in its phrase.

    As transformers' function of the name MASKS: a phrase goes up to the next special token, that
    included, and its tokens read each other; the first token and the last read themselves.
    """
    count = input_ids.shape[1]
    at = torch.arange(count, device=input_ids.device)
    stops = (input_ids[:, :, None] == special_tokens).any(-1)[:, None, :]
    end = torch.where(stops & (at >= at[:, None]), at, count).amin(-1)
    start = torch.where(stops & (at < at[:, None]), at, -1).amax(-1)
    within = (end != 0) & (end < count - 1)
    same = (end[:, :, None] == end[:, None, :]) & within[:, None, :]
    places = torch.where(within, at - start - 1, 0)
    return same | (at == at[:, None]), places
