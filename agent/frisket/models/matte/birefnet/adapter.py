"""BiRefNet: what stands out in a picture, or in a part of it, as a soft mask.

Zheng et al. 2024 (arXiv:2401.03407); the network is `network`, the weights are those of
ZhengPeng7/BiRefNet and its kin. It is asked in two ways: as a Matter for the edge of a mask that
another model found, and as a Segmenter for the subject, for what is in a box ("box guidance" in
the publisher's words: crop, run, paste) or for what a rough selection is about.

options: sides = [least, most], the sides in pixels, multiples of 32, at which the weights were
trained. Two equal numbers: every part is drawn out to that square, as it was in training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.transforms.v2 import (
    functional as pictures,
)

from frisket.models.base import Candidate, Image, ObjectPrompt, Soft, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.matte import enlarging
from frisket.models.matte.edge_band import at_half, band_widths, distance, surroundings
from frisket.models.place import Place
from frisket.models.tensors import dtype_of, inference, model_bytes, pixels
from frisket_protocol.raster import Box, whole_box

from . import checkpoint
from .network import MULTIPLE, BiRefNet

MEAN = [0.485, 0.456, 0.406]
DEVIATION = [0.229, 0.224, 0.225]
"""Of ImageNet's colours, 0 to 1."""
MARGIN = 0.125
"""What is shown round a box or a mask, as a part of each of its sides."""
FADE = 0.5
"""Beyond its reach the network's word fades out over this part of the reach."""
SEEN = 0.25
"""Mean alpha inside a mask below which the network took the object for ground."""


@dataclass(frozen=True, eq=False)
class BiRefNetEmbedding:
    """A copy of the picture: what the network works out depends on the part it is shown."""

    image: Image

    @property
    def nbytes(self) -> int:
        return self.image.nbytes


class MatteBiRefNet:
    """A Matter and a Segmenter."""

    understands = frozenset({"subject", "box", "rough"})
    zooms = False

    def __init__(self, name: str, network: BiRefNet, place: Place, least: int, most: int) -> None:
        self.name = name
        self.preview_side = most
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

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """`mask` with the network's alpha round its outline; farther away it is as it was.

        How far, follows the object's size (`band_widths`). An object that the network takes for
        ground keeps its mask.
        """
        watch.step("matte", 0.0)
        solid = at_half(mask)
        if solid.all() or not solid.any():
            return mask
        reach = band_widths(mask)[1]
        part = shown_round(solid, (1 + FADE) * reach)
        alpha = self._alpha(image[part], lambda done: watch.step("matte", done))
        if alpha[solid[part] > 0].mean() < SEEN * 255:
            return mask
        result = mask.copy()
        result[part] = blended(mask[part], alpha, fading(distance(solid[part]), reach))
        return result

    def embed(self, image: Image, watch: Watch) -> BiRefNetEmbedding:
        """Keep a copy of `image`."""
        watch.step("embed", 0.0)
        return BiRefNetEmbedding(np.array(image[..., :3], np.uint8, order="C"))

    def segment(
        self, embedding: BiRefNetEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """One mask for each prompt; its score is the mean alpha of what is at least half inside.

        Nothing lies outside a box, or far from a rough selection. Clicks and scribbles are not
        understood and not heeded.
        """
        answers = []
        for index, prompt in enumerate(prompts):

            def step(fraction: float, done: int = index) -> None:
                watch.step("segment", (done + fraction) / len(prompts))

            step(0.0)
            mask = self._found(embedding.image, room(prompt, embedding.image), step)
            answers.append([Candidate(mask, certainty(mask))])
        return answers

    def _found(self, image: Image, allowed: Soft, step: Callable[[float], None]) -> Soft:
        """What stands out round where `allowed` is above 0, weighed with it."""
        mask = np.zeros_like(allowed)
        if allowed.any():
            part = shown_round(allowed)
            nothing = mask[part]
            mask[part] = blended(nothing, self._alpha(image[part], step), allowed[part] / 255)
        return mask

    def _alpha(self, image: Image, step: Callable[[float], None]) -> Soft:
        """The network's alpha of a picture, of the same size. `step` hears fractions done."""
        with inference():
            shown = self._prepared(image)
            step(0.05)
            features = self._network.encode(shown)
            step(0.5)
            logits = self._network.decode(shown, features)
            alpha = torch.sigmoid(logits.float())[0, 0].cpu().numpy()
        return enlarging.enlarged(image, alpha, lambda done: step(0.9 + 0.1 * done))

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


def room(prompt: ObjectPrompt, image: Image) -> Soft:
    """Where the object of a prompt may be: 255, round a rough selection fading out to 0."""
    height, width = image.shape[:2]
    allowed = np.full((height, width), 255, np.uint8)
    if prompt.box is not None:
        allowed = filled(prompt.box, height, width)
    if prompt.rough is not None:
        allowed = np.minimum(allowed, grown(prompt.rough))
    return allowed


def filled(box: Box, height: int, width: int) -> Soft:
    """255 in every pixel that the box touches."""
    inside = whole_box(box, width, height)
    mask = np.zeros((height, width), np.uint8)
    if not inside.is_empty:
        mask[int(inside.y0) : int(inside.y1), int(inside.x0) : int(inside.x1)] = 255
    return mask


def grown(rough: Soft) -> Soft:
    """A rough selection, and round it as far as a soft edge may reach, fading out."""
    solid = at_half(rough)
    if not solid.any():
        return solid
    outwards = np.asarray(cv2.distanceTransform(255 - solid, cv2.DIST_L2, 5), np.float32)
    return np.rint(fading(outwards, band_widths(rough)[1]) * 255).astype(np.uint8)


def shown_round(mask: Soft, least: float = 0.0) -> tuple[slice, slice]:
    """The part of the picture to show: everything above 0 and its MARGIN, at least so wide."""
    _, _, width, height = cv2.boundingRect(mask)
    return surroundings(mask, max(least, MARGIN * max(width, height)))


def fading(far: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    """1 up to `reach`, then falling to 0 over FADE of it."""
    return np.asarray(np.clip((1 + FADE - far / reach) / FADE, 0, 1), np.float32)


def blended(mask: Soft, alpha: Soft, weight: NDArray[np.floating]) -> Soft:
    """`alpha` where the weight is 1, `mask` where it is 0."""
    mixed = mask + weight * (alpha.astype(np.float32) - mask)
    return np.rint(mixed).astype(np.uint8)


def certainty(mask: Soft) -> float:
    """Mean alpha, 0 to 1, of what is at least half inside; 0 when nothing is."""
    inside = mask[mask >= 128]
    return float(inside.mean() / 255) if inside.size else 0.0
