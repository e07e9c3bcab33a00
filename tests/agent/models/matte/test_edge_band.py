"""Where a mask's edge may be soft or wrong."""

from __future__ import annotations

import cv2
import numpy as np

from frisket.models.matte.edge_band import band_widths, edge_band


def test_the_band_is_wide_only_where_the_mask_misses_something() -> None:
    shape = np.zeros((300, 400), np.uint8)
    cv2.circle(shape, (200, 150), 90, (255,), -1)
    colours = np.where(shape[..., None] > 0, (200, 120, 60), (30, 60, 90))
    grain = np.random.default_rng(5).normal(0, 4, colours.shape)
    image = np.clip(colours + grain, 0, 255).astype(np.uint8)
    narrow, wide = band_widths(shape)
    exact = edge_band(image, shape, narrow, wide)
    assert exact.mean() < 1.3 * 2 * np.pi * 90 * 2 * narrow / exact.size
    short = shape.copy()
    short[:, 279:] = 0  # the mask misses ten pixels at the right
    more = edge_band(image, short, narrow, wide)
    assert more[150, 279:290].all()
    assert np.array_equal(more[:, :180], exact[:, :180])
