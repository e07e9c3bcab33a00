"""The published models in their full size, as far as it can be told without their weights.

`published/<role>/<family>.py` stands for the same file in `frisket/models` and says of each card
what differs from the defaults of transformers' classes, and where that was read:

    def network(name: str) -> nn.Module
        All that the published file holds, with random weights, on whatever device torch makes
        things. Raises KeyError for a card that it does not know.
    def write_beside(folder: Path, name: str) -> None
        The other files that the card names; tokenizers are those of the tiny models, for the
        vocabularies are not to be had here.

and, where they are not published in single precision, or hold more than the network:

    HALF: Collection[str]
        The cards whose files are in half precision.
    def unused(name: str) -> dict[str, Tensor]
        What the published file holds beside that, on the meta device.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from frisket.models.files.cards import ModelCard
from tiny import family


@dataclass(frozen=True)
class Size:
    """parameters: that training changed. numbers: those, statistics and tables. nbytes: in a file.

    What several parts of a network share is there once.
    """

    parameters: int
    numbers: int
    nbytes: int


def size(card: ModelCard) -> Size:
    """How large the published file of weights is. No memory is taken for them."""
    module = _module(card)
    with torch.device("meta"):
        made = module.network(card.name)
    parameters = [one for _, one in made.named_parameters()]
    tensors = [*parameters, *_buffers(made)]
    if hasattr(module, "unused"):
        beside = module.unused(card.name)
        tensors += beside.values()
        parameters += [one for one in beside.values() if one.is_floating_point()]
    half = card.name in getattr(module, "HALF", ())
    return Size(
        sum(one.numel() for one in parameters),
        sum(one.numel() for one in tensors),
        sum(
            one.numel() * (2 if half and one.is_floating_point() else one.element_size())
            for one in tensors
        ),
    )


def write(folder: Path, card: ModelCard) -> None:
    """The whole model with seeded random weights, in single precision and the published layout.

    SAM 3.1 is written as it is after conversion: build it without the card's option `convert`.
    """
    module = _module(card)
    torch.manual_seed(0)
    made = module.network(card.name).eval()
    weights = {name: one.detach().contiguous() for name, one in _named(made)}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    if hasattr(made, "config"):
        made.config.save_pretrained(folder)
    module.write_beside(folder, card.name)


def _module(card: ModelCard) -> Any:
    return import_module(f"published.{family(card)}")


def _buffers(made: nn.Module) -> list[Tensor]:
    """Those that are saved."""
    saved = made.state_dict().keys()
    return [one for name, one in made.named_buffers() if name in saved]


def _named(made: nn.Module) -> Iterator[tuple[str, Tensor]]:
    """Parameters and buffers as a file holds them."""
    saved = made.state_dict().keys()
    yield from made.named_parameters()
    yield from ((name, one) for name, one in made.named_buffers() if name in saved)
