"""Cut-outs: cropped, on a ground, in bands; and files that frisket knows for its own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from frisket import pictures
from frisket.pictures import bands, cutout, is_own, overlay
from frisket.pictures.saving import save_cutout, save_mask, save_overlay, save_text
from frisket_protocol.errors import InvalidArgument

RANDOM = np.random.default_rng(0)
PIXELS = RANDOM.integers(0, 256, (50, 70, 4), dtype=np.uint8)
MASK = np.zeros((50, 70), np.uint8)
MASK[10:30, 20:60] = RANDOM.integers(1, 256, (20, 40))


def picture(folder: Path, channels: int = 3, depth: int = 8) -> pictures.Picture:
    values = PIXELS[..., :channels]
    Image.fromarray(values[..., 0] if channels == 1 else values).save(folder / "a.png")
    if depth == 16:
        import tifffile

        tifffile.imwrite(folder / "a.tif", values.astype(np.uint16) * 257, photometric="rgb")
        return pictures.load(folder / "a.tif")
    return pictures.load(folder / "a.png")


@given(st.integers(0, 40), st.data())
def test_a_window_holds_the_object_and_its_margin(margin: int, data: st.DataObject) -> None:
    mask = np.zeros((30, 40), np.uint8)
    places = st.lists(st.tuples(st.integers(0, 29), st.integers(0, 39)), min_size=1, max_size=5)
    marked = data.draw(places)
    for row, column in marked:
        mask[row, column] = 1
    shown = cutout.window(mask, margin)
    assert mask[shown.y0 : shown.y1, shown.x0 : shown.x1].sum() == mask.sum()
    rows, columns = zip(*marked, strict=True)
    assert shown.x0 == max(0, min(columns) - margin)
    assert shown.y1 == min(30, max(rows) + 1 + margin)


@pytest.mark.parametrize("ending", ["png", "tif", "webp"])
@pytest.mark.parametrize("margin", [0, 7, 1000])
def test_a_cropped_cutout_is_a_part_of_the_whole(tmp_path: Path, ending: str, margin: int) -> None:
    shot = picture(tmp_path)
    save_cutout(tmp_path / f"whole.{ending}", shot, MASK)
    save_cutout(tmp_path / f"part.{ending}", shot, MASK, margin=margin)
    whole = pictures.load(tmp_path / f"whole.{ending}").pixels
    part = pictures.load(tmp_path / f"part.{ending}").pixels
    seen = whole[max(0, 10 - margin) : 30 + margin, max(0, 20 - margin) : 60 + margin]
    np.testing.assert_array_equal(part, seen)


@pytest.mark.parametrize("depth", [8, 16])
@pytest.mark.parametrize("colour", ["white", "#3060a0", "rgb(1, 2, 3)"])
def test_a_flat_ground(tmp_path: Path, colour: str, depth: int) -> None:
    from PIL import ImageColor

    shot = picture(tmp_path, depth=depth)
    save_cutout(tmp_path / "c.png", shot, MASK, ground=pictures.ground(colour))
    found = pictures.load(tmp_path / "c.png").pixels
    share = MASK[..., None] / 255
    deep = 257 if depth == 16 else 1
    expected = shot.pixels * share + np.array(ImageColor.getrgb(colour)) * deep * (1 - share)
    assert found.shape == (50, 70, 3)
    assert np.abs(found - expected).max() <= 0.51


def test_a_gray_picture_on_a_colour_gets_colours(tmp_path: Path) -> None:
    shot = picture(tmp_path, channels=1)
    save_cutout(tmp_path / "c.jpg", shot, MASK, ground=pictures.ground("#ff0000"))
    assert (pictures.load(tmp_path / "c.jpg").rgb[0, 0].astype(int) - (254, 0, 0)).max() < 6


@pytest.mark.parametrize("size", [(70, 50), (35, 25), (140, 100), (300, 90), (20, 200)])
def test_a_picture_behind_fills_the_place(tmp_path: Path, size: tuple[int, int]) -> None:
    """A slope from left to right, from black to white: its middle stays in the middle."""
    slope = np.linspace(0, 255, size[0]).astype(np.uint8)
    Image.fromarray(np.tile(slope, (size[1], 1))).convert("RGB").save(tmp_path / "ground.png")
    ground = pictures.ground(str(tmp_path / "ground.png"))
    save_cutout(tmp_path / "c.png", picture(tmp_path), np.zeros_like(MASK), ground=ground)
    row = pictures.load(tmp_path / "c.png").rgb[25, :, 0].astype(int)
    assert (np.diff(row) >= 0).all()
    assert abs(row[34:36].mean() - 127.5) < 5
    across = 70 * min(size[0] / 70, size[1] / 50) / size[0]
    assert row[-1] - row[0] == pytest.approx(255 * across, abs=12)


def test_a_ground_of_the_same_size_stays_as_it_is(tmp_path: Path) -> None:
    Image.fromarray(PIXELS[..., :3]).save(tmp_path / "ground.png")
    ground = pictures.ground(str(tmp_path / "ground.png"))
    save_cutout(tmp_path / "c.png", picture(tmp_path), np.zeros_like(MASK), ground=ground)
    np.testing.assert_array_equal(pictures.load(tmp_path / "c.png").rgb, PIXELS[..., :3])


@pytest.mark.parametrize("named", ["whiet", "#12", "rgb(1)"])
def test_what_is_neither_a_colour_nor_a_picture(named: str) -> None:
    with pytest.raises(InvalidArgument, match="no colour, and no picture"):
        pictures.ground(named)


@pytest.mark.parametrize("ending", ["png", "tif"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_bands_join_without_a_seam(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, channels: int
) -> None:
    shot = picture(tmp_path, channels)
    colours = RANDOM.integers(0, 256, (50, 70, 3), dtype=np.uint8)
    found = []
    for pixels in (1 << 20, 70, 70 * 7):
        monkeypatch.setattr(bands, "_PIXELS", pixels)
        monkeypatch.setattr(overlay, "_BAND", pixels)
        save_cutout(tmp_path / f"c.{ending}", shot, MASK, colours, margin=3)
        save_overlay(tmp_path / f"o.{ending}", shot, [MASK])
        assert is_own(tmp_path / f"c.{ending}")
        found.append([pictures.load(tmp_path / f"{name}.{ending}").pixels for name in "co"])
    for other in found[1:]:
        for one, two in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("ending", ["png", "tif", "webp"])
def test_its_own_is_known_and_what_somebody_changed_is_not(tmp_path: Path, ending: str) -> None:
    for name, channels, depth in (("mask", 1, 8), ("cut", 3, 8), ("deep", 3, 16)):
        path = tmp_path / f"{name}.{ending}"
        if name == "mask":
            save_mask(path, MASK)
        else:
            save_cutout(path, picture(tmp_path, channels, depth), MASK)
        assert is_own(path)
        touched = pictures.load(path).rgb.copy()
        touched[0, 0] ^= 255
        with Image.open(path) as image:
            told = image.getexif()
        Image.fromarray(touched).save(path, exif=told)
        assert not is_own(path)


def test_a_text_under_a_pixel_that_was_changed_does_not_count(tmp_path: Path) -> None:
    """A program that keeps all notes of a PNG, and changes one pixel."""
    from PIL.PngImagePlugin import PngInfo

    save_mask(tmp_path / "m.png", MASK)
    with Image.open(tmp_path / "m.png") as image:
        image.load()
        notes = PngInfo()
        notes.add_text("Software", image.info["Software"])
        image.save(tmp_path / "same.png", pnginfo=notes)
        image.putpixel((0, 0), 255)
        image.save(tmp_path / "other.png", pnginfo=notes)
    assert is_own(tmp_path / "same.png")
    assert not is_own(tmp_path / "other.png")


@pytest.mark.parametrize("ending", ["svg", "json"])
def test_an_outline_that_was_touched_up_is_not_its_own(tmp_path: Path, ending: str) -> None:
    """However little of it, and though frisket's name still stands there."""
    square = np.full((3, 3), 255, np.uint8)
    shapes = [pictures.Shape(2, 2, square, "frisket's own fox")]
    made = {"svg": pictures.svg(shapes, 9, 9), "json": pictures.coco(shapes, 9, 9, "frisket.png")}
    path = tmp_path / f"a.{ending}"
    save_text(path, made[ending])
    assert is_own(path)
    text = path.read_text("utf-8")
    for changed in (text.replace("fox", "hen"), text + " ", text.replace("2", "3", 1)):
        path.write_text(changed, "utf-8")
        assert not is_own(path)
    path.write_text(made[ending], "utf-8")
    assert not is_own(path)


def test_what_is_no_picture_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("frisket")
    assert not is_own(tmp_path / "a.png")
    assert not is_own(tmp_path / "missing.png")
    save_text(tmp_path / "a.svg", pictures.svg([], 3, 2))
    save_overlay(tmp_path / "o.jpg", picture(tmp_path), [MASK])
    assert is_own(tmp_path / "a.svg")
    assert is_own(tmp_path / "o.jpg")
    (tmp_path / "b.svg").write_text("<svg/>")
    assert not is_own(tmp_path / "b.svg")
