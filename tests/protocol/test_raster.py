"""Pixels and frames: sizes, hashes, coordinates."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.raster import (
    COORDINATE_MAX,
    FORMATS,
    SCALE_MAX,
    Box,
    Frame,
    Mask,
    Raster,
    preview_scale,
    raster_size,
    whole_box,
)

quick = settings(max_examples=60, deadline=None, derandomize=True, database=None)
places = st.floats(-1e5, 1e5)


@pytest.mark.parametrize(
    ("format", "size"),
    [
        ("gray8", 6),
        ("gray16", 12),
        ("rgb8", 18),
        ("rgb16", 36),
        ("rgba8", 24),
        ("rgba16", 48),
        ("bgra8", 24),
        ("bgra16", 48),
    ],
)
def test_size_of_each_format(format: str, size: int) -> None:
    assert raster_size(3, 2, format) == size


def test_every_format_has_its_size_above() -> None:
    assert len(FORMATS) == 8


def test_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidArgument, match="gray8, gray16, rgb8") as caught:
        raster_size(1, 1, "png")
    assert caught.value.detail == "format"


@pytest.mark.parametrize(("width", "height"), [(0, 1), (1, 0), (-1, -1)])
def test_empty_picture_is_refused(width: int, height: int) -> None:
    with pytest.raises(InvalidArgument) as caught:
        raster_size(width, height, "rgb8")
    assert caught.value.detail == "size"


@pytest.mark.parametrize("length", [0, 17, 19])
def test_other_lengths_are_refused(length: int) -> None:
    with pytest.raises(InvalidArgument, match=f"has 18 bytes, not {length}"):
        Raster(3, 2, "rgb8", bytes(length))


@pytest.mark.parametrize("data", [bytes(12), bytearray(12), memoryview(bytes(12)).cast("H")])
def test_any_buffer_will_do(data: Any) -> None:
    assert Raster(3, 2, "gray16", data).size == 12


def test_hash_is_of_the_pixels() -> None:
    assert Raster(3, 1, "gray8", b"abc").sha256 == hashlib.sha256(b"abc").digest()


def test_pixels_stay_out_of_what_is_printed() -> None:
    assert "abc" not in repr(Raster(3, 1, "gray8", b"abc"))


# --- frames ---


def test_frame_to_layer() -> None:
    assert Frame(100, 50, 4).to_layer(Box(1, 2, 3, 4)) == Box(104, 58, 112, 66)


def test_frame_from_layer() -> None:
    assert Frame(100, 50, 4).from_layer(Box(104, 58, 112, 66)) == Box(1, 2, 3, 4)


@quick
@given(places, places, st.floats(0.01, 100), places, places)
def test_there_and_back_again(x: float, y: float, scale: float, x0: float, y0: float) -> None:
    frame = Frame(x, y, scale)
    back = frame.from_layer(frame.to_layer(Box(x0, y0, x0 + 1, y0 + 1)))
    found = (back.x0, back.y0, back.x1, back.y1)
    assert found == pytest.approx((x0, y0, x0 + 1, y0 + 1), abs=1e-6)


@pytest.mark.parametrize("scale", [0, -1, SCALE_MAX * 2, 1 / SCALE_MAX / 2, float("nan")])
def test_scale_that_nobody_can_use_is_refused(scale: float) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Frame(0, 0, scale)
    assert caught.value.detail == "frame"


@pytest.mark.parametrize("place", [(2e9, 0), (0, -2e9), (float("nan"), 0), (0, float("inf"))])
def test_frame_far_away_is_refused(place: tuple[float, float]) -> None:
    with pytest.raises(InvalidArgument):
        Frame(*place)


def test_frame_at_the_limits() -> None:
    frame = Frame(COORDINATE_MAX, -COORDINATE_MAX, 1 / SCALE_MAX)
    assert frame.scale == 1 / 65536


# --- boxes ---


@pytest.mark.parametrize(
    ("box", "empty"),
    [
        (Box(0, 0, 1, 1), False),
        (Box(0, 0, 0.01, 1), False),
        (Box(0, 0, 0, 1), True),
        (Box(2, 0, 1, 1), True),
        (Box(0, 0, float("nan"), 1), True),
    ],
)
def test_empty_boxes(box: Box, empty: bool) -> None:
    assert box.is_empty is empty


def test_box_grows_outwards_to_whole_pixels() -> None:
    assert whole_box(Box(10.2, 10.8, 20.1, 20.0), 100, 100) == Box(10, 10, 21, 20)


def test_box_grows_by_its_margin() -> None:
    assert whole_box(Box(10, 10, 20, 20), 100, 100, 2.5) == Box(7, 7, 23, 23)


def test_box_is_cut_at_the_picture() -> None:
    assert whole_box(Box(-5, -5, 200, 200), 100, 80) == Box(0, 0, 100, 80)


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(4096, 100, 4.0), (100, 4096, 4.0), (1024, 1024, 1.0), (5, 5, 1)]
)
def test_preview_is_never_enlarged(width: int, height: int, scale: float) -> None:
    assert preview_scale(width, height, 1024) == scale


def test_mask_is_as_large_as_its_box() -> None:
    mask = Mask(Box(3, 4, 10, 6), bytes(14))
    assert (mask.width, mask.height) == (7, 2)
