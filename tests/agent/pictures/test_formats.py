"""Kinds of files: what Pillow reads is read, what is not read has a way, and nobody else speaks."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from frisket import pictures
from frisket_protocol.errors import InvalidArgument

GRADIENT = np.stack(
    np.meshgrid(np.arange(0, 240, 5), np.arange(0, 160, 5), indexing="xy"), axis=-1
).astype(np.uint8)
RGB = np.dstack([GRADIENT, np.full(GRADIENT.shape[:2], 90, np.uint8)])


@pytest.mark.parametrize(
    ("ending", "options", "off"),
    [
        ("jp2", {}, 0),
        ("j2k", {}, 0),
        ("tga", {}, 0),
        ("tga", {"compression": "tga_rle"}, 0),
        ("ppm", {}, 0),
        ("bmp", {}, 0),
        ("pcx", {}, 0),
        ("sgi", {}, 0),
        ("dds", {}, 0),
        ("qoi", {}, 0),
        ("gif", {}, 60),
        ("avif", {"quality": 100}, 12),
    ],
    ids=str,
)
def test_what_pillow_reads_is_read(
    tmp_path: Path, ending: str, options: dict[str, object], off: int
) -> None:
    path = tmp_path / f"a.{ending}"
    try:
        Image.fromarray(RGB).save(path, **options)
    except (KeyError, ValueError, OSError) as error:
        pytest.skip(f"this Pillow does not write it: {error}")
    seen = pictures.load(path)
    assert np.abs(seen.rgb.astype(int) - RGB).max() <= off


def test_gray_of_16_bits_in_pgm_keeps_them(tmp_path: Path) -> None:
    deep = (np.arange(48 * 32, dtype=np.uint16) * 40).reshape(32, 48)
    Image.fromarray(deep).save(tmp_path / "a.pgm")
    np.testing.assert_array_equal(pictures.load(tmp_path / "a.pgm").pixels[..., 0], deep)


def test_a_moving_gif_says_which_picture_was_read(tmp_path: Path) -> None:
    frames = [Image.fromarray(RGB), Image.fromarray(255 - RGB)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    assert pictures.load(tmp_path / "a.gif").notes == (
        "The file holds 2 pictures; the first was read.",
    )


def painted(path: Path, mimetype: str, merged: bool = True) -> Path:
    png = io.BytesIO()
    Image.fromarray(RGB).save(png, "PNG")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", mimetype)
        if merged:
            file.writestr("mergedimage.png", png.getvalue())
    return path


@pytest.mark.parametrize(
    ("name", "mimetype"), [("a.kra", "application/x-krita"), ("a.ora", "image/openraster")]
)
def test_the_merged_picture_of_painters(tmp_path: Path, name: str, mimetype: str) -> None:
    seen = pictures.load(painted(tmp_path / name, mimetype))
    np.testing.assert_array_equal(seen.rgb, RGB)
    assert "all layers" in seen.notes[0]


def test_a_painters_file_without_its_merged_picture(tmp_path: Path) -> None:
    path = painted(tmp_path / "a.kra", "application/x-krita", merged=False)
    with pytest.raises(InvalidArgument, match="without a merged picture"):
        pictures.load(path)


def test_any_other_archive(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="not a picture that frisket reads"):
        pictures.load(painted(tmp_path / "a.kra", "text/plain"))


@pytest.mark.parametrize(
    ("name", "start", "way"),
    [
        ("a.xcf", b"gimp xcf v011\0", "In GIMP"),
        ("a.exr", b"v/1\x01\x02\0\0\0", "16 bits"),
        ("a.hdr", b"#?RADIANCE\n", "16 bits"),
        ("a.jxl", b"\xff\x0a\xfa\x7f", "Export"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Export the drawing"),
        ("a.svg", b"<?xml version='1.0'?><svg/>", "Export the drawing"),
        ("a.pdf", b"%PDF-1.7\n", "Export the drawing"),
        ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "Export the drawing"),
        ("a.raf", b"FUJIFILMCCD-RAW 0201", "Develop it"),
        ("a.cr3", b"\0\0\0\x18ftypcrx \0\0\0\1", "Develop it"),
        ("a.psd", b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 9, 9, 16, 3), "RGB with 8"),
    ],
)
def test_what_is_not_read_has_a_way(tmp_path: Path, name: str, start: bytes, way: str) -> None:
    (tmp_path / name).write_bytes(start + bytes(200))
    with pytest.raises(InvalidArgument) as refused:
        pictures.load(tmp_path / name)
    assert way in refused.value.hint
    assert str(refused.value).count(name) == 1


@pytest.mark.parametrize("ending", ["dng", "nef", "ARW", "cr2"])
def test_a_raw_file_is_not_taken_for_its_stamp(tmp_path: Path, ending: str) -> None:
    """Raw files are TIFF, and the first picture in them is a small one."""
    tifffile.imwrite(tmp_path / f"a.{ending}", RGB)
    with pytest.raises(InvalidArgument, match="raw file"):
        pictures.load(tmp_path / f"a.{ending}")


def test_heic_where_it_can_be_read_and_the_way_where_not(tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    try:
        import pillow_heif
    except ImportError:
        path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100))
        with pytest.raises(
            InvalidArgument, match="HEIC, and the part .* is not installed. Install it .*--extra"
        ):
            pictures.load(path)
        return
    pillow_heif.register_heif_opener()
    Image.fromarray(RGB).save(path, quality=100)
    assert np.abs(pictures.load(path).rgb.astype(int) - RGB).max() < 12


def test_libraries_write_nothing_to_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """TIFF with tags that libtiff does not know, with a cut end, and of 16 bits."""
    for number, dtype in enumerate((np.uint8, np.uint16)):
        path = tmp_path / f"{number}.tif"
        tifffile.imwrite(
            path, RGB.astype(dtype), compression="zlib", extratags=[(51234, "s", 0, "x", True)]
        )
        pictures.load(path)
        data = bytearray(path.read_bytes())
        data[40:400] = os.urandom(360)
        path.write_bytes(data)
        with pytest.raises(InvalidArgument):
            pictures.load(path)
    assert capfd.readouterr() == ("", "")
    os.write(2, b"still there\n")
    assert capfd.readouterr().err == "still there\n"
