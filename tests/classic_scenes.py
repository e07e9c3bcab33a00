"""Small pictures whose truth is known, for the tests of the classical engine."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Truth = NDArray[np.bool_]


def disc_scene(width: int = 240, height: int = 180, seed: int = 1) -> tuple[Pixels, Truth]:
    """An orange disc with a darker spot on noisy green, and what is the disc."""
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[:height, :width] + 0.5
    away = np.hypot(columns - width * 0.45, rows - height * 0.5)
    truth = away < height * 0.27
    image = np.empty((height, width, 3), np.float64)
    image[:] = (60, 110, 50)
    image[truth] = (220, 130, 40)
    image[away < height * 0.07] = (150, 70, 30)
    image += random.normal(0, 10, image.shape)
    smooth = cv2.GaussianBlur(image, (0, 0), 0.8)
    return np.clip(smooth, 0, 255).astype(np.uint8), np.asarray(truth, np.bool_)


def two_discs(width: int = 240, height: int = 160) -> tuple[Pixels, Truth, Truth]:
    """Two equal red discs far apart on grey, and each of them."""
    rows, columns = np.mgrid[:height, :width] + 0.5
    left = np.hypot(columns - width * 0.22, rows - height * 0.5) < height * 0.2
    right = np.hypot(columns - width * 0.78, rows - height * 0.5) < height * 0.2
    image = np.full((height, width, 3), 120.0)
    image[left | right] = (200, 40, 40)
    image += np.random.default_rng(2).normal(0, 5, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8), np.asarray(left), np.asarray(right)


def overlap(mask: Pixels, truth: Truth) -> float:
    """Intersection over union of a soft mask and a truth."""
    found = mask > 127
    return float(np.count_nonzero(found & truth) / max(1, np.count_nonzero(found | truth)))
