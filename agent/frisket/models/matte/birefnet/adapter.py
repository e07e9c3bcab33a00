"""BiRefNet: what stands out in a picture, or in a part of it, as a soft mask.

Zheng et al. 2024 (arXiv:2401.03407); the network is `network`, the weights are those of
ZhengPeng7/BiRefNet and its kin. How it is asked stands in `standing_out`.

options: sides = [least, most], the sides in pixels, multiples of 32, at which the weights were
trained. Two equal numbers: every part is drawn out to that square, as it was in training.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Self

import torch
from torch import Tensor
from torchvision.transforms.v2 import (
    functional as pictures,
)

from frisket.models.base import Image, Soft
from frisket.models.files.cards import ModelCard
from frisket.models.matte import enlarging
from frisket.models.matte.standing_out import StandingOut, Work
from frisket.models.place import Place
from frisket.models.tensors import dtype_of, inference, model_bytes, pixels

from . import checkpoint
from .network import MULTIPLE, BiRefNet

MEAN = [0.485, 0.456, 0.406]
DEVIATION = [0.229, 0.224, 0.225]
"""Of ImageNet's colours, 0 to 1."""


class MatteBiRefNet(StandingOut):
    """A Matter and a Segmenter."""

    def __init__(self, name: str, network: BiRefNet, place: Place, least: int, most: int) -> None:
        super().__init__(name, most)
        self._network = network
        self._place = place
        self._least = least

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """Raises InvalidArgument for a file that is none of a BiRefNet."""
        place = without_bfloat16(place)
        network = checkpoint.load(folder / "model.safetensors", place.device, dtype_of(place))
        return cls(card.name, network, place, *card.options["sides"])

    @property
    def nbytes(self) -> int:
        """Memory of the weights."""
        return model_bytes(self._network)

    def _alpha(self, image: Image, work: Work) -> Soft:
        with inference():
            shown = self._prepared(image)
            work.step(0.05)
            features = self._network.encode(shown)
            work.step(0.5)
            logits = self._network.decode(shown, features)
            alpha = torch.sigmoid(logits.float())[0, 0].cpu().numpy()
        return enlarging.enlarged(image, alpha, lambda done: work.step(0.9 + 0.1 * done))

    def _prepared(self, image: Image) -> Tensor:
        """1x3xhxw, normalised, at a size that the weights were trained for."""
        height, width = image.shape[:2]
        size = working_size(height, width, self._least, self.preview_side)
        # Rounded to 8 bits in between, as the publisher's own code does.
        small = pictures.resize(pixels(image, self._place), list(size), antialias=True)
        shown: Tensor = pictures.normalize(small[None].float() / 255, MEAN, DEVIATION)
        return shown.to(dtype_of(self._place))


def without_bfloat16(place: Place) -> Place:
    """torchvision's deformable convolution has no bfloat16: half precision, on CPUs single."""
    if place.dtype != "bfloat16":
        return place
    return replace(place, dtype="float32" if place.device == "cpu" else "float16")


def working_size(height: int, width: int, least: int, most: int) -> tuple[int, int]:
    """The height and width at which to look: as they are, if the weights know such sizes."""
    scale = min(1.0, most / max(height, width))
    fitting = (MULTIPLE * round(side * scale / MULTIPLE) for side in (height, width))
    rows, columns = (min(most, max(least, side)) for side in fitting)
    return rows, columns
