"""Raster ⇄ ndarray: every format, exact rounding, alpha over gray, and the grid of scaled reads."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket import images
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.raster import FORMATS, Box, Frame, Raster

WIDTH, HEIGHT = 7, 5


def raster_of(name: str, array: np.ndarray) -> Raster:
    height, width = array.shape[:2]
    depth = FORMATS[name][1]
    return Raster(width, height, name, array.astype("<u1" if depth == 1 else "<u2").tobytes())


def random_values(name: str, seed: int = 0) -> np.ndarray:
    channels, depth = FORMATS[name]
    top = 256 if depth == 1 else 65536
    return np.random.default_rng(seed).integers(0, top, (HEIGHT, WIDTH, channels))


def expected_rgb(name: str, values: np.ndarray) -> np.ndarray:
    """The slow, obvious way."""
    small = values if FORMATS[name][1] == 1 else np.floor(values * 255 / 65535 + 0.5).astype(int)
    if name.startswith("gray"):
        return np.repeat(small, 3, axis=2)
    colours = small[..., 2::-1] if name.startswith("bgra") else small[..., :3]
    if small.shape[2] == 3:
        return colours
    cover = small[..., 3:]
    return np.floor((colours * cover + 128 * (255 - cover)) / 255 + 0.5).astype(int)


@pytest.mark.parametrize("name", FORMATS)
def test_rgb_of_every_format(name: str) -> None:
    values = random_values(name)
    colours = images.rgb(raster_of(name, values))
    assert colours.dtype == np.uint8
    np.testing.assert_array_equal(colours, expected_rgb(name, values))


@pytest.mark.parametrize("name", ["rgba8", "bgra8", "rgba16", "bgra16"])
def test_rgb_of_an_opaque_layer_keeps_its_colours(name: str) -> None:
    values = random_values(name)
    values[..., 3] = 255 if name.endswith("a8") else 65535
    np.testing.assert_array_equal(images.rgb(raster_of(name, values)), expected_rgb(name, values))


def test_rgb_lays_black_and_white_figures_over_a_gray_that_is_neither() -> None:
    values = np.zeros((1, 3, 4), int)
    values[0, 1] = (0, 0, 0, 255)
    values[0, 2] = (255, 255, 255, 255)
    assert images.rgb(raster_of("rgba8", values))[0, :, 0].tolist() == [128, 0, 255]


def test_rgb_works_on_more_rows_than_one_band() -> None:
    values = np.random.default_rng(1).integers(0, 256, (3 * 32 + 5, 4, 4))
    values[32:64, :, 3] = 255
    np.testing.assert_array_equal(
        images.rgb(raster_of("rgba8", values)), expected_rgb("rgba8", values)
    )


def test_rgb8_is_not_copied() -> None:
    data = bytearray(3)
    colours = images.rgb(Raster(1, 1, "rgb8", data))
    data[0] = 9
    assert colours[0, 0, 0] == 9


def test_eight_bit_rounds_every_value_correctly() -> None:
    values = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    exact = (values.astype(int) * 255 * 2 + 65535) // (2 * 65535)
    np.testing.assert_array_equal(images.eight_bit(values), exact)


@pytest.mark.parametrize("name", ["rgba8", "bgra8", "rgba16", "bgra16"])
def test_alpha(name: str) -> None:
    values = random_values(name)
    small = values if name.endswith("a8") else np.floor(values * 255 / 65535 + 0.5)
    np.testing.assert_array_equal(images.alpha(raster_of(name, values)), small[..., 3])


@pytest.mark.parametrize("name", ["gray8", "gray16", "rgb8", "rgb16"])
def test_alpha_of_a_format_without(name: str) -> None:
    assert images.alpha(raster_of(name, random_values(name))) is None


def test_gray_of_gray8_is_not_copied() -> None:
    data = bytearray(1)
    mask = images.gray(Raster(1, 1, "gray8", data))
    data[0] = 9
    assert mask[0, 0] == 9


def test_gray_of_gray16_is_rounded() -> None:
    values = np.array([[[0], [128], [129], [65535]]])
    assert images.gray(raster_of("gray16", values)).tolist() == [[0, 0, 1, 255]]


def test_gray_refuses_colours() -> None:
    with pytest.raises(InvalidArgument, match="gray8 or gray16, not as rgb8"):
        images.gray(raster_of("rgb8", random_values("rgb8")))


@pytest.mark.parametrize("name", ["rgb8", "rgba8"])
def test_from_rgb_keeps_the_bytes_and_the_frame(name: str) -> None:
    array = random_values(name).astype(np.uint8)
    raster = images.from_rgb(array, Frame(3, 4, 2))
    assert (raster.width, raster.height, raster.format) == (WIDTH, HEIGHT, name)
    assert (bytes(raster.data), raster.frame) == (array.tobytes(), Frame(3, 4, 2))


def test_from_rgb_of_a_crop_closes_the_gaps() -> None:
    array = random_values("rgb8").astype(np.uint8)
    raster = images.from_rgb(array[1:3, 2:5], Frame())
    assert bytes(raster.data) == array[1:3, 2:5].tobytes()


def test_crop_at_scale_1_is_a_view() -> None:
    array = random_values("rgb8").astype(np.uint8)
    assert np.shares_memory(images.crop_and_scale(array, Box(1, 1, 4, 3), 1), array)


def test_crop_at_a_whole_scale_is_the_average() -> None:
    array = np.random.default_rng(0).integers(0, 65536, (12, 20), dtype=np.uint16)
    small = images.crop_and_scale(array, Box(2, 3, 14, 12), 3)
    exact = array[3:12, 2:14].reshape(3, 3, 4, 3).mean(axis=(1, 3))
    assert np.abs(small - exact).max() <= 0.5


def test_the_last_pixel_looks_at_its_neighbours_beyond_the_box() -> None:
    array = np.zeros((1, 6), np.uint8)
    array[0, 4:] = 90
    assert images.crop_and_scale(array, Box(0, 0, 4, 1), 3)[0].tolist() == [0, 60]


def test_the_last_pixel_repeats_the_border_where_the_picture_ends() -> None:
    array = np.array([[0, 0, 0, 90]], np.uint8)
    assert images.crop_and_scale(array, Box(0, 0, 4, 1), 3)[0].tolist() == [0, 90]


@given(
    width=st.integers(200, 3000),
    scale=st.one_of(st.floats(1, 12), st.floats(1, 1.001), st.integers(1, 12).map(float)),
    start=st.integers(0, 100),
    downwards=st.booleans(),
)
def test_positions_stay_true_to_the_far_edge(
    width: int, scale: float, start: int, downwards: bool
) -> None:
    """A step edge stands where the frame says, to a tenth of a layer pixel, wherever it is."""
    for edge in (start + 20, (start + width) // 2, width - 20):
        line = np.zeros(width, np.uint16)
        line[edge:] = 60000
        array = np.ascontiguousarray(
            np.tile(line, (16, 1)).T if downwards else np.tile(line, (16, 1))
        )
        box = Box(0, start, 16, width) if downwards else Box(start, 0, width, 16)
        small = images.crop_and_scale(array, box, scale)
        along = small[:, 0] if downwards else small[0]
        assert len(along) == math.ceil((width - start) / scale - 1e-6)
        # Near the edge, as many pixels are dark as fit between the window's start and the edge.
        first = max(0, int((edge - start) / scale) - 2)
        window = along[first : first + 5]
        found = start + scale * (first + (1 - window / 60000).sum())
        assert abs(found - edge) < 0.1


@pytest.mark.parametrize(("side", "long_side"), [(3840, 1024), (6000, 1024), (4961, 2048)])
def test_a_preview_scale_gives_the_preview_side(side: int, long_side: int) -> None:
    assert images.count_at(side, side / long_side) == long_side
