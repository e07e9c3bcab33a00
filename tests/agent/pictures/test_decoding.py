"""What comes out is what went in, in every lossless format and mode, and upright."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from frisket import pictures
from picture_files import DEEP, EIGHT, FLAT, oriented, png_16, saved

SOME_ORIENTATION = 6


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_8_bits(tmp_path: Path, ending: str, channels: int) -> None:
    picture = pictures.load(saved(tmp_path / f"a.{ending}", EIGHT[..., :channels]))
    assert picture.pixels.dtype == np.uint8
    np.testing.assert_array_equal(picture.pixels, EIGHT[..., :channels])


@pytest.mark.parametrize("channels", [3, 4])
def test_webp(tmp_path: Path, channels: int) -> None:
    path = saved(tmp_path / "a.webp", EIGHT[..., :channels], lossless=True, exact=True)
    np.testing.assert_array_equal(pictures.load(path).pixels, EIGHT[..., :channels])


def test_bmp(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.bmp", EIGHT[..., :3])
    np.testing.assert_array_equal(pictures.load(path).pixels, EIGHT[..., :3])


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg(tmp_path: Path, channels: int) -> None:
    path = saved(tmp_path / "a.jpg", FLAT[..., :channels], quality=95)
    assert np.abs(pictures.load(path).pixels.astype(int) - FLAT[..., :channels]).max() <= 3


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_16_bit_png(tmp_path: Path, channels: int) -> None:
    picture = pictures.load(png_16(tmp_path / "a.png", DEEP[..., :channels]))
    assert picture.pixels.dtype == np.uint16
    np.testing.assert_array_equal(picture.pixels, DEEP[..., :channels])


def test_16_bit_png_is_not_changed_by_its_gamma_note(tmp_path: Path) -> None:
    path = png_16(tmp_path / "a.png", DEEP[..., :3], (b"gAMA", struct.pack(">I", 100000)))
    np.testing.assert_array_equal(pictures.load(path).pixels, DEEP[..., :3])


def test_palette(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "a.png")
    assert pictures.load(tmp_path / "a.png").pixels.tolist() == [[[10, 20, 30], [40, 50, 60]]]


def test_palette_with_transparency(tmp_path: Path) -> None:
    image = Image.new("P", (2, 1))
    image.putpalette([10, 20, 30, 40, 50, 60])
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "a.png", transparency=b"\x00\x80")
    alpha = pictures.load(tmp_path / "a.png").alpha
    assert alpha is not None
    assert alpha.tolist() == [[0, 128]]


def test_one_colour_as_transparency(tmp_path: Path) -> None:
    saved(tmp_path / "a.png", EIGHT[..., :3], transparency=tuple(EIGHT[0, 0, :3].tolist()))
    alpha = pictures.load(tmp_path / "a.png").alpha
    assert alpha is not None
    assert alpha.ravel()[:2].tolist() == [0, 255]


def test_single_bits(tmp_path: Path) -> None:
    image = Image.new("1", (2, 1))
    image.putpixel((1, 0), 1)
    image.save(tmp_path / "a.png")
    assert pictures.load(tmp_path / "a.png").pixels[0, :, 0].tolist() == [0, 255]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_animation_gives_its_first_frame_and_says_so(tmp_path: Path, kind: str) -> None:
    first, second = Image.fromarray(FLAT), Image.fromarray(255 - FLAT)
    options: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {}
    first.save(tmp_path / "a", kind, save_all=True, append_images=[second], **options)
    picture = pictures.load(tmp_path / "a")
    np.testing.assert_array_equal(picture.pixels, FLAT)
    assert picture.notes == ("The file holds 2 pictures; the first was read.",)


@pytest.mark.parametrize("values", [EIGHT, DEEP], ids=["8 bits", "16 bits"])
def test_pages_give_the_first_and_say_so(tmp_path: Path, values: np.ndarray) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as writer:
        for page in (values, values[::-1]):
            writer.write(page[..., :3], photometric="rgb")
    picture = pictures.load(tmp_path / "a.tif")
    np.testing.assert_array_equal(picture.pixels, values[..., :3])
    assert picture.notes == ("The file holds 2 pictures; the first was read.",)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("ending", ["png", "webp", "tif"])
def test_orientation(tmp_path: Path, ending: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    options = {"lossless": True} if ending == "webp" else {}
    path = saved(tmp_path / f"a.{ending}", oriented(orientation), exif=exif, **options)
    np.testing.assert_array_equal(pictures.load(path).pixels, EIGHT[..., :3])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_of_a_jpeg(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[274] = orientation
    enlarged = np.kron(oriented(orientation), np.ones((16, 16, 1), np.uint8))
    path = saved(tmp_path / "a.jpg", enlarged, exif=exif, quality=98, subsampling=0)
    middles = pictures.load(path).pixels[8::16, 8::16].astype(int)
    assert np.abs(middles - EIGHT[..., :3]).max() <= 6


def test_orientation_of_a_16_bit_png(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = SOME_ORIENTATION
    stored = oriented(SOME_ORIENTATION).astype(np.uint16) * 257
    path = png_16(tmp_path / "a.png", stored, (b"eXIf", exif.tobytes()[6:]))
    np.testing.assert_array_equal(pictures.load(path).pixels, EIGHT[..., :3].astype(int) * 257)


def test_resolution_turns_with_the_picture(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = SOME_ORIENTATION
    path = saved(tmp_path / "a.png", FLAT, exif=exif, dpi=(300, 150))
    assert pictures.load(path).dpi == pytest.approx((150, 300), abs=0.1)
