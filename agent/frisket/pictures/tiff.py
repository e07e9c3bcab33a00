"""TIFF files of more than 8 bits a channel, which Pillow cannot hold: integers and floats."""

from __future__ import annotations

import contextlib
import io
import struct
from typing import Any

import cv2
import numpy as np
import tifffile

from frisket.images import Pixels

from .decoded import Decoded, Mode, check_size, first_of, from_bgr, refuse
from .metadata import of_tiff

_COLOURS: dict[int, tuple[Mode, int]] = {0: ("L", 1), 1: ("L", 1), 2: ("RGB", 3), 5: ("CMYK", 4)}
"""PhotometricInterpretation: the mode and its channels of colour. 0 is gray with white as zero."""

_TOP = 65535
_PREMULTIPLIED, _STRAIGHT = 1, 2
_ICC_TAG, _ORIENTATION_TAG = 34675, 274


def decode_deep(data: bytes) -> Decoded | None:
    """The first page of a TIFF, at 16 bits a channel; None where it has 8 bits or fewer."""
    with tifffile.TiffFile(io.BytesIO(data)) as tiff:
        page: Any = tiff.pages[0]  # Any: tifffile's pages have no types
        check_size(page.imagewidth, page.imagelength)
        if page.bitspersample <= 8 and page.sampleformat == 1:
            return None
        if page.photometric not in _COLOURS or page.bitspersample not in (16, 32, 64):
            raise refuse(f"a TIFF of this kind ({page.bitspersample} bits a channel)")
        mode, colours = _COLOURS[page.photometric]
        stored = _stored(data, page, tiff.byteorder)
        values, notes = _as_16_bit(stored)
        if page.photometric == 0:
            values = np.concatenate([_TOP - values[..., :1], values[..., 1:]], axis=2)
        pixels, mode = _with_alpha(values, colours, page.extrasamples, mode)
        orientation = int(_tag(page, _ORIENTATION_TAG, 1))
        notes += first_of(len(tiff.pages))
        icc = _tag(page, _ICC_TAG, None)
        return Decoded(pixels, mode, icc, orientation, _dpi(page), notes, of_tiff(data))


def _stored(data: bytes, page: Any, byteorder: str) -> Pixels:
    """HxWxC as it stands in the file, with every channel that the page has."""
    height, width, channels = page.imagelength, page.imagewidth, page.samplesperpixel
    try:
        array = page.asarray()
        if channels > 1 and page.planarconfig == 2:  # a plane a channel
            array = np.moveaxis(array, 0, -1)
    except ValueError:
        array = _by_opencv(data, page, byteorder)
    return np.ascontiguousarray(array).reshape(height, width, channels)


def _by_opencv(data: bytes, page: Any, byteorder: str) -> Pixels:
    """What tifffile cannot decompress, read with the TIFF library that OpenCV brings along."""
    if page.photometric not in (0, 1, 2) or page.samplesperpixel == 2:
        raise refuse(f"a TIFF with {page.compression.name} compression and these channels")
    lying = bytearray(data)
    if _ORIENTATION_TAG in page.tags:
        # OpenCV would turn the picture, and then `upright` would turn it once more.
        struct.pack_into(f"{byteorder}H", lying, page.tags[_ORIENTATION_TAG].valueoffset, 1)
    array = cv2.imdecode(np.frombuffer(lying, np.uint8), cv2.IMREAD_UNCHANGED)
    if array is None:
        raise refuse(f"a TIFF with {page.compression.name} compression")
    return array if array.ndim == 2 else from_bgr(array)


def _as_16_bit(stored: Pixels) -> tuple[Pixels, tuple[str, ...]]:
    """`stored` as uint16, 0 to 65535, and what a person should know about that."""
    if stored.dtype == np.uint16:
        return stored.astype(np.uint16, copy=False), ()  # in the byte order of this computer
    if stored.dtype == np.uint32:
        return (stored >> 16).astype(np.uint16), ()
    if stored.dtype.kind != "f":
        raise refuse(f"a TIFF of {stored.dtype.name} values")
    values = np.nan_to_num(stored.astype(np.float32), nan=0.0)
    outside = bool(values.min() < -0.001 or values.max() > 1.001)
    note = ("Floating-point values below 0 and above 1 were cut off.",) if outside else ()
    return np.rint(np.clip(values, 0, 1) * _TOP).astype(np.uint16), note


def _with_alpha(
    values: Pixels, colours: int, extra: tuple[int, ...], mode: Mode
) -> tuple[Pixels, Mode]:
    """The colours and, if the first extra channel is one, a straight alpha; the rest is dropped."""
    kind = int(extra[0]) if extra and mode != "CMYK" else 0
    if kind not in (_PREMULTIPLIED, _STRAIGHT):
        return np.ascontiguousarray(values[..., :colours]), mode
    pixels = np.ascontiguousarray(values[..., : colours + 1])
    if kind == _PREMULTIPLIED:
        cover = np.maximum(pixels[..., -1:], 1).astype(np.float32)
        straight = pixels[..., :-1].astype(np.float32) * (_TOP / cover)
        pixels[..., :-1] = np.rint(np.minimum(straight, _TOP))
    return pixels, "LA" if mode == "L" else "RGBA"


def _dpi(page: Any) -> tuple[float, float] | None:
    """Pixels an inch, where the file says it."""
    with contextlib.suppress(KeyError, ZeroDivisionError, TypeError, IndexError):
        across, down = (page.tags[tag].value for tag in ("XResolution", "YResolution"))
        per_inch = {2: 1.0, 3: 2.54}[int(_tag(page, "ResolutionUnit", 2))]
        return across[0] / across[1] * per_inch, down[0] / down[1] * per_inch
    return None


def _tag(page: Any, name: int | str, otherwise: Any) -> Any:
    tag = page.tags.get(name)
    return otherwise if tag is None else tag.value
