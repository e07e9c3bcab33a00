"""What layers over one another show, each with its own mask."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from frisket_plugin.stacking import SHARED, stacked
from frisket_protocol import Box, Mask

HIGH, WIDE = 4, 24
LEVELS = st.sampled_from([0, 0, 1, 40, 127, 128, 200, 254, 255, 255])
SOFT = hnp.arrays(np.uint8, (HIGH, WIDE), elements=LEVELS)


def mask_of(values: np.ndarray) -> Mask:
    """Only the box that it needs, as the agent's are."""
    ys, xs = np.nonzero(values)
    x0, y0, x1, y1 = xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
    return Mask(Box(x0, y0, x1, y1), values[y0:y1, x0:x1].tobytes())


def values_of(mask: Mask) -> np.ndarray:
    values = np.zeros((HIGH, WIDE), np.uint8)
    there = np.frombuffer(bytes(mask.data), np.uint8).reshape(mask.height, mask.width)
    x, y = int(mask.box.x0), int(mask.box.y0)
    values[y : y + mask.height, x : x + mask.width] = there
    return values


def shown(masks: tuple[Mask, ...]) -> np.ndarray:
    """How much of what lies below all of them is hidden, 0 to 255, as layers are put together."""
    clear = np.ones((HIGH, WIDE))
    for mask in masks:
        clear *= 1 - values_of(mask) / 255
    return 255 * (1 - clear)


@given(st.lists(SOFT, min_size=2, max_size=3))
def test_things_beside_each_other_hide_as_much_as_all_their_masks_together(
    given_: list[np.ndarray],
) -> None:
    for number, one in enumerate(given_):
        one[one == 255] = 254
        one[0, number] = 255  # each is somewhere by itself, and nowhere all of it with another
        one[0, : len(given_)][np.arange(len(given_)) != number] = 0
    made = stacked([mask_of(one) for one in given_])
    together = np.minimum(255, sum(one.astype(int) for one in given_))
    assert np.abs(shown(made) - together).max() <= 2.0
    for one, mask in zip(given_, made, strict=True):
        got = values_of(mask)
        assert (got >= one).all()
        assert ((got == 0) == (one == 0)).all()
        assert ((got == 255) == (one == 255)).all(), "an edge's colours are those of an edge"
    assert (values_of(made[0]) == given_[0]).all(), "what is on top stays as it is"


def test_no_ground_shows_between_two_things_with_soft_edges() -> None:
    ramp = np.clip(np.arange(WIDE) * 32 - 300, 0, 255).astype(np.uint8)
    right = np.tile(ramp, (HIGH, 1))
    masks = mask_of(255 - right), mask_of(right)
    assert shown(masks).min() < 200, "as they come, a quarter of the ground shines through"
    assert shown(stacked(masks)).min() >= 254


@given(SOFT, SOFT)
def test_what_lies_over_another_stays_as_it_is(one: np.ndarray, other: np.ndarray) -> None:
    """One edge may be the other's: a face's and the hair's."""
    both = (one == 255) & (other == 255)
    both.reshape(-1)[:: SHARED - 1] = True
    one[both], other[both] = 255, 255
    masks = mask_of(one), mask_of(other)
    assert stacked(masks) == masks


def test_what_is_soft_all_over_stays_as_it_is() -> None:
    glass = np.full((HIGH, WIDE), 120, np.uint8)
    face = glass.copy()
    face[:, :8] = 255
    masks = mask_of(face), mask_of(glass)
    assert stacked(masks) == masks
