"""Which kind of picture a file is, by its first bytes, and what to do about those not read here."""

from __future__ import annotations

import importlib.util
import io
import zipfile
from dataclasses import dataclass

from frisket import installation
from frisket_protocol.errors import InvalidArgument

READABLE = "PNG, JPEG, TIFF, WebP, AVIF, GIF, JPEG 2000, BMP, TGA, PPM and a dozen more"
ENDINGS = (
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".avif", ".heic", ".heif", ".gif"),
    *(".jp2", ".j2k", ".jpx", ".bmp", ".tga", ".ppm", ".pgm", ".pnm", ".psd", ".kra", ".ora"),
)
"""Names that a picture has which lies in a folder, among whatever else."""

_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "TIFF"),
    (0, b"MM\0+", "TIFF"),
    (8, b"WEBP", "WEBP"),
    (0, b"BM", "BMP"),
    (0, b"GIF8", "GIF"),
    (0, b"8BPS", "PSD"),
    (4, b"ftypavi", "AVIF"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "JPEG2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG2000"),
)
"""Where in a file which bytes stand, and what that makes it. A file's name proves nothing."""

_HEIF = ("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")
_PAINTED = {b"application/x-krita": "KRA", b"image/openraster": "ORA"}
MERGED = "mergedimage.png"
"""In the files of Krita and in OpenRaster: all layers together, as they are seen."""


@dataclass(frozen=True)
class _Foreign:
    """A kind that is known, and not read. way: what to do, there where it comes from."""

    name: str
    way: str


_DRAWING = "Export the drawing as PNG, in the size in which you want it."
_LIGHT = "Export it as TIFF with 16 bits a channel, with the brightness that it is to have."
_CAMERA = "Develop it in the program for your camera's files, and export it as TIFF or JPEG."
_FOREIGN: tuple[tuple[int, bytes, _Foreign], ...] = (
    (0, b"gimp xcf", _Foreign("GIMP's own XCF", "In GIMP, use File ▸ Export As, PNG or TIFF.")),
    (0, b"v/1\x01", _Foreign("OpenEXR", _LIGHT)),
    (0, b"#?RADIANCE", _Foreign("Radiance HDR", _LIGHT)),
    (0, b"\0\0\0\x0cJXL ", _Foreign("JPEG XL", "Export it as PNG or TIFF.")),
    (0, b"\xff\x0a", _Foreign("JPEG XL", "Export it as PNG or TIFF.")),
    (0, b"%PDF", _Foreign("PDF", _DRAWING)),
    (0, b"%!PS", _Foreign("PostScript", _DRAWING)),
    (0, b"<svg", _Foreign("SVG", _DRAWING)),
    (0, b"<?xml", _Foreign("XML, like a drawing in SVG", _DRAWING)),
    (0, b"FUJIFILMCCD-RAW", _Foreign("a camera's raw file", _CAMERA)),
    (0, b"IIU\0", _Foreign("a camera's raw file", _CAMERA)),
    (0, b"IIRO", _Foreign("a camera's raw file", _CAMERA)),
    (4, b"ftypcrx", _Foreign("a camera's raw file", _CAMERA)),
    (8, b"CR\x02", _Foreign("a camera's raw file", _CAMERA)),
)
_RAW_ENDINGS = (".dng", ".nef", ".nrw", ".arw", ".sr2", ".cr2", ".pef", ".srw", ".orf", ".rw2")
"""They look like TIFF, whose first picture is a stamp of some 160 pixels."""


def kind(data: bytes, name: str) -> str:
    """Pillow's name for the format of `data`; KRA and ORA too, and HEIF where it can be read.

    "" where nothing here knows the first bytes: then it is for Pillow to say. name: of the file.
    Raises InvalidArgument for a kind that is known and not read; the hint names the way.
    """
    if name.lower().endswith(_RAW_ENDINGS):
        raise _foreign(_Foreign("a camera's raw file", _CAMERA))
    for start, signature, other in _FOREIGN:
        if data[start : start + len(signature)] == signature:
            raise _foreign(other)
    for start, signature, known in _SIGNATURES:
        if data[start : start + len(signature)] == signature:
            return known
    if data[:4] == b"PK\3\4":
        return _painted(data)
    if data[4:8] == b"ftyp" and data[8:12].decode("latin-1") in _HEIF:
        return _heif(data)
    return ""


def merged(data: bytes) -> bytes:
    """The PNG of all layers together in a file of Krita's or in OpenRaster."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if MERGED not in file.namelist():
            raise _foreign(_Foreign("without a merged picture", "Export it as PNG or TIFF."))
        return file.read(MERGED)


def _painted(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return _PAINTED.get(file.read("mimetype").strip(), "")
    except (KeyError, zipfile.BadZipFile):
        return ""


def _heif(data: bytes) -> str:
    if b"avif" in data[16:64]:
        return "AVIF"
    if importlib.util.find_spec("pillow_heif") is None:
        raise InvalidArgument(
            "it is HEIC, and the part of frisket that reads it is not installed.",
            detail="picture",
            hint=f"{installation.here().to_install('heic')} Or export the picture as JPEG or PNG.",
        )
    return "HEIF"


def _foreign(other: _Foreign) -> InvalidArgument:
    return InvalidArgument(
        f"it is {other.name}, which frisket does not read.", detail="picture", hint=other.way
    )
