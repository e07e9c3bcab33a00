"""The foreground's colour: closer to the truth where alpha is partial, untouched elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from composites import cases
from frisket.journey import foreground


@pytest.mark.parametrize("kind", ["textured", "hair", "flat", "soft"])
def test_closer_to_the_true_colour(kind: str) -> None:
    case = next(iter(cases((400, 300), kinds=[kind])))
    before = case.image.copy()
    colour = foreground.estimate(case.image, case.alpha)
    soft = (case.alpha > 0) & (case.alpha < 255)
    weight = case.alpha[soft] / 255

    def off(picture: np.ndarray) -> float:
        difference = np.abs(picture[soft].astype(float) - case.foreground[soft]).mean(axis=1)
        return float((difference * weight).mean())

    assert off(colour) < 0.7 * off(case.image)
    assert np.array_equal(colour[~soft], case.image[~soft])
    assert np.array_equal(case.image, before)
    assert colour.dtype == np.uint8


def test_an_even_object_on_an_even_ground_is_found() -> None:
    alpha = np.tile(np.clip(np.arange(300) * 5 - 400, 0, 255), (200, 1)).astype(np.uint8)
    weight = alpha[..., None] / 255
    image = np.rint(weight * (200, 40, 90) + (1 - weight) * (20, 120, 60)).astype(np.uint8)
    off = np.abs(foreground.estimate(image, alpha).astype(int) - (200, 40, 90))
    assert off[alpha > 160].max() <= 30
    assert np.average(off.mean(axis=2), weights=alpha) < 2


def test_tiles_show_no_seams(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(iter(cases((400, 300), kinds=["hair"])))
    whole = foreground.estimate(case.image, case.alpha)
    monkeypatch.setattr(foreground, "TILE", 64)
    tiles = foreground.estimate(case.image, case.alpha)
    assert np.abs(tiles.astype(int) - whole).max() <= 2


@pytest.mark.parametrize("size", [(1, 1), (1, 4000), (4000, 1), (5, 7)])
@pytest.mark.parametrize("value", [0, 128, 255])
def test_any_size_and_plain_alpha(size: tuple[int, int], value: int) -> None:
    image = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    alpha = np.full(size, value, np.uint8)
    colour = foreground.estimate(image, alpha)
    assert colour.shape == image.shape
    if value != 128:
        assert np.array_equal(colour, image)
