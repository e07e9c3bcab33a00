"""Alpha of a reduced picture at full size: exact where it is linear in colour, better elsewhere."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from composites import Case, cases
from frisket.masks.parts import as_soft
from frisket.models.base import Soft
from frisket.models.matte import enlarging


def error(alpha: Soft, case: Case) -> float:
    return float(((alpha.astype(float) - case.alpha) ** 2).mean())


def test_colour_lines_are_the_local_regression() -> None:
    """Alpha that is linear in colour is found exactly, on a larger picture too."""
    random = np.random.default_rng(4)
    image = random.integers(0, 256, (40, 50, 3)).astype(np.uint8)
    alpha = image @ np.array([0.5, -0.2, 0.3]) / 255 + 0.2
    slope, level = enlarging.colour_lines(image, alpha, 2, 1e-6)
    assert np.allclose((slope * image / 255).sum(axis=-1) + level, alpha, atol=2e-3)


@pytest.mark.parametrize("kind", ["textured", "hair", "soft", "flat"])
def test_a_small_alpha_is_enlarged_along_the_colours(kind: str) -> None:
    case = next(iter(cases((400, 300), kinds=[kind])))
    height, width = case.alpha.shape
    size = (width // 2, height // 2)
    small = cv2.resize(case.alpha / np.float32(255), size, interpolation=cv2.INTER_AREA)
    plain = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR) * 255
    fine = enlarging.enlarged(case.image, np.asarray(small, np.float32), lambda done: None)
    # What is soft already cannot get better: there, three levels of 255 off.
    assert error(fine, case) <= max(0.7 * error(as_soft(plain), case), 3.0**2 + 1)


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (3, 2), (40, 30)])
def test_an_alpha_of_any_size_becomes_the_pictures(size: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    image = random.integers(0, 256, (*size, 3)).astype(np.uint8)
    for value in (0.0, 0.5, 1.0):
        alpha = np.full((32, 32), value, np.float32)
        fine = enlarging.enlarged(image, alpha, lambda done: None)
        assert fine.dtype == np.uint8
        assert fine.shape == size
        assert np.all(fine == np.rint(255 * value))
