"""The picture whose alpha is known."""

from __future__ import annotations

import numpy as np

from frisket.trials import examples, hair, measuring


def test_it_is_the_same_every_time_and_mixed_as_it_says() -> None:
    known = {one.name: one for one in examples.load()}
    fur, ground = known["cat"].rgb, known["dahlia"].rgb
    image, alpha = hair.drawn(fur, ground)
    again, same = hair.drawn(fur, ground)
    assert np.array_equal(image, again)
    assert np.array_equal(alpha, same)
    black, _ = hair.drawn(np.zeros_like(fur), np.zeros_like(ground))
    white, _ = hair.drawn(np.full_like(fur, 255), np.zeros_like(ground))
    assert not black.any()
    assert np.array_equal(white[..., 0], alpha), "of white fur on black there is only its alpha"


def test_there_is_hair_to_be_found_and_not_in_what_the_matter_is_shown() -> None:
    alpha = next(one.alpha for one in examples.load() if one.name == hair.NAME)
    assert alpha is not None
    soft = (alpha > 8) & (alpha < 247)
    assert 0.03 < soft.mean() < 0.2
    rough = hair.rough(alpha)
    assert set(np.unique(rough)) == {0, 255}
    assert not (rough[alpha == 0] == 255).any()
    assert measuring.soft_overlap(rough, alpha) < 0.5
