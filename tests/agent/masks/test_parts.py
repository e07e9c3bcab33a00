"""No operation holds a processor for long: work follows pixels, and looks at its watch."""

from __future__ import annotations

import time
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.masks import arithmetic
from frisket.masks.parts import BAND_BYTES, CELL, TOGETHER, Soft, edge_blocks
from frisket_protocol.errors import Cancelled
from frisket_protocol.parts import LENGTH_MAX, SMOOTH_MAX
from frisket_protocol.watch import Watch
from made_masks import some_masks

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


@settings(max_examples=60)
@given(some_masks(), st.integers(1, 40), st.integers(1, 9))
def test_each_pixel_near_an_edge_is_in_one_part_and_its_neighbours_are_with_it(
    mask: Soft, margin: int, times: int
) -> None:
    mask = np.tile(mask, (times, times))
    reach = np.ones((2 * margin + 1, 2 * margin + 1), np.uint8)
    varied = cv2.dilate(mask, reach) != cv2.erode(mask, reach)
    worked = np.zeros(mask.shape, np.uint8)
    for core, wide, inner in edge_blocks(mask, margin):
        worked[core] += 1
        rows, columns = core
        assert wide[0].start == max(0, rows.start - margin)
        assert wide[1].start == max(0, columns.start - margin)
        assert (wide[0].stop, wide[1].stop) == (rows.stop + margin, columns.stop + margin)
        assert np.array_equal(mask[wide][inner], mask[core])
    assert worked.max() <= 1
    assert worked[varied].all()


def test_what_is_all_edges_is_worked_on_in_few_parts_and_one_edge_in_small_ones() -> None:
    side = 2 * TOGETHER * CELL
    assert len(list(edge_blocks(noise(side), 9))) == 4
    line = np.zeros((side, side), np.uint8)
    cv2.line(line, (0, 0), (side, side), (255,))
    areas = [mask.size for mask in (line[core] for core, _, _ in edge_blocks(line, 9))]
    assert sum(areas) < side**2 / 5
