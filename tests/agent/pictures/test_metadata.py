"""Author, camera, time and place: from a picture into its cut-out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from frisket import pictures
from frisket.pictures.saving import save_cutout

PIXELS = np.random.default_rng(0).integers(0, 256, (24, 36, 3), dtype=np.uint8)
MASK = np.zeros((24, 36), np.uint8)
MASK[6:18, 10:30] = 255
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:rights>nobody</dc:rights>'
    b'<rdf:Description tiff:Orientation="6"/><xmp:Thumbnails>SECRET</xmp:Thumbnails></x:xmpmeta>'
)
COPYRIGHT, MAKE, MODEL, TIME, ARTIST, ORIENTATION = 33432, 271, 272, 306, 315, 274
CAMERA, PLACE, LENS, WIDTH, MAKERS_NOTES = 0x8769, 0x8825, 0xA434, 0xA002, 37500


def exif() -> Image.Exif:
    made = Image.Exif()
    texts = (COPYRIGHT, "(c) nobody"), (MAKE, "Maker"), (MODEL, "One"), (ARTIST, "Somebody")
    for tag, text in (*texts, (TIME, "2026")):
        made[tag] = text
    made[ORIENTATION] = 6
    made.get_ifd(CAMERA).update({LENS: "50 mm", WIDTH: 36, MAKERS_NOTES: b"SECRET preview"})
    made.get_ifd(PLACE).update({1: "N", 2: (48.0, 8.0, 0.0)})
    return made


def shot(path: Path) -> Path:
    options: dict[str, Any] = {"exif": exif()}
    if path.suffix == ".png":
        options["pnginfo"] = PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP.decode())
    elif path.suffix != ".tif":
        options["xmp"] = XMP
    Image.fromarray(PIXELS).save(path, **options)
    return path


@pytest.mark.parametrize("source", ["a.jpg", "a.png", "a.webp", "a.tif", "a.avif"])
@pytest.mark.parametrize("target", ["c.png", "c.tif", "c.webp"])
def test_a_cutout_tells_who_took_the_picture(tmp_path: Path, source: str, target: str) -> None:
    picture = pictures.load(shot(tmp_path / source))
    mask = np.rot90(MASK, -1) if picture.height == 36 else MASK
    save_cutout(tmp_path / target, picture, np.ascontiguousarray(mask))
    with Image.open(tmp_path / target) as cut:
        cut.load()
        told = cut.getexif()
        assert {tag: told[tag] for tag in (COPYRIGHT, MAKE, MODEL, ARTIST, TIME)} == {
            COPYRIGHT: "(c) nobody",
            MAKE: "Maker",
            MODEL: "One",
            ARTIST: "Somebody",
            TIME: "2026",
        }
        assert told.get(ORIENTATION, 1) == 1
        if source != "a.tif":  # Pillow writes none of these there
            assert told.get_ifd(CAMERA)[LENS] == "50 mm"
            assert told.get_ifd(PLACE)[1] == "N"
            assert pictures.load(tmp_path / target).about.tags[CAMERA][LENS] == "50 mm"
    everything = (tmp_path / target).read_bytes()
    assert b"SECRET" not in everything
    if source != "a.tif":
        assert b"<dc:rights>nobody" in everything
        assert b'tiff:Orientation="1"' in everything


def test_a_16_bit_tiff_as_well(tmp_path: Path) -> None:
    tifffile.imwrite(
        tmp_path / "a.tif",
        PIXELS.astype(np.uint16) * 257,
        photometric="rgb",
        extratags=[(COPYRIGHT, "s", 0, "(c) nobody", True), (MAKE, "s", 0, "Maker", True)],
    )
    for target in ("c.png", "c.tif"):
        save_cutout(tmp_path / target, pictures.load(tmp_path / "a.tif"), MASK)
        about = pictures.load(tmp_path / target).about
        assert (about.tags[COPYRIGHT], about.tags[MAKE]) == ("(c) nobody", "Maker")


def test_the_texts_of_a_png(tmp_path: Path) -> None:
    texts = PngInfo()
    texts.add_text("Author", "Somebody")
    texts.add_itxt("Copyright", "© niemand")
    texts.add_text("parameters", "what a program needs, and nobody else")
    Image.fromarray(PIXELS).save(tmp_path / "a.png", pnginfo=texts)
    save_cutout(tmp_path / "c.png", pictures.load(tmp_path / "a.png"), MASK)
    with Image.open(tmp_path / "c.png") as cut:
        cut.load()
        assert (cut.info["Author"], cut.info["Copyright"]) == ("Somebody", "© niemand")
        assert "parameters" not in cut.info


def test_a_cropped_cutout_has_the_size_that_it_says(tmp_path: Path) -> None:
    picture = pictures.load(shot(tmp_path / "a.jpg"))
    mask = np.ascontiguousarray(np.rot90(MASK, -1))
    save_cutout(tmp_path / "c.png", picture, mask, margin=2)
    with Image.open(tmp_path / "c.png") as cut:
        assert cut.size == (16, 24)
        assert cut.getexif().get_ifd(CAMERA)[WIDTH] == 16


def test_without_metadata(tmp_path: Path) -> None:
    picture = pictures.load(shot(tmp_path / "a.jpg"))
    mask = np.ascontiguousarray(np.rot90(MASK, -1))
    for target in ("c.png", "c.tif", "c.webp"):
        save_cutout(tmp_path / target, picture, mask, metadata=False)
        everything = (tmp_path / target).read_bytes()
        assert not [word for word in (b"nobody", b"Maker", b"50 mm") if word in everything]


@pytest.mark.parametrize("seed", range(20))
def test_damaged_notes_do_not_cost_the_picture(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    data = bytearray(shot(tmp_path / "a.jpg").read_bytes())
    at = data.index(b"Exif\0\0") + 6
    length = int.from_bytes(data[at - 8 : at - 6], "big") - 8
    for _ in range(12):
        data[at + int(random.integers(0, length))] = int(random.integers(0, 256))
    (tmp_path / "a.jpg").write_bytes(data)
    picture = pictures.load(tmp_path / "a.jpg")
    mask = np.full(picture.rgb.shape[:2], 200, np.uint8)
    for target in ("c.png", "c.tif", "c.webp"):
        save_cutout(tmp_path / target, picture, mask)
        assert pictures.load(tmp_path / target).pixels.shape[2] == 4
