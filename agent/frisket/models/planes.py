"""What adapters without torch share: pictures as networks want them, as `tensors` with torch.

Image and Soft as in `base`.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from .base import Image

Floats = NDArray[np.float32]


def resized(image: Image, height: int, width: int) -> Image:
    """The picture at another size: bilinear, with antialiasing where it shrinks, in whole values.

    As torchvision's `resize` does it with a uint8 tensor, but for single values here and there.
    """
    if image.shape[:2] == (height, width):
        return image
    small = Pillow.fromarray(image).resize((width, height), Pillow.Resampling.BILINEAR)
    return np.asarray(small, np.uint8)


def sampled(image: Image, height: int, width: int) -> Floats:
    """The picture at another size: bilinear, what lies between the samples is left out where it
    shrinks, in broken values of 0 to 255. As torchvision's `resize` without antialiasing."""
    shown = cv2.resize(image.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(shown, np.float32)


def normalised(image: Image | Floats, mean: Sequence[float], deviation: Sequence[float]) -> Floats:
    """A picture HxWx3 as 3xHxW float32; `mean` and `deviation` count in 0 to 1."""
    centre, spread = np.asarray(mean, np.float32), np.asarray(deviation, np.float32)
    shown = (np.asarray(image, np.float32) / 255 - centre) / spread
    return np.ascontiguousarray(shown.transpose(2, 0, 1), np.float32)


def on_square(
    image: Image,
    size: tuple[int, int],
    side: int,
    mean: Sequence[float],
    deviation: Sequence[float],
) -> Floats:
    """A picture in `size` (height, width) at the top left of a 1x3xside×side float32, else 0."""
    shown = normalised(resized(image, *size), mean, deviation)
    square = np.zeros((1, 3, side, side), np.float32)
    square[0, :, : size[0], : size[1]] = shown
    return square
