"""A picture read slice by slice, against the agent's own way of making previews."""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket import images
from frisket_krita.canvas import slices
from frisket_protocol import Box, Raster

Pixels = np.ndarray


def picture(width: int, height: int) -> Pixels:
    """Smooth, so that a place in it can be told by its colour; HxWx4 uint8."""
    y, x = np.mgrid[0:height, 0:width]
    ramp = [x * 255 / max(1, width - 1), y * 255 / max(1, height - 1), 0 * x + 40, 0 * x + 255]
    return np.stack(ramp, axis=2).astype(np.uint8)


def average(data: bytes, size: slices.Size, wanted: slices.Size, small: slices.Size) -> bytes:
    """As Qt does it: the border repeated, then the mean."""
    image = np.frombuffer(data, np.uint8).reshape(size[1], size[0], 4)
    below, beside = wanted[1] - size[1], wanted[0] - size[0]
    image = cv2.copyMakeBorder(image, 0, below, 0, beside, cv2.BORDER_REPLICATE)
    return cv2.resize(image, small, interpolation=cv2.INTER_AREA).tobytes()


def read(pixels: Pixels, box: Box, scale: float) -> tuple[Raster, int]:
    """The raster, and in how many slices it came."""
    height, width = pixels.shape[:2]

    def part(x: int, y: int, w: int, h: int) -> bytes:
        assert w > 0
        assert h > 0
        assert 0 <= x <= x + w <= width
        assert 0 <= y <= y + h <= height
        return pixels[y : y + h, x : x + w].tobytes()

    return finish(slices.read_slices(part, average, (width, height), box, scale))


def finish(steps: Generator[int, None, Raster]) -> tuple[Raster, int]:
    count = 1
    while True:
        try:
            assert next(steps) == 0
            count += 1
        except StopIteration as end:
            return end.value, count


def test_a_crop_at_full_scale_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "FIRST_SLICE", 100)
    pixels = picture(60, 50)
    raster, count = read(pixels, Box(5, 7, 55, 47), 1.0)
    assert bytes(raster.data) == pixels[7:47, 5:55].tobytes()
    assert (raster.format, raster.frame.x, raster.frame.y) == ("bgra8", 5, 7)
    assert count > 1


@given(
    st.integers(1, 90),
    st.integers(1, 90),
    st.floats(1, 12),
    st.integers(20, 4000),
)
def test_a_scaled_picture_lies_where_the_agents_own_lies(
    width: int, height: int, scale: float, first: int
) -> None:
    pixels = picture(width, height)
    box = Box(0, 0, width, height)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "FIRST_SLICE", first)
        raster, _ = read(pixels, box, scale)
    wanted = images.crop_and_scale(pixels, box, scale)
    assert (raster.height, raster.width) == wanted.shape[:2]
    got = np.frombuffer(raster.data, np.uint8).reshape(wanted.shape)
    # The ramps change by 255 over the picture: so many levels are one pixel of it.
    pixel = np.array([255 / max(1, width - 1), 255 / max(1, height - 1), 0, 0])
    away = np.abs(got.astype(float) - wanted).reshape(-1, 4).max(axis=0)
    assert (away <= pixel + 1.5).all()


@given(st.integers(1, 500), st.floats(0, 40), st.integers(1, 3000), st.randoms())
def test_all_rows_are_worked_on_once_in_their_order(
    rows: int, width: float, first: int, chance: random.Random
) -> None:
    seen: list[int] = []
    clock = iter_clock(chance)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "FIRST_SLICE", first)
        patch.setattr(slices, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
        for wait in slices.in_slices(rows, width, lambda a, b: seen.extend(range(a, b))):
            assert wait == 0
    assert seen == list(range(rows))


def iter_clock(chance: random.Random) -> Iterator[float]:
    """One that goes on as it likes."""
    now = 0.0
    while True:
        yield now
        now += chance.choice([0.0, 1e-5, slices.SLICE_SECONDS, 1.0])


def test_slices_grow_and_shrink_with_the_time_they_take() -> None:
    assert slices.next_count(10, 0.0) == 40
    assert slices.next_count(10, slices.SLICE_SECONDS / 2) == 20
    assert slices.next_count(10, slices.SLICE_SECONDS * 2) == 5
    assert slices.next_count(1, 9.0) == 1


@given(st.integers(40, 300), st.floats(1, 9), st.integers(50, 3000), st.integers(0, 2**32))
def test_what_is_read_does_not_hang_on_the_time(
    side: int, scale: float, first: int, seed: int
) -> None:
    """The same picture is the same when it is read again, however long each slice takes."""
    noise = np.random.default_rng(seed).integers(0, 256, (side, side, 4), np.uint8)
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "FIRST_SLICE", first)
        for clock in (iter_clock(random.Random(seed)), iter_clock(random.Random(seed + 1))):
            patch.setattr(slices, "time", SimpleNamespace(perf_counter=clock.__next__))
            found.append(bytes(read(noise, Box(0, 0, side, side), scale)[0].data))
    assert found[0] == found[1]


@given(st.integers(0, 5000), st.integers(1, 3000))
def test_how_much_is_done_grows_slice_by_slice_up_to_all_of_it(rows: int, width: int) -> None:
    told: list[float] = []
    share = slices.Share(2 * rows * width, told.append)
    for _ in range(2):  # two layers
        for _ in slices.in_slices(rows, width, lambda a, b: share.add(width * (b - a))):
            pass
    assert told == sorted(told)
    assert told[-1:] == ([1.0] if rows else [])
