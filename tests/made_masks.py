"""Masks of all kinds, for laws that hold for any."""

from __future__ import annotations

import cv2
import numpy as np
from hypothesis import strategies as st

from frisket.masks.parts import Soft


@st.composite
def some_masks(draw: st.DrawFn) -> Soft:
    """Any size from 1×1, hard, soft or noisy."""
    width, height = draw(
        st.sampled_from([(1, 1), (1, 4000), (4000, 1), (7, 5), (40, 33), (70, 50)])
    )
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    values = random.integers(0, 256, (height, width)).astype(np.uint8)
    kind = draw(st.sampled_from(["noise", "hard", "soft", "empty", "full"]))
    if kind == "hard":
        return np.where(values > 150, 255, 0).astype(np.uint8)
    if kind == "soft":
        return np.asarray(cv2.GaussianBlur(values, (0, 0), 3), np.uint8)
    return values if kind == "noise" else np.full_like(values, 0 if kind == "empty" else 255)
