"""No operation holds a processor for long: work follows pixels, and looks at its watch."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from frisket.masks import arithmetic
from frisket.masks.parts import BAND_BYTES, Soft
from frisket_protocol.errors import Cancelled
from frisket_protocol.parts import LENGTH_MAX, SMOOTH_MAX
from frisket_protocol.watch import Watch

OPERATIONS = [
    (arithmetic.grow, 8.5, LENGTH_MAX),
    (arithmetic.grow, -8.5, -LENGTH_MAX),
    (arithmetic.smooth, 8, SMOOTH_MAX),
    (arithmetic.feather, 12, LENGTH_MAX),
    (arithmetic.fill_holes, 4, 1e12),
    (arithmetic.drop_specks, 4, 1e12),
]
BY_NAME = pytest.mark.parametrize(
    ("operation", "small", "large"), OPERATIONS, ids=lambda part: getattr(part, "__name__", None)
)
Operation = Callable[[Soft, float, Watch], Soft]


class Counted(Watch):
    """Counts how often it is looked at; wants nothing any more from the `last` time on."""

    def __init__(self, last: int = 10**9) -> None:
        super().__init__()
        self.looks = 0
        self._last = last

    def check(self) -> None:
        self.looks += 1
        if self.looks >= self._last:
            self.cancel()
        super().check()


def noise(side: int) -> Soft:
    return np.random.default_rng(3).integers(0, 256, (side, side)).astype(np.uint8)


@BY_NAME
def test_the_work_follows_the_pixels_and_not_the_radius(
    operation: Operation, small: float, large: float
) -> None:
    mask = noise(900)
    work = {}
    for radius in (small, large):
        took = []
        for _ in range(3):
            began = time.process_time()
            operation(mask, radius, Watch())
            took.append(time.process_time() - began)
        work[radius] = min(took)
    assert work[large] < 12 * work[small]


@BY_NAME
def test_it_looks_at_the_watch_all_the_time(
    operation: Operation, small: float, large: float
) -> None:
    mask = noise(3000)
    for radius in (small, large):
        watch = Counted()
        operation(mask, radius, watch)
        assert watch.looks >= mask.size / BAND_BYTES / 4
        with pytest.raises(Cancelled):
            operation(mask, radius, Counted(watch.looks // 2))
