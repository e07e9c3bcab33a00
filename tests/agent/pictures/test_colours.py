"""Colours as sRGB for the model, and as they were for the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from frisket import pictures
from picture_files import DEEP, EIGHT, FLAT, gray_profile, png_16, saved, swapped_profile, tiff


@pytest.mark.parametrize("values", [FLAT, FLAT.astype(np.uint16) * 257], ids=["8 bits", "16 bits"])
def test_a_profile_is_converted_for_the_model_and_kept_for_the_file(
    tmp_path: Path, values: np.ndarray
) -> None:
    icc = swapped_profile()
    path = tiff(tmp_path / "a.tif", values, photometric="rgb", iccprofile=icc)
    picture = pictures.load(path)
    np.testing.assert_array_equal(picture.pixels, values)
    np.testing.assert_allclose(picture.rgb, FLAT[..., ::-1], atol=1)
    assert picture.icc == icc


def test_an_srgb_profile_changes_nothing(tmp_path: Path) -> None:
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = saved(tmp_path / "a.png", EIGHT[..., :3], icc_profile=icc)
    picture = pictures.load(path)
    assert picture.icc == icc
    np.testing.assert_array_equal(picture.rgb, EIGHT[..., :3])


def test_a_gray_profile(tmp_path: Path) -> None:
    gray = np.full((2, 2, 1), 55, np.uint8)
    path = saved(tmp_path / "a.png", gray, icc_profile=gray_profile())
    np.testing.assert_allclose(pictures.load(path).rgb, 128, atol=1)


def test_a_gray_jpeg_with_a_profile_for_rgb_becomes_rgb(tmp_path: Path) -> None:
    gray = np.full((8, 8, 1), 55, np.uint8)
    path = saved(tmp_path / "a.jpg", gray, icc_profile=swapped_profile())
    assert pictures.load(path).pixels[0, 0].tolist() == [55, 55, 55]


@pytest.mark.parametrize("icc", [b"nothing of the kind", gray_profile()])
def test_a_profile_that_does_not_fit_is_left_aside(tmp_path: Path, icc: bytes) -> None:
    picture = pictures.load(saved(tmp_path / "a.png", FLAT, icc_profile=icc))
    assert picture.icc is None
    assert picture.notes == ("The colour profile does not fit the picture and was left aside.",)


def test_cmyk(tmp_path: Path) -> None:
    Image.new("CMYK", (8, 8), (0, 255, 255, 0)).save(tmp_path / "a.jpg", quality=95)
    picture = pictures.load(tmp_path / "a.jpg")
    np.testing.assert_allclose(picture.pixels[0, 0], (255, 0, 0), atol=5)
    assert picture.notes == ("The CMYK colours were converted to sRGB.",)


def test_cmyk_of_16_bits(tmp_path: Path) -> None:
    inks = np.zeros((2, 2, 4), np.uint16)
    inks[..., 0] = 65535
    path = tiff(tmp_path / "a.tif", inks, photometric="separated")
    assert pictures.load(path).rgb[0, 0].tolist() == [0, 255, 255]


def test_lab(tmp_path: Path) -> None:
    Image.new("LAB", (2, 2), (255, 128, 128)).save(tmp_path / "a.tif")
    np.testing.assert_allclose(pictures.load(tmp_path / "a.tif").rgb, 255, atol=1)


def test_alpha_is_beside_straight_colours(tmp_path: Path) -> None:
    picture = pictures.load(saved(tmp_path / "a.png", EIGHT))
    np.testing.assert_array_equal(picture.rgb, EIGHT[..., :3])
    np.testing.assert_array_equal(picture.alpha, EIGHT[..., 3])


def test_alpha_of_16_bits_is_rounded(tmp_path: Path) -> None:
    picture = pictures.load(png_16(tmp_path / "a.png", DEEP))
    np.testing.assert_array_equal(picture.alpha, np.rint(DEEP[..., 3] / 257))
