"""A picture file's bytes as an array, in the file's own colour values, before any conversion.

Pillow reads 8 bits a channel. What is deeper it cannot hold: PNG then goes to OpenCV, TIFF to
tifffile, and where that lacks a decompressor (LZW) to OpenCV too.
"""

from __future__ import annotations

import contextlib
import dataclasses
import io
import logging
import os
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from frisket.images import Pixels
from frisket_protocol.errors import InvalidArgument

from . import formats, metadata
from .decoded import Decoded, Mode, check_size, first_of, from_bgr, refuse
from .formats import kind as kind
from .formats import kind as kind_of

_ORIENTATION_TAG = 274
_TURNS = {
    2: (False, False, True),
    3: (False, True, True),
    4: (False, True, False),
    5: (True, False, False),
    6: (True, False, True),
    7: (True, True, True),
    8: (True, True, False),
}
"""EXIF orientation: whether rows and columns swap, then which of both run backwards."""


_SERIES = ("GIF", "WEBP", "TIFF", "PNG", "AVIF", "HEIF")
"""Kinds that hold several pictures, of which one is read."""
_NEVER = {"EPS", "WMF", "FPX", "MIC", "MPEG", "IPTC", "BUFR", "GRIB", "HDF5", "TGA"}
"""What Pillow is not to be asked about: other programs' work, no pictures, or known by no byte."""
_START = 64
"""Bytes by which a kind is known."""
_BAND = 1 << 20
"""Pixels that are taken out of Pillow at a time."""


def decode(kind: str, data: bytes) -> Decoded:
    """The first picture in `data`. Raises whatever the decoders raise at a damaged file.

    kind: what `formats.kind` says, or "TGA", which has no first bytes of its own.
    """
    if kind in ("KRA", "ORA"):
        whole = decode("PNG", formats.merged(data))
        note = "The picture of all layers together was read."
        return dataclasses.replace(whole, notes=(*whole.notes, note))
    with undisturbed():
        if kind == "TIFF":
            from . import tiff

            deep = tiff.decode_deep(data)
            if deep is not None:
                return deep
        try:
            return _decode(kind, data)
        except (OSError, SyntaxError, ValueError, struct.error):
            bare = metadata.without_notes(data) if kind == "JPEG" else data
            if bare == data:
                raise
            return _decode(kind, bare)


def is_picture(path: Path) -> bool:
    """Whether the file begins as a picture does that can be read here; no more of it is read."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
        found = kind_of(start, path.name)
        if found:
            return found not in ("KRA", "ORA") or path.suffix.lower() in formats.ENDINGS
        with undisturbed(), path.open("rb") as file:
            Image.init()
            Image.open(file, formats=sorted(set(Image.OPEN) - _NEVER)).close()
            return True
    except Exception:  # of another kind, or damaged so that nobody knows what it is
        return False


def _decode(kind: str, data: bytes) -> Decoded:
    with _open(kind, data) as image:
        check_size(*image.size)
        if kind == "PNG" and data[24] == 16:
            pixels, mode = _png_16(data)
        else:
            pixels, mode = _by_pillow(image)
        notes = first_of(getattr(image, "n_frames", 1)) if image.format in _SERIES else ()
        if kind == "PSD":
            notes = ("The picture of all layers together was read.",)
        return Decoded(
            pixels,
            mode,
            image.info.get("icc_profile"),
            _orientation(image),
            _dpi(image.info.get("dpi")),
            notes,
            metadata.of_tiff(data) if kind == "TIFF" else metadata.of_image(image),
        )


def _open(kind: str, data: bytes) -> Image.Image:
    """The picture as Pillow sees it. Raises InvalidArgument where Pillow sees none."""
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    Image.init()
    allowed = [kind] if kind else sorted(set(Image.OPEN) - _NEVER)
    try:
        return Image.open(io.BytesIO(data), formats=allowed)
    except UnidentifiedImageError:
        if kind == "PSD":
            raise refuse("a Photoshop file of this kind") from None
        if kind:
            raise
        raise InvalidArgument(
            f"it is not a picture that frisket reads: {formats.READABLE} are.",
            detail="picture",
            hint="Export the picture as PNG or TIFF.",
        ) from None


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """The libraries neither speak to the terminal nor refuse a picture for its size."""
    with _silent(), _unlimited_pillow():
        yield


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep the libraries in C from writing to the terminal: what they say, a sentence says here.

    They write past Python, to the process's own standard error; so that is led into nothing for as
    long as one picture takes. Like the limit of size it belongs to the process.
    """
    logging.getLogger("tifffile").setLevel(logging.CRITICAL)
    try:
        kept = os.dup(2)
    except OSError:  # there is none
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextlib.contextmanager
def _unlimited_pillow() -> Iterator[None]:
    """Pillow without its warnings and its limit of size, for which `check_size` stands in.

    Both are settings of the process, so pictures are not to be read in several threads at once.
    """
    limit = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Image.MAX_IMAGE_PIXELS = None
        try:
            yield
        finally:
            Image.MAX_IMAGE_PIXELS = limit


def _png_16(data: bytes) -> tuple[Pixels, Mode]:
    """A PNG of 16 bits a channel."""
    # OpenCV would tell the terminal about a file that ends early; so that is found out here.
    if b"IEND" not in data[-4096:]:
        raise EOFError("the PNG has no end")
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise ValueError("OpenCV cannot read this PNG")
    if pixels.ndim == 2:
        return pixels[..., None], "L"
    if data[25] == 4:  # gray and alpha, which OpenCV spreads over four channels
        return pixels[..., [0, 3]], "LA"
    return from_bgr(pixels), "RGB" if pixels.shape[2] == 3 else "RGBA"


def _by_pillow(image: Image.Image) -> tuple[Pixels, Mode]:
    """A picture that Pillow holds; palettes and single bits become what they stand for."""
    image.load()
    if image.mode.startswith("I") or image.mode == "F":
        return _deep_gray(image), "L"
    mode: Mode
    if image.mode == "CMYK":
        mode = "CMYK"
    elif image.mode == "LAB":
        mode = "LAB"
    elif image.mode in ("1", "L", "LA", "La"):
        mode = "LA" if image.has_transparency_data else "L"
    else:
        mode = "RGBA" if image.has_transparency_data else "RGB"
    pixels = np.empty((image.height, image.width, len(mode) if mode != "LAB" else 3), np.uint8)
    step = max(1, _BAND // image.width)
    # In bands: of a large picture Pillow would make two more copies.
    for top in range(0, image.height, step):
        rows = slice(top, min(top + step, image.height))
        band = image.crop((0, rows.start, image.width, rows.stop))
        values = np.asarray(band if band.mode == mode else band.convert(mode))
        pixels[rows] = values if values.ndim == 3 else values[..., None]
    return pixels, mode


def _deep_gray(image: Image.Image) -> Pixels:
    """Gray of more than 8 bits, HxWx1 uint16: whole numbers up to 65535, or floats up to 1."""
    values = np.asarray(image)[..., None]
    if values.dtype.kind == "f":
        values = np.rint(np.nan_to_num(values) * 65535)
    return np.asarray(np.clip(values, 0, 65535), dtype=np.uint16)


def _orientation(image: Image.Image) -> int:
    """How the camera was held, by its number in EXIF; 1, upright, where that cannot be read."""
    with contextlib.suppress(Exception):  # nobody's picture is lost for a damaged note
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    return 1


def _dpi(value: Any) -> tuple[float, float] | None:
    """Pillow's note of the resolution, if it makes sense."""
    with contextlib.suppress(TypeError, ValueError, ZeroDivisionError):
        across, down = float(value[0]), float(value[1])
        if 1 < across < 1e5 and 1 < down < 1e5:
            return across, down
    return None


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """HxWxC turned and mirrored as the camera's note says; 1 and unknown numbers change nothing."""
    if orientation not in _TURNS:
        return pixels
    swap, flip_rows, flip_columns = _TURNS[orientation]
    turned = pixels.swapaxes(0, 1) if swap else pixels
    turned = turned[::-1] if flip_rows else turned
    turned = turned[:, ::-1] if flip_columns else turned
    return np.ascontiguousarray(turned)
