"""PNG files, written a band of rows at a time: 8 or 16 bits a channel, gray or RGB, with alpha.

Pillow writes no 16 bits with alpha, and both Pillow and OpenCV want the picture whole.
"""

from __future__ import annotations

import struct
import zlib
from typing import IO

import numpy as np
from numpy.typing import NDArray

from .bands import Bands, Extras
from .signature import Signature

_LEVEL = 1
"""Quick instead of a tenth smaller: 4K at the usual level takes seconds."""
_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}
_SUB, _UP = 1, 2


def write(file: IO[bytes], bands: Bands, extras: Extras) -> None:
    """Write the rows of `bands` to `file`, which need not be a place to seek in."""
    depth = 8 * bands.dtype.itemsize
    kind = _COLOUR_TYPES[bands.channels]
    file.write(b"\x89PNG\r\n\x1a\n")
    head = struct.pack(">IIBBBBB", bands.width, bands.height, depth, kind, 0, 0, 0)
    _chunk(file, b"IHDR", head)
    if extras.icc:
        _chunk(file, b"iCCP", b"ICC profile\0\0" + zlib.compress(extras.icc))
    if extras.dpi:
        per_metre = (round(value / 0.0254) for value in extras.dpi)
        _chunk(file, b"pHYs", struct.pack(">IIB", *per_metre, 1))
    for keyword, text in extras.about.texts.items():
        _text(file, keyword, text.encode())
    if extras.about.xmp:
        _text(file, "XML:com.adobe.xmp", extras.about.xmp)
    if exif := extras.about.exif():
        _chunk(file, b"eXIf", exif.removeprefix(b"Exif\0\0"))
    name = _rows(file, bands, extras.origin)
    _chunk(file, b"tEXt", b"Software\0" + name.encode("latin-1"))
    _chunk(file, b"IEND", b"")


def _rows(file: IO[bytes], bands: Bands, origin: str) -> str:
    """Write the pixels, and give the name for them."""
    signature = Signature(origin)
    squeeze = zlib.compressobj(_LEVEL)
    pixel = bands.channels * bands.dtype.itemsize
    above = np.zeros(bands.width * pixel, np.uint8)
    for band in bands.rows():
        signature.add(band)
        stored = np.ascontiguousarray(band, dtype=f">u{bands.dtype.itemsize}")
        lines = stored.view(np.uint8).reshape(len(band), -1)
        if part := squeeze.compress(_filtered(lines, above, pixel)):
            _chunk(file, b"IDAT", part)
        above = lines[-1]
    _chunk(file, b"IDAT", squeeze.flush())
    return signature.name


def _filtered(lines: NDArray[np.uint8], above: NDArray[np.uint8], pixel: int) -> memoryview:
    """Each line less what is above it, or less what is left of it: whichever leaves less.

    lines: HxB uint8. above: the B bytes of the line before. pixel: bytes of one.
    """
    made = np.empty((len(lines), lines.shape[1] + 1), np.uint8)
    made[:, 0] = _UP
    up = made[:, 1:]
    np.subtract(lines[0], above, out=up[0])
    np.subtract(lines[1:], lines[:-1], out=up[1:])
    sub = lines.copy()
    sub[:, pixel:] -= lines[:, :-pixel]
    better = _size(sub) < _size(up)
    made[better, 1:] = sub[better]
    made[better, 0] = _SUB
    return made.data.cast("B")


def _size(differences: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How much is left in each line, counted as distances from 0 in either direction."""
    near = np.minimum(differences, np.negative(differences))
    return np.asarray(near.sum(axis=1, dtype=np.int64))


def _text(file: IO[bytes], keyword: str, text: bytes) -> None:
    """International text, not compressed."""
    _chunk(file, b"iTXt", keyword.encode("latin-1") + b"\0\0\0\0\0" + text)


def _chunk(file: IO[bytes], name: bytes, body: bytes) -> None:
    file.write(struct.pack(">I", len(body)) + name)
    file.write(body)
    file.write(struct.pack(">I", zlib.crc32(body, zlib.crc32(name))))
