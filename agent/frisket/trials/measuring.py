"""How well a mask agrees with what is known."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Soft

_BAND = 11
"""Pixels across the brush by which the part of an alpha that is neither 0 nor 255 is widened."""


def overlap(mask: Soft, truth: NDArray[np.bool_]) -> float:
    """Intersection over union of where the mask is 128 or more and the outline: 0 to 1."""
    inside = mask >= 128
    either = int(np.count_nonzero(inside | truth))
    return int(np.count_nonzero(inside & truth)) / either if either else 1.0


def soft_overlap(mask: Soft, alpha: Soft) -> float:
    """The same for two that are soft, near the edge alone: Σ min / Σ max there, 0 to 1."""
    near = _near_edge(alpha)
    larger = float(np.maximum(mask, alpha)[near].sum(dtype=np.float64))
    smaller = float(np.minimum(mask, alpha)[near].sum(dtype=np.float64))
    return smaller / larger if larger else 1.0


def difference(mask: Soft, alpha: Soft) -> float:
    """The mean absolute difference near the edge, 0 to 1."""
    near = _near_edge(alpha)
    apart = np.abs(mask[near].astype(np.float64) - alpha[near])
    return float(apart.mean()) / 255 if apart.size else 0.0


def _near_edge(alpha: Soft) -> NDArray[np.bool_]:
    open_ = ((alpha > 0) & (alpha < 255)).astype(np.uint8)
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_BAND, _BAND))
    return np.asarray(cv2.dilate(open_, brush) > 0)
