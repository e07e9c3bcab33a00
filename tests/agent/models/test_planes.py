"""What adapters without torch share, against the same with torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from frisket.models import planes, tensors

SIZES = [(120, 160), (1, 1), (1, 400), (400, 1), (3, 2), (31, 45), (1000, 700)]


def logits(count: int = 3) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Smooth ones, some of which are flat."""
    rng = np.random.default_rng(0)
    coarse = rng.normal(0, 8, (count, 8, 8)).astype(np.float32)
    large = np.stack([planes.enlarged(one, 64, 64) for one in coarse])
    large[0, :20] = 3
    return large


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_masks_are_those_of_torch(size: tuple[int, int]) -> None:
    ours = np.stack([planes.soft(one, *size) for one in logits()])
    theirs = tensors.soft(torch.from_numpy(logits()), *size)
    assert ours.dtype == np.uint8
    apart = np.abs(ours.astype(int) - theirs)
    # Rounded otherwise in the last place; a slope of nearly nothing makes a step of that.
    assert np.mean(apart > 1) < 1e-3


def test_candidates_are_those_of_torch() -> None:
    scores = np.array([0.2, 1.3, 0.9], np.float32)
    ours = planes.candidates(logits(), scores, 90, 70, 2)
    theirs = tensors.candidates(torch.from_numpy(logits()), torch.from_numpy(scores), 90, 70, 2)
    assert [one.score for one in ours] == pytest.approx([one.score for one in theirs])
    assert ours[0].score == 1
    for one, other in zip(ours, theirs, strict=True):
        assert np.abs(one.mask.astype(int) - other.mask).mean() < 0.05


def test_the_padding_is_cut_off_as_with_torch() -> None:
    ours = planes.unpadded(logits(), 256, (200, 30))
    theirs = tensors.unpadded(torch.from_numpy(logits()), 256, (200, 30))
    np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-4)


@pytest.mark.parametrize("size", [(120, 160), (50, 200), (1, 4000), (3, 2)], ids=str)
def test_pictures_are_shown_as_with_torch(size: tuple[int, int]) -> None:
    """To a value of 255 here and there: Pillow and torch round sums of neighbours differently."""
    picture = np.random.default_rng(0).integers(0, 256, (*size, 3), np.uint8)
    mean, deviation = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    ours = planes.on_square(picture, (48, 64), 64, mean, deviation)
    shown = tensors.on_square(
        torch.from_numpy(picture).permute(2, 0, 1), (48, 64), 64, mean, deviation
    )
    assert ours.shape == shown.shape
    assert np.abs(ours - shown.numpy()).max() <= 1.01 / 255 / min(deviation)
