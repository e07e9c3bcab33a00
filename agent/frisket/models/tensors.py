"""What adapters made with torch share: pixels in, masks out. Nothing else imports this."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from .base import Image
from .place import Place

DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


def dtype_of(place: Place) -> torch.dtype:
    """The numbers of a place, as torch has them."""
    return DTYPES[place.dtype]


def pixels(image: Image, place: Place) -> Tensor:
    """An HxWx3 uint8 picture as a 3xHxW uint8 tensor on the device: preprocessing happens there."""
    return torch.from_numpy(np.ascontiguousarray(image)).to(place.device).permute(2, 0, 1)


def soft(logits: Tensor, height: int, width: int) -> NDArray[np.uint8]:
    """Mask logits Nxhxw, which cover the whole picture, as N Soft masks of height × width.

    The logits are enlarged, not the mask; the edge lies where they are 0, and is one pixel wide,
    because each is divided by how fast they change from one pixel to the next.
    """
    if not len(logits):
        return np.zeros((0, height, width), np.uint8)
    # One by one: a hundred masks of 8K at once would be gigabytes.
    return np.stack([_soft(one, height, width) for one in logits])


def _soft(logits: Tensor, height: int, width: int) -> NDArray[np.uint8]:
    shown = logits[None, None].float()
    large = functional.interpolate(shown, (height, width), mode="bilinear", align_corners=False)
    slope = torch.zeros_like(large)
    if height > 1 and width > 1:
        down, right = torch.gradient(large, dim=(2, 3))
        slope = torch.hypot(down, right)
    alpha = (large / slope.clamp(min=1e-6) + 0.5).clamp(0, 1)
    return (alpha * 255).round().to(torch.uint8)[0, 0].cpu().numpy()


def tensor_bytes(tensors: Iterable[Tensor]) -> int:
    """Memory that tensors hold, each storage counted once."""
    storages = {one.untyped_storage().data_ptr(): one.untyped_storage() for one in tensors}
    return sum(storage.nbytes() for storage in storages.values())


def model_bytes(model: nn.Module) -> int:
    """Memory of a model's parameters and buffers."""
    return tensor_bytes([*model.parameters(), *model.buffers()])


@contextmanager
def inference() -> Iterator[None]:
    """No gradients, nothing kept for them."""
    with torch.inference_mode():
        yield
