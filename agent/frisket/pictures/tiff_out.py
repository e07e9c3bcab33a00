"""TIFF files, written a strip at a time, with EXIF's directories, which TIFF's own are like."""

from __future__ import annotations

import struct
import zlib
from typing import IO, Any

import numpy as np
from PIL import TiffImagePlugin

from frisket.images import Pixels
from frisket_protocol.errors import ResourceExhausted

from .bands import Bands, Extras
from .metadata import SOFTWARE
from .signature import Signature

_LEVEL = 1
_DEFLATE, _HORIZONTAL = 8, 2
_GRAY, _RGB = 1, 2
_STRAIGHT = 2
_INCH = 2
_BYTES, _UNDEFINED = 1, 7
_STRIPS, _LONG = 273, 4
_ENTRY = 12
"""Bytes of one entry of a directory."""
_XMP, _ICC = 700, 34675
_END = (1 << 32) - 1
"""Bytes that a TIFF can count."""


def write(file: IO[bytes], bands: Bands, extras: Extras) -> None:
    """Write the rows of `bands` to `file`, a place to seek in, from its start."""
    file.write(struct.pack("<2sHI", b"II", 42, 0))
    places, sizes = [], []
    signature = Signature(extras.origin)
    for band in bands.rows():
        signature.add(band)
        strip = zlib.compress(_differences(band), _LEVEL)
        places.append(file.tell())
        sizes.append(len(strip))
        file.write(strip)
        file.write(b"\0" * (len(strip) % 2))
    listed = file.tell()
    file.write(struct.pack(f"<{len(places)}I", *places))
    at = file.tell()
    if at + (1 << 20) > _END:
        raise ResourceExhausted("A TIFF holds no more than 4 GB.", hint="Choose PNG.")
    directory = _directory(bands, extras, signature.name, sizes)
    first = places[0] if len(places) == 1 else listed
    file.write(_with_places(directory.tobytes(at + _ENTRY), len(places), first))
    file.seek(4)
    file.write(struct.pack("<I", at))


def _with_places(directory: bytes, count: int, value: int) -> bytes:
    """A directory that counts on one entry more, with that entry: where the strips are.

    Pillow would move them: it takes for granted that they stand behind the directory.
    """
    number = int.from_bytes(directory[:2], "little")
    tags = [int.from_bytes(directory[2 + _ENTRY * n :][:2], "little") for n in range(number)]
    at = 2 + _ENTRY * sum(tag < _STRIPS for tag in tags)
    entry = struct.pack("<HHII", _STRIPS, _LONG, count, value)
    return struct.pack("<H", number + 1) + directory[2:at] + entry + directory[at:]


def _differences(band: Pixels) -> bytes:
    """Each pixel less the one to its left, as the bytes of the file."""
    made = np.array(band, dtype=f"<u{band.dtype.itemsize}")
    made[:, 1:] -= band[:, :-1]
    return made.tobytes()


def _directory(bands: Bands, extras: Extras, name: str, sizes: list[int]) -> Any:
    directory: Any = TiffImagePlugin.ImageFileDirectory_v2(prefix=b"II")
    for tag, value in extras.about.tags.items():
        directory[tag] = dict(value) if isinstance(value, dict) else value
    has_alpha = bands.channels in (2, 4)
    directory[256], directory[257] = bands.width, bands.height
    directory[258] = (8 * bands.dtype.itemsize,) * bands.channels
    directory[259] = _DEFLATE
    directory[262] = _RGB if bands.channels > 2 else _GRAY
    directory[278], directory[279] = min(bands.step, bands.height), tuple(sizes)
    directory[277], directory[284], directory[317] = bands.channels, 1, _HORIZONTAL
    directory[SOFTWARE] = name
    if has_alpha:
        directory[338] = (_STRAIGHT,)
    if extras.dpi:
        directory[282], directory[283] = extras.dpi
        directory[296] = _INCH
    for tag, kind, data in ((_XMP, _BYTES, extras.about.xmp), (_ICC, _UNDEFINED, extras.icc)):
        if data:
            directory.tagtype[tag] = kind
            directory[tag] = data
    return directory
