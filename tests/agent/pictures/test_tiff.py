"""TIFF files of more than 8 bits: every layout, exactly."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from frisket import pictures
from frisket_protocol.errors import InvalidArgument
from picture_files import DEEP, EIGHT, HEIGHT, WIDTH, oriented, tiff


@pytest.mark.parametrize(
    "options",
    [{}, {"compression": "zlib", "predictor": True}, {"byteorder": ">"}, {"tile": (16, 16)}],
    ids=["plain", "zlib", "big-endian", "tiles"],
)
def test_16_bit_tiff(tmp_path: Path, options: dict[str, Any]) -> None:
    path = tiff(tmp_path / "a.tif", DEEP[..., :3], photometric="rgb", **options)
    np.testing.assert_array_equal(pictures.load(path).pixels, DEEP[..., :3])


@pytest.mark.parametrize("photometric", ["rgb", "minisblack"])
def test_16_bit_tiff_with_alpha(tmp_path: Path, photometric: str) -> None:
    pixels = DEEP if photometric == "rgb" else DEEP[..., :2]
    path = tmp_path / "a.tif"
    tiff(path, pixels, photometric=photometric, planarconfig="contig", extrasamples=["unassalpha"])
    np.testing.assert_array_equal(pictures.load(path).pixels, pixels)


def test_16_bit_tiff_with_a_plane_a_channel(tmp_path: Path) -> None:
    planes = np.moveaxis(DEEP[..., :3], 2, 0)
    path = tiff(tmp_path / "a.tif", planes, photometric="rgb", planarconfig="separate")
    np.testing.assert_array_equal(pictures.load(path).pixels, DEEP[..., :3])


def test_16_bit_tiff_with_a_channel_that_is_no_alpha(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    tiff(path, DEEP, photometric="rgb", extrasamples=["unspecified"])
    np.testing.assert_array_equal(pictures.load(path).pixels, DEEP[..., :3])


def test_16_bit_tiff_with_lzw(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    cv2.imwrite(str(path), DEEP[..., 2::-1], [cv2.IMWRITE_TIFF_COMPRESSION, 5])
    np.testing.assert_array_equal(pictures.load(path).pixels, DEEP[..., :3])


def test_16_bit_tiff_whose_alpha_is_multiplied_in(tmp_path: Path) -> None:
    cover = np.full((HEIGHT, WIDTH, 1), 32768, np.uint16)
    pixels = np.concatenate([DEEP[..., :3] // 2, cover], axis=2)
    path = tiff(tmp_path / "a.tif", pixels, photometric="rgb", extrasamples=["assocalpha"])
    difference = pictures.load(path).pixels[..., :3].astype(int) - DEEP[..., :3]
    assert np.abs(difference).max() <= 2


def test_16_bit_tiff_with_white_as_zero(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", DEEP[..., 0], photometric="miniswhite")
    np.testing.assert_array_equal(pictures.load(path).pixels[..., 0], 65535 - DEEP[..., 0])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_tiff_of_floats(tmp_path: Path, dtype: type) -> None:
    path = tiff(tmp_path / "a.tif", np.array([[0.0, 0.5, 1.0]], dtype))
    assert pictures.load(path).pixels[0, :, 0].tolist() == [0, 32768, 65535]


def test_tiff_of_floats_beyond_1_is_cut_off_and_says_so(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", np.array([[-1, np.nan, 9]], np.float32))
    picture = pictures.load(path)
    assert picture.pixels[0, :, 0].tolist() == [0, 0, 65535]
    assert picture.notes == ("Floating-point values below 0 and above 1 were cut off.",)


def test_tiff_of_32_bits(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", DEEP[..., 0].astype(np.uint32) << 16)
    np.testing.assert_array_equal(pictures.load(path).pixels[..., 0], DEEP[..., 0])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("compression", ["zlib", "lzw"])
def test_orientation_of_a_16_bit_tiff(tmp_path: Path, compression: str, orientation: int) -> None:
    path, stored = tmp_path / "a.tif", oriented(orientation).astype(np.uint16) * 257
    extra = [(274, "H", 1, orientation, True)]
    if compression == "zlib":
        tiff(path, stored, photometric="rgb", compression="zlib", extratags=extra)
    else:
        encoded = cv2.imencode(".tif", stored[..., ::-1], [cv2.IMWRITE_TIFF_COMPRESSION, 5])[1]
        path.write_bytes(with_orientation(encoded.tobytes(), orientation))
    np.testing.assert_array_equal(pictures.load(path).pixels, EIGHT[..., :3].astype(int) * 257)


def with_orientation(data: bytes, orientation: int) -> bytes:
    """A little-endian TIFF with its list of tags written anew at the end, one tag longer."""
    start = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, start)[0]
    tags = [data[start + 2 + 12 * i : start + 14 + 12 * i] for i in range(count)]
    tags = [tag for tag in tags if struct.unpack_from("<H", tag)[0] != 274]
    tags.append(struct.pack("<HHIHH", 274, 3, 1, orientation, 0))
    tags.sort(key=lambda tag: struct.unpack_from("<H", tag)[0])
    data += b"\0" * (len(data) % 2)
    end = struct.pack("<H", len(tags)) + b"".join(tags) + struct.pack("<I", 0)
    return data[:4] + struct.pack("<I", len(data)) + data[8:] + end


def test_a_tiff_of_a_kind_that_nobody_paints_in(tmp_path: Path) -> None:
    path = tiff(tmp_path / "a.tif", DEEP[..., 0].astype(np.int16))
    with pytest.raises(InvalidArgument, match="int16 values is not read by frisket"):
        pictures.load(path)
