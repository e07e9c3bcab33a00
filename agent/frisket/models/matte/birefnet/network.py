"""The whole of BiRefNet: a picture at two scales through one backbone, then the decoder.

Tensors are BxCxHxW unless said otherwise. The names of modules are those of the published
files; so is `align_corners=True` in every enlargement.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .decoder import Decoder, Features, Refine, resized
from .swin import SWIN_L, SWIN_T, Swin, SwinSizes

MULTIPLE = 32
"""The sides of a picture are multiples of this."""


@dataclass(frozen=True)
class Sizes:
    """inner: channels within a decoder block. branch: of each of its deformable convolutions.
    reference: of the gradient reference (the paper's outward reference) between two blocks.
    """

    swin: SwinSizes
    inner: int = 64
    branch: int = 256
    reference: int = 16

    @property
    def channels(self) -> tuple[int, int, int, int]:
        """Of `Features`: two scales are stacked."""
        width = 2 * self.swin.width
        return width, 2 * width, 4 * width, 8 * width


LARGE = Sizes(SWIN_L)
"""General, HR, matting, dynamic, portrait: 220.2 million weights."""
LITE = Sizes(SWIN_T)
"""Lite: 44.3 million."""


class BiRefNet(nn.Module):
    """Pictures Bx3xHxW, normalised as for ImageNet, to logits Bx1xHxW of what stands out."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.bb = Swin(sizes.swin)
        everything, deepest = sum(sizes.channels), sizes.channels[-1]
        self.squeeze_module = nn.Sequential(
            Refine(everything, deepest, sizes.inner, sizes.branch),
        )
        self.decoder = Decoder(sizes.channels, sizes.inner, sizes.branch, sizes.reference)

    def forward(self, pictures: Tensor) -> Tensor:
        return self.decode(pictures, self.encode(pictures))

    def encode(self, pictures: Tensor) -> Features:
        """What the backbone sees in the pictures and in their halves, stacked in channels."""
        height, width = pictures.shape[-2:]
        whole = self.bb(pictures)
        half = self.bb(resized(pictures, (height // 2, width // 2)))
        fine, middle, coarse, deep = (
            torch.cat([large, resized(small, large.shape[-2:])], dim=1)
            for large, small in zip(whole, half, strict=True)
        )
        every = [*(resized(one, deep.shape[-2:]) for one in (fine, middle, coarse)), deep]
        return fine, middle, coarse, self.squeeze_module(torch.cat(every, dim=1))

    def decode(self, pictures: Tensor, features: Features) -> Tensor:
        """Logits of the pictures' size."""
        logits: Tensor = self.decoder(pictures, features)
        return logits
