"""Picture files out: masks, cut-outs and overlays, and that nothing half-written stays."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image, ImageCms

from frisket import pictures
from frisket.pictures import Picture, saving
from frisket.pictures.saving import check_target, save_cutout, save_mask, save_overlay
from frisket_protocol.errors import InvalidArgument
from picture_files import gray_profile, swapped_profile

WIDTH, HEIGHT = 6, 4
RANDOM = np.random.default_rng(0)
EIGHT = RANDOM.integers(0, 256, (HEIGHT, WIDTH, 4), dtype=np.uint8)
DEEP = RANDOM.integers(0, 65536, (HEIGHT, WIDTH, 4), dtype=np.uint16)
SOFT = RANDOM.integers(0, 256, (HEIGHT, WIDTH), dtype=np.uint8)
FULL = np.full((HEIGHT, WIDTH), 255, np.uint8)


def picture_of(folder: Path, pixels: np.ndarray, icc: bytes | None = None) -> Picture:
    """`pixels` as a file (TIFF holds them all), read."""
    channels = pixels.shape[2]
    tifffile.imwrite(
        folder / "source.tif",
        pixels if channels > 1 else pixels[..., 0],
        photometric="rgb" if channels > 2 else "minisblack",
        planarconfig="contig" if channels > 1 else None,
        extrasamples=["unassalpha"] if channels in (2, 4) else None,
        iccprofile=icc,
        resolution=(300, 300),
        resolutionunit="INCH",
    )
    return pictures.load(folder / "source.tif")


@pytest.mark.parametrize("ending", ["png", "tif", "tiff", "webp", "PNG"])
def test_a_mask_comes_back_as_it_was(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"mask.{ending}"
    save_mask(path, SOFT)
    np.testing.assert_array_equal(pictures.load(path).pixels[..., 0], SOFT)


@pytest.mark.parametrize("values", [EIGHT, DEEP], ids=["8 bits", "16 bits"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_a_cutout_keeps_every_colour_that_is_seen_and_no_other(
    tmp_path: Path, ending: str, channels: int, values: np.ndarray
) -> None:
    picture = picture_of(tmp_path, values[..., :channels])
    mask = SOFT.copy()
    mask[0] = 0
    save_cutout(tmp_path / f"cut.{ending}", picture, mask)
    colours = channels - (channels % 2 == 0)
    cut = pictures.load(tmp_path / f"cut.{ending}").pixels
    is_deep_gray = ending == "tif" and values is DEEP and colours == 1
    assert (cut.dtype, cut.shape[2]) == (values.dtype, 4 if is_deep_gray else colours + 1)
    seen = cut[..., -1:] > 0
    assert not seen.all()
    expected = np.where(seen, values[..., :colours], 0)
    np.testing.assert_array_equal(cut[..., :-1], np.broadcast_to(expected, cut[..., :-1].shape))


@pytest.mark.parametrize("ground", [None, "#204060"])
@pytest.mark.parametrize("values", [EIGHT, DEEP], ids=["8 bits", "16 bits"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("ending", ["png", "tif", "webp"])
def test_every_cutout_can_be_opened_by_others(
    tmp_path: Path, ending: str, channels: int, values: np.ndarray, ground: str | None
) -> None:
    picture = picture_of(tmp_path, values[..., :channels])
    path = tmp_path / f"cut.{ending}"
    save_cutout(path, picture, SOFT, ground=pictures.ground(ground) if ground else None)
    with Image.open(path) as opened:
        shown = np.asarray(opened.convert("RGBA"))
    assert shown.shape == (HEIGHT, WIDTH, 4)
    own = pictures.load(path)
    np.testing.assert_allclose(shown[..., :3], own.rgb, atol=1)


def test_a_deep_gray_cutout_in_tiff_looks_as_the_picture_does(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, HEIGHT * WIDTH).astype(np.uint16).reshape(HEIGHT, WIDTH, 1)
    picture = picture_of(tmp_path, ramp, gray_profile())
    save_cutout(tmp_path / "cut.tif", picture, FULL)
    cut = pictures.load(tmp_path / "cut.tif")
    assert (cut.pixels.dtype, cut.icc) == (np.uint16, None)
    np.testing.assert_allclose(cut.rgb, picture.rgb, atol=1)
    assert (np.diff(cut.pixels[..., 0].ravel().astype(int)) > 0).all()


@pytest.mark.parametrize(("values", "opaque"), [(EIGHT, 255), (DEEP, 65535)])
def test_alpha_of_a_cutout_is_the_mask(tmp_path: Path, values: np.ndarray, opaque: int) -> None:
    picture = picture_of(tmp_path, values[..., :3])
    save_cutout(tmp_path / "cut.png", picture, SOFT)
    alpha = pictures.load(tmp_path / "cut.png").pixels[..., -1]
    np.testing.assert_array_equal(alpha, SOFT.astype(int) * (opaque // 255))


@pytest.mark.parametrize("values", [EIGHT, DEEP], ids=["8 bits", "16 bits"])
def test_a_cutout_is_as_opaque_as_the_mask_and_no_more_than_the_picture(
    tmp_path: Path, values: np.ndarray
) -> None:
    picture = picture_of(tmp_path, values)
    save_cutout(tmp_path / "cut.png", picture, SOFT)
    alpha = pictures.load(tmp_path / "cut.png").pixels[..., -1]
    most = SOFT.astype(int) * (np.iinfo(values.dtype).max // 255)
    np.testing.assert_array_equal(alpha, np.minimum(values[..., 3], most))


@pytest.mark.parametrize("values", [EIGHT, DEEP], ids=["8 bits", "16 bits"])
def test_what_is_cut_away_is_what_its_own_cutout_has(tmp_path: Path, values: np.ndarray) -> None:
    """Of half-transparent paint a ghost was left, half as strong."""
    picture, alpha = picture_of(tmp_path, values), list[np.ndarray]()
    for name, mask, inverted in (("kept", SOFT, False), ("rest", 255 - SOFT, True)):
        save_cutout(tmp_path / f"{name}.png", picture, mask, inverted=inverted)
        alpha.append(pictures.load(tmp_path / f"{name}.png").pixels[..., -1].astype(int))
    np.testing.assert_array_equal(sum(alpha), values[..., 3])


@pytest.mark.parametrize("values", [EIGHT, DEEP], ids=["8 bits", "16 bits"])
@pytest.mark.parametrize("ending", ["png", "tif"])
def test_a_cutout_keeps_profile_and_resolution(
    tmp_path: Path, ending: str, values: np.ndarray
) -> None:
    icc = swapped_profile()
    save_cutout(tmp_path / f"cut.{ending}", picture_of(tmp_path, values[..., :3], icc), SOFT)
    cut = pictures.load(tmp_path / f"cut.{ending}")
    assert cut.icc == icc
    assert cut.dpi == pytest.approx((300, 300), abs=0.1)


def test_a_webp_cutout_of_16_bits_has_8(tmp_path: Path) -> None:
    save_cutout(tmp_path / "cut.webp", picture_of(tmp_path, DEEP[..., :3]), SOFT)
    cut = pictures.load(tmp_path / "cut.webp").pixels
    seen = cut[..., 3:] > 0
    np.testing.assert_array_equal(cut[..., :3], np.where(seen, np.rint(DEEP[..., :3] / 257), 0))


def test_a_webp_cutout_of_gray_is_srgb(tmp_path: Path) -> None:
    picture = picture_of(tmp_path, np.full((HEIGHT, WIDTH, 1), 55, np.uint8), gray_profile())
    save_cutout(tmp_path / "cut.webp", picture, SOFT)
    cut = pictures.load(tmp_path / "cut.webp")
    assert cut.icc is None
    np.testing.assert_allclose(cut.pixels[..., :3], 128, atol=1)


def cleaned(folder: Path, picture: Picture, mask: np.ndarray) -> np.ndarray:
    """The pixels of a cut-out whose foreground is (250, 40, 10) all over."""
    foreground = np.full_like(picture.rgb, (250, 40, 10))
    save_cutout(folder / "cut.tif", picture, mask, foreground)
    return pictures.load(folder / "cut.tif").pixels


def test_foreground_replaces_colours_at_the_soft_edge_only(tmp_path: Path) -> None:
    mask = np.tile(np.array([0, 0, 1, 254, 255, 255], np.uint8), (HEIGHT, 1))
    cut = cleaned(tmp_path, picture_of(tmp_path, EIGHT[..., :3]), mask)
    assert (cut[:, 2:4, :3] == (250, 40, 10)).all()
    np.testing.assert_array_equal(cut[:, 4:, :3], EIGHT[:, 4:, :3])
    assert not cut[:, :2].any()


@pytest.mark.parametrize(("dtype", "factor"), [(np.uint8, 1), (np.uint16, 257)])
def test_foreground_is_converted_to_the_files_own_profile(
    tmp_path: Path, dtype: type, factor: int
) -> None:
    pixels = np.zeros((HEIGHT, WIDTH, 3), dtype)
    picture = picture_of(tmp_path, pixels, swapped_profile())
    cut = cleaned(tmp_path, picture, np.full((HEIGHT, WIDTH), 100, np.uint8))
    np.testing.assert_allclose(cut[0, 0, :3] / factor, (10, 40, 250), atol=1)


@pytest.mark.parametrize("icc", [None, gray_profile()])
def test_foreground_of_a_gray_picture_is_gray(tmp_path: Path, icc: bytes | None) -> None:
    picture = picture_of(tmp_path, np.zeros((HEIGHT, WIDTH, 1), np.uint8), icc)
    foreground = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    save_cutout(tmp_path / "cut.tif", picture, FULL // 2, foreground)
    gray = pictures.load(tmp_path / "cut.tif").pixels[0, 0, 0]
    assert gray == pytest.approx(55 if icc else 128, abs=1)


def test_foreground_that_equals_the_picture_leaves_16_bits_as_they_are(tmp_path: Path) -> None:
    picture = picture_of(tmp_path, DEEP[..., :3])
    save_cutout(tmp_path / "cut.png", picture, FULL // 2, picture.rgb.copy())
    cut = pictures.load(tmp_path / "cut.png").pixels
    np.testing.assert_array_equal(cut[..., :3], DEEP[..., :3])


def test_foreground_does_not_count_where_the_layer_itself_is_soft(tmp_path: Path) -> None:
    pixels = EIGHT.copy()
    pixels[..., 3] = 100
    cut = cleaned(tmp_path, picture_of(tmp_path, pixels), FULL // 2)
    np.testing.assert_array_equal(cut[..., :3], EIGHT[..., :3])


def test_a_mask_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="mask has 4 × 6 pixels, the picture 6 × 4"):
        save_cutout(tmp_path / "cut.png", picture_of(tmp_path, EIGHT), SOFT.T)


@pytest.mark.parametrize("ending", ["png", "tif", "webp", "jpg", "jpeg"])
def test_an_overlay_has_the_size_of_the_picture(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"look.{ending}"
    save_overlay(path, picture_of(tmp_path, EIGHT[..., :3]), [SOFT])
    seen = pictures.load(path)
    assert (seen.width, seen.height) == (WIDTH, HEIGHT)


def test_an_overlay_lays_a_transparent_layer_over_gray(tmp_path: Path) -> None:
    picture = picture_of(tmp_path, np.zeros((40, 40, 4), np.uint8))
    save_overlay(tmp_path / "look.png", picture, [np.full((40, 40), 255, np.uint8)])
    assert pictures.load(tmp_path / "look.png").pixels[20, 20].tolist() == [128, 128, 128]


@pytest.mark.parametrize(
    ("output", "name", "reason"),
    [
        ("mask", "a.jpg", "since a JPEG would smear its edge"),
        ("cut-out", "a.jpeg", "since a JPEG has no transparency"),
        ("cut-out", "a.jpg", "or lay something behind it: --background white"),
        ("overlay", "a.gif", "cannot hold the overlay"),
        ("mask", "a", "cannot hold the mask"),
    ],
)
def test_a_format_that_will_not_do(tmp_path: Path, output: Any, name: str, reason: str) -> None:
    with pytest.raises(InvalidArgument, match=reason):
        check_target(tmp_path / name, output)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match=r"There is no folder .* to write a\.png into"):
        save_mask(tmp_path / "none" / "a.png", SOFT)


def test_a_target_that_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(InvalidArgument, match="is a folder"):
        save_mask(tmp_path / "a.png", SOFT)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
@pytest.mark.parametrize("protected", ["folder", "file"])
def test_a_target_that_is_write_protected(tmp_path: Path, protected: str) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    place = tmp_path if protected == "folder" else path
    place.chmod(0o555)
    try:
        with pytest.raises(InvalidArgument, match="write-protected"):
            save_mask(path, SOFT)
    finally:
        place.chmod(0o755)
    assert path.read_bytes() == b"old"


def test_what_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    monkeypatch.setattr(saving.os, "replace", refuse)
    with pytest.raises(InvalidArgument, match="cannot be written: no space left on device"):
        save_mask(path, SOFT)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.png", b"old")]


def test_writing_leaves_no_other_file(tmp_path: Path) -> None:
    save_mask(tmp_path / "a.png", SOFT)
    assert os.listdir(tmp_path) == ["a.png"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "a.png").symlink_to(tmp_path / "there" / "b.png")
    save_mask(tmp_path / "a.png", SOFT)
    assert (tmp_path / "a.png").is_symlink()
    assert (tmp_path / "there" / "b.png").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="folders are closed in another way there")
def test_folders_above_may_be_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As for the user of a container, in a folder that was handed in."""
    here = tmp_path / "closed" / "here"
    here.mkdir(parents=True)
    here.chmod(0o777)
    monkeypatch.chdir(here)
    here.parent.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(54321)
    try:
        save_mask(Path("a.png"), SOFT)
    finally:
        os.seteuid(user)
        here.parent.chmod(0o700)
    assert (here / "a.png").is_file()


def test_pillow_reads_the_16_bit_png_that_frisket_writes(tmp_path: Path) -> None:
    """Another decoder, which checks each chunk's sum."""
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    save_cutout(tmp_path / "cut.png", picture_of(tmp_path, DEEP[..., :3], icc), FULL)
    with Image.open(tmp_path / "cut.png") as image:
        image.verify()
        assert (image.size, image.mode, image.info["icc_profile"]) == ((WIDTH, HEIGHT), "RGBA", icc)
