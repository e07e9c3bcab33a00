"""What nobody sees of a mask is not in it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from frisket.masks.haze import FAINT, UNSEEN, cleared
from frisket.models.base import Soft


def test_specks_that_nobody_sees_go_and_the_rest_stays() -> None:
    mask = np.zeros((40, 60), np.uint8)
    mask[10:30, 10:30] = 255
    mask[10:30, 30:36] = (120, 60, 20, 5, 4, 2)
    wanted = mask.copy()
    wanted[:, 35] = 0
    mask[5, 50], mask[35:37, 50:52], mask[20, 50] = 1, UNSEEN, FAINT
    mask[30:33, 44] = wanted[30:33, 44] = (3, UNSEEN + 1, 3)
    np.testing.assert_array_equal(cleared(mask), wanted)


def test_what_hangs_on_the_object_by_a_corner_stays() -> None:
    mask = np.zeros((4, 4), np.uint8)
    mask[1, 1], mask[2, 2], mask[3, 1] = 200, 4, 3
    np.testing.assert_array_equal(cleared(mask), mask)


@given(arrays.arrays(np.uint8, (9, 11), elements=st.sampled_from([0, 1, 2, 3, 5, 6, 40, 255])))
def test_it_only_takes_away_and_never_what_is_seen(mask: Soft) -> None:
    left = cleared(mask)
    assert ((left == mask) | (left == 0)).all()
    np.testing.assert_array_equal(left[mask > UNSEEN], mask[mask > UNSEEN])
    np.testing.assert_array_equal(cleared(left), left)
