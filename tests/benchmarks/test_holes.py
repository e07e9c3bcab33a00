"""The things with holes: each really has one, and the same come from the same seed."""

from __future__ import annotations

import cv2
import numpy as np

from holes import SHAPES, cases

SIZE = (160, 120)


def test_every_shape_has_a_hole_through_which_the_ground_shows() -> None:
    every = list(cases(SIZE, each=3))
    assert len(every) == 3 * len(SHAPES)
    for case in every:
        solid = np.zeros((120, 160), np.uint8)
        outlines, _ = cv2.findContours(
            (case.alpha > 127).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
        )
        cv2.drawContours(solid, outlines, -1, (1,), -1)
        assert np.count_nonzero((solid > 0) & (case.alpha < 128)) > 20, case.name


def test_the_same_seed_gives_the_same_pictures() -> None:
    first, second = (list(cases(SIZE, each=1)) for _ in range(2))
    assert all(np.array_equal(a.image, b.image) for a, b in zip(first, second, strict=True))
