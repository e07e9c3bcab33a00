"""A selection that is about right."""

from __future__ import annotations

import numpy as np

from classic_scenes import disc_scene
from frisket.models.classic.rough import cut_pixels, sure_parts

IMAGE, TRUTH = disc_scene()
NOTHING = np.zeros_like(TRUTH)


def test_a_shifted_selection_moves_onto_the_object() -> None:
    found = cut_pixels(IMAGE, np.roll(TRUTH, 6, 1), NOTHING, NOTHING)
    assert (found & TRUTH).sum() / (found | TRUTH).sum() > 0.95


def test_the_sure_parts_leave_a_band_open() -> None:
    core, away = sure_parts(TRUTH)
    assert core.any()
    assert (core & ~TRUTH).sum() == (away & TRUTH).sum() == 0
    assert (~core & ~away).any()


def test_a_thin_selection_keeps_a_sure_core() -> None:
    line = np.zeros((50, 50), np.bool_)
    line[25, 5:45] = True
    assert sure_parts(line)[0].any()
