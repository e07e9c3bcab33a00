"""ViTMatte: alpha in a band round a mask's outline, from the colours on either side of it.

Yao et al., "ViTMatte: Boosting Image Matting with Pretrained Plain Vision Transformers", 2023
(arXiv:2305.15272), as transformers has it. It reads a trimap: inside, outside, not known. What is
not known is the band of `edge_band`; only there the mask changes.

The network is that of its authors' code: the same alphas on the same random weights, to the last
bit. How a picture is shown to it is not, see UNCHOSEN.

The transformer compares every 16x16 pixels with all others, so its memory grows with the fourth
power of the side: at 2048 pixels one layer would take 6 GB. So a part of the picture longer than
LONGEST is reduced to that (the band of a large object is wide: a tile at full size might show no
pixel that is known), and what remains goes through in tiles that overlap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from transformers import VitMatteForImageMatting, VitMatteImageProcessor

from frisket.models.base import Image, Soft, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket.models.tensors import dtype_of, inference, loaded, model_bytes, numbers, pixels

from . import enlarging
from .edge_band import Band, at_half, band_widths, edge_band, surroundings

Alpha: TypeAlias = NDArray[np.float32]
Part: TypeAlias = tuple[slice, slice]

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
"""Of red, green and blue, 0 to 1: how its authors' code shows it a picture (`pixel_mean` and
`pixel_std` in configs/common/model.py of hustvl/ViTMatte; also for the published weights)."""
UNCHOSEN = [0.5, 0.5, 0.5]
"""Both in the published preprocessor_config.json: transformers' converter wrote down the defaults
of its class, with which a picture has less than half of the contrast that it had in training."""
UNKNOWN = 128
"""In a trimap, beside 0 (outside) and 255 (inside)."""
LONGEST = 2048
"""Pixels of the longer side that are looked at, at most."""
TILE = 1024
OVERLAP = 128
"""Pixels of a tile's side, and those that it shares with the next, where one fades into the other.
"""


class MatteVitMatte:
    """A Matter."""

    def __init__(self, name: str, network: Any, processor: Any, place: Place) -> None:
        self.name = name
        self._network = network
        self._processor = processor
        self._place = place

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """Raises FailedPrecondition when the files lack a part of the model."""
        processor = VitMatteImageProcessor.from_pretrained(folder, local_files_only=True)
        if list(processor.image_mean) == list(processor.image_std) == UNCHOSEN:
            processor.image_mean, processor.image_std = MEAN, STD
        return cls(card.name, loaded(VitMatteForImageMatting, folder, place), processor, place)

    @property
    def nbytes(self) -> int:
        """Memory of the weights."""
        return model_bytes(self._network)

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """The soft edge of `mask`, of the same size; outside the band it is as it was."""
        watch.step("matte", 0.0)
        narrow, wide = band_widths(mask)
        part = surroundings(mask, 4 * wide)
        unknown = edge_band(image[part], mask[part], narrow, wide)
        if not unknown.any():
            return mask
        # Twice the band's width shows what is known on either side of it.
        inner = surroundings(unknown.view(np.uint8), 2 * wide)
        found = self._solved(image[part][inner], mask[part][inner], unknown[inner], watch)
        result = mask.copy()
        result[part][inner] = np.where(unknown[inner], found, mask[part][inner])
        return result

    def _solved(self, image: Image, mask: Soft, unknown: Band, watch: Watch) -> Soft:
        """Alpha of a part of the picture, of its size; it means something where it is unknown."""
        height, width = mask.shape
        scale = max(1.0, max(height, width) / LONGEST)
        size = math.ceil(width / scale), math.ceil(height / scale)
        small = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        alpha = self._in_tiles(small, trimap(mask, unknown, size), watch)
        return enlarging.enlarged(image, alpha, lambda done: watch.step("matte", 0.9 + 0.1 * done))

    def _in_tiles(self, image: Image, known: Soft, watch: Watch) -> Alpha:
        """Alpha, 0 to 1, of a picture and its trimap, tile by tile."""
        total = np.zeros(known.shape, np.float32)
        weights = np.zeros(known.shape, np.float32)
        chosen = [part for part in tiles(*known.shape) if (known[part] == UNKNOWN).any()]
        for done, part in enumerate(chosen):
            watch.step("matte", 0.1 + 0.8 * done / len(chosen))
            weight = tent(*known[part].shape)
            total[part] += weight * self._alpha(image[part], known[part])
            weights[part] += weight
        watch.step("matte", 0.9)
        return np.asarray(total / np.maximum(weights, 1e-6), np.float32)

    def _alpha(self, image: Image, known: Soft) -> Alpha:
        """Alpha of one tile as the network gives it; the processor fills up to its multiple."""
        height, width = known.shape
        with inference():
            given = self._processor(
                images=pixels(image, self._place),
                trimaps=numbers(known, 0, self._place),
                return_tensors="pt",
            )
            values = given["pixel_values"].to(self._place.device, dtype_of(self._place))
            alphas = self._network(pixel_values=values).alphas[0, 0, :height, :width]
            return np.asarray(alphas.float().cpu().numpy(), np.float32)


def trimap(mask: Soft, unknown: Band, size: tuple[int, int]) -> Soft:
    """0, 128 or 255, in `size` (width, height): unknown where any pixel of the band is."""
    share = cv2.resize(unknown.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    known = at_half(cv2.resize(at_half(mask), size, interpolation=cv2.INTER_AREA))
    return np.where(share > 0, UNKNOWN, known).astype(np.uint8)


def tiles(height: int, width: int) -> Iterator[Part]:
    """Parts of at most TILE x TILE that cover a picture and overlap by OVERLAP or more."""
    for top in starts(height):
        for left in starts(width):
            yield slice(top, min(height, top + TILE)), slice(left, min(width, left + TILE))


def starts(length: int) -> list[int]:
    """Where tiles begin along a side, spread evenly."""
    count = max(1, math.ceil((length - OVERLAP) / (TILE - OVERLAP)))
    last = max(0, length - TILE)
    return [round(last * index / max(1, count - 1)) for index in range(count)]


def tent(height: int, width: int) -> Alpha:
    """How much a tile counts: 1, towards each side falling to nearly 0 over OVERLAP pixels."""
    rows, columns = (
        np.minimum(1, np.minimum(np.arange(side) + 1, side - np.arange(side)) / OVERLAP)
        for side in (height, width)
    )
    return np.asarray(rows[:, None] * columns, np.float32)
