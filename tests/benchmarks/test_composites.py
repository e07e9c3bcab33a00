"""The composites: the same from the same seed, and really composed with the alpha they state."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import numpy as np

from composites import Case, cases

SIZE = (96, 72)


def test_every_kind_is_there() -> None:
    every = list(cases(SIZE))
    counts = Counter(case.kind for case in every)
    assert counts == {"textured": 8, "hair": 6, "soft": 2, "flat": 6, "low_contrast": 4}
    assert len({case.name for case in every}) == len(every)
    for case in every:
        check(case)


def check(case: Case) -> None:
    assert case.image.shape == case.foreground.shape == (72, 96, 3), case.name
    assert case.alpha.shape == (72, 96), case.name
    assert case.image.dtype == case.foreground.dtype == case.alpha.dtype == np.uint8, case.name
    assert case.alpha.max() >= 250, case.name
    assert case.alpha.min() == 0, case.name
    assert 0.01 < (case.alpha > 127).mean() < 0.6, case.name
    assert ((case.alpha > 10) & (case.alpha < 245)).any(), case.name
    inside = case.alpha == 255
    assert np.array_equal(case.image[inside], case.foreground[inside]), case.name


def test_same_seed_same_bytes() -> None:
    whole = [case for case in cases(SIZE) if case.kind in ("flat", "hair", "soft")]
    part = cases(SIZE, kinds=["soft", "hair", "flat"])
    for first, second in zip(whole, part, strict=True):
        assert np.array_equal(first.image, second.image)
        assert np.array_equal(first.alpha, second.alpha)
        assert np.array_equal(first.foreground, second.foreground)


def test_another_seed_is_another_picture() -> None:
    (first,), (second,) = islice(cases(SIZE, 1), 1), islice(cases(SIZE, 2), 1)
    assert not np.array_equal(first.image, second.image)


def test_thin_strands_cover_fractions_of_pixels() -> None:
    furry = cases((200, 150), kinds=["hair"])
    assert all(((case.alpha > 10) & (case.alpha < 245)).mean() > 0.03 for case in furry)
