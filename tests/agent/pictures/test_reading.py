"""Picture files in: what is refused, and the source that the client reads."""

from __future__ import annotations

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import tifffile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from frisket import pictures
from frisket.pictures import ArraySource
from frisket_protocol.errors import InvalidArgument, NotFound, ResourceExhausted
from frisket_protocol.raster import Box, Frame
from picture_files import DEEP, EIGHT, FLAT, HEIGHT, WIDTH, png_16, saved, tiff


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"There is no file .*a\.png\."):
        pictures.load(tmp_path / "a.png")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument, match="is a folder"):
        pictures.load(tmp_path)


def test_a_path_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("text")
    with pytest.raises(NotFound, match="There is no file"):
        pictures.load(tmp_path / "a" / "b.png")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_no_permission(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", FLAT)
    path.chmod(0)
    with pytest.raises(InvalidArgument, match="may not be read"):
        pictures.load(path)


def test_a_text_with_the_name_of_a_picture(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("text")
    with pytest.raises(InvalidArgument, match="not a picture that frisket reads: PNG, JPEG"):
        pictures.load(tmp_path / "a.png")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(InvalidArgument, match="is empty"):
        pictures.load(tmp_path / "a.png")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "BMP"])
def test_a_file_that_ends_early(tmp_path: Path, kind: str, part: float) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, kind)
    (tmp_path / "a").write_bytes(file.getvalue()[: int(len(file.getvalue()) * part)])
    with pytest.raises(InvalidArgument, match="damaged or not complete"):
        pictures.load(tmp_path / "a")


@pytest.mark.parametrize("kind", ["png", "tif"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_16_bit_file_that_ends_early(tmp_path: Path, kind: str, part: float) -> None:
    noise = np.random.default_rng(0).integers(0, 65536, (40, 40, 3), dtype=np.uint16)
    path = tmp_path / f"a.{kind}"
    if kind == "png":
        png_16(path, noise)
    else:
        tiff(path, noise, photometric="rgb", compression="zlib")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    with pytest.raises(InvalidArgument, match="damaged or not complete"):
        pictures.load(path)


@pytest.mark.parametrize("depth", [8, 16])
def test_a_small_file_that_claims_to_be_huge(tmp_path: Path, depth: int) -> None:
    path = png_16(tmp_path / "a.png", DEEP)
    data = bytearray(path.read_bytes())
    data[16:25] = struct.pack(">IIB", 30000, 30000, depth)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    path.write_bytes(data)
    with pytest.raises(ResourceExhausted, match="30000 × 30000 pixels, more than 400 million"):
        pictures.load(path)


def test_a_picture_larger_than_pillow_likes_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "a.png", FLAT)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", WIDTH * HEIGHT // 3)
    assert pictures.load(path).width == WIDTH
    assert WIDTH * HEIGHT // 3 == Image.MAX_IMAGE_PIXELS


@given(st.data())
def test_bytes_gone_wrong_never_raise_anything_else(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name, whole = data.draw(st.sampled_from(sorted(SMALL_FILES.items())))
    spoilt = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / f"spoilt.{name}"
    path.write_bytes(spoilt)
    try:
        pictures.load(path)
    except (InvalidArgument, ResourceExhausted) as error:
        assert str(path) in str(error)  # noqa: PT017 (a picture that survives is as good)


def small_files() -> dict[str, bytes]:
    files = {}
    for kind in ("PNG", "JPEG", "TIFF", "WEBP", "BMP"):
        file = io.BytesIO()
        Image.fromarray(EIGHT[..., :3]).save(file, kind)
        files[kind] = file.getvalue()
    file = io.BytesIO()
    tifffile.imwrite(file, DEEP, photometric="rgb", extrasamples=["unassalpha"], compression="zlib")
    return files | {"tif": file.getvalue()}


SMALL_FILES = small_files()


# The source.


def test_source_has_the_size_of_the_picture() -> None:
    assert ArraySource(EIGHT[..., :3]).size == (WIDTH, HEIGHT)


def test_source_at_scale_1_gives_the_pixels() -> None:
    raster = ArraySource(FLAT).read(Box(1, 2, 4, 4), 1)
    assert (raster.width, raster.height, raster.format) == (3, 2, "rgb8")
    assert bytes(raster.data) == FLAT[2:4, 1:4].tobytes()


def test_source_with_alpha_at_scale_1_gives_the_pixels() -> None:
    raster = ArraySource(EIGHT[..., :3], EIGHT[..., 3]).read(Box(1, 2, 4, 4), 1)
    assert raster.format == "rgba8"
    assert bytes(raster.data) == EIGHT[2:4, 1:4].tobytes()


def test_source_counts_a_colour_as_much_as_it_is_opaque() -> None:
    colours = np.array([[[200, 100, 0], [0, 0, 255]]], np.uint8)
    alpha = np.array([[255, 0]], np.uint8)
    raster = ArraySource(colours, alpha).read(Box(0, 0, 2, 1), 2)
    assert list(bytes(raster.data)) == [200, 100, 0, 128]


def test_source_of_an_opaque_layer_scales_as_one_without_alpha() -> None:
    opaque = np.full((HEIGHT, WIDTH), 255, np.uint8)
    box = Box(0, 0, WIDTH, HEIGHT)
    with_alpha = ArraySource(EIGHT[..., :3], opaque).read(box, 1.5)
    without = ArraySource(EIGHT[..., :3]).read(box, 1.5)
    assert np.frombuffer(with_alpha.data, np.uint8).reshape(-1, 4)[:, :3].tobytes() == bytes(
        without.data
    )


@given(
    x0=st.integers(0, 59),
    y0=st.integers(0, 39),
    across=st.integers(1, 60),
    down=st.integers(1, 40),
    scale=st.floats(1, 20),
    has_alpha=st.booleans(),
)
def test_source_covers_the_box_and_says_so_in_its_frame(
    x0: int, y0: int, across: int, down: int, scale: float, has_alpha: bool
) -> None:
    box = Box(x0, y0, min(60, x0 + across), min(40, y0 + down))
    alpha = np.full((40, 60), 77, np.uint8) if has_alpha else None
    raster = ArraySource(np.full((40, 60, 3), 99, np.uint8), alpha).read(box, scale)
    assert raster.frame == Frame(x0, y0, scale)
    for pixels, side in ((raster.width, box.width), (raster.height, box.height)):
        assert (pixels - 1) * scale < side <= pixels * scale + 1e-6
    assert set(bytes(raster.data)) <= ({99, 77} if has_alpha else {99})


@pytest.mark.parametrize(
    "box", [Box(0, 0, 7, 4), Box(-1, 0, 2, 2), Box(2, 2, 2, 3), Box(0.5, 0, 2, 2)]
)
def test_source_refuses_a_box_that_is_not_there(box: Box) -> None:
    with pytest.raises(InvalidArgument, match="not a box of whole pixels in a picture of 6 × 4"):
        ArraySource(FLAT).read(box, 1)


@pytest.mark.parametrize("scale", [0.5, 0.0, float("nan"), float("inf")])
def test_source_refuses_to_enlarge(scale: float) -> None:
    with pytest.raises(InvalidArgument, match="scale 1 or above"):
        ArraySource(FLAT).read(Box(0, 0, 1, 1), scale)
