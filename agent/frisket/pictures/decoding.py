"""A picture file's bytes as an array, in the file's own colour values, before any conversion.

Pillow reads 8 bits a channel. What is deeper it cannot hold: PNG then goes to OpenCV, TIFF to
tifffile, and where that lacks a decompressor (LZW) to OpenCV too.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import cv2
import numpy as np
from PIL import Image

from frisket.images import Pixels
from frisket_protocol.errors import InvalidArgument, ResourceExhausted

Kind: TypeAlias = Literal["PNG", "JPEG", "TIFF", "WEBP", "BMP"]
Mode: TypeAlias = Literal["L", "LA", "RGB", "RGBA", "CMYK", "LAB"]

LARGEST = 400_000_000
"""Pixels. A small file can claim to be huge; beyond this the memory of a usual computer ends."""

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


@dataclass(frozen=True, eq=False)
class Decoded:
    """HxWxC uint8 or uint16 as stored: channels as `mode` says, alpha straight, not yet upright."""

    pixels: Pixels
    mode: Mode
    icc: bytes | None = None
    orientation: int = 1
    dpi: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()


def decode(kind: Kind, data: bytes) -> Decoded:
    """The first picture in `data`. Raises whatever the decoders raise at a damaged file."""
    if kind == "TIFF":
        from . import tiff

        deep = tiff.decode_deep(data)
        if deep is not None:
            return deep
    with _unlimited_pillow(), Image.open(io.BytesIO(data), formats=[kind]) as image:
        check_size(*image.size)
        if kind == "PNG" and data[24] == 16:
            pixels, mode = _png_16(data)
        else:
            pixels, mode = _by_pillow(image)
        return Decoded(
            pixels,
            mode,
            image.info.get("icc_profile"),
            int(image.getexif().get(_ORIENTATION_TAG, 1)),
            _dpi(image.info.get("dpi")),
            first_of(getattr(image, "n_frames", 1)) if kind != "JPEG" else (),
        )


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


def check_size(width: int, height: int) -> None:
    """Refuse what claims to be larger than LARGEST, before memory is taken for it."""
    if width * height > LARGEST:
        raise ResourceExhausted(
            f"it has {width} × {height} pixels, more than {LARGEST // 1_000_000} million.",
            detail="image_too_large",
            hint="Scale it down or cut out the part you need.",
        )


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


def from_bgr(pixels: Pixels) -> Pixels:
    """HxWx3 or HxWx4 in OpenCV's order as RGB or RGBA."""
    order = cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
    return cv2.cvtColor(pixels, order)


def _by_pillow(image: Image.Image) -> tuple[Pixels, Mode]:
    """A picture of up to 8 bits a channel; palettes and single bits become what they stand for."""
    image.load()
    mode: Mode
    if image.mode == "CMYK":
        mode = "CMYK"
    elif image.mode == "LAB":
        mode = "LAB"
    elif image.mode in ("1", "L", "LA", "La"):
        mode = "LA" if image.has_transparency_data else "L"
    else:
        mode = "RGBA" if image.has_transparency_data else "RGB"
    pixels = np.asarray(image if image.mode == mode else image.convert(mode))
    return pixels if pixels.ndim == 3 else pixels[..., None], mode


def _dpi(value: Any) -> tuple[float, float] | None:
    """Pillow's note of the resolution, if it makes sense."""
    with contextlib.suppress(TypeError, ValueError, ZeroDivisionError):
        across, down = float(value[0]), float(value[1])
        if 1 < across < 1e5 and 1 < down < 1e5:
            return across, down
    return None


def first_of(count: int) -> tuple[str, ...]:
    """What to say about a file that holds `count` pictures."""
    return (f"The file holds {count} pictures; the first was read.",) if count > 1 else ()


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """HxWxC turned and mirrored as the camera's note says; 1 and unknown numbers change nothing."""
    if orientation not in _TURNS:
        return pixels
    swap, flip_rows, flip_columns = _TURNS[orientation]
    turned = pixels.swapaxes(0, 1) if swap else pixels
    turned = turned[::-1] if flip_rows else turned
    turned = turned[:, ::-1] if flip_columns else turned
    return np.ascontiguousarray(turned)


def refuse(what: str) -> InvalidArgument:
    """The error for a picture of a kind that nothing here reads; `load` adds which file it is."""
    return InvalidArgument(
        f"{what} is not read by frisket.",
        detail="picture",
        hint="Export the picture as RGB with 8 or 16 bits a channel.",
    )
