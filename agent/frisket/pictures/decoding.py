"""A picture file's bytes as an array, in the file's own colour values, before any conversion.

Pillow reads 8 bits a channel. What is deeper it cannot hold: PNG then goes to OpenCV, TIFF to
tifffile, and where that lacks a decompressor (LZW) to OpenCV too.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import Any, Literal, TypeAlias

import cv2
import numpy as np
from PIL import Image

from frisket.images import Pixels

from .decoded import Decoded, Mode, check_size, first_of, from_bgr

Kind: TypeAlias = Literal["PNG", "JPEG", "TIFF", "WEBP", "BMP"]

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


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """HxWxC turned and mirrored as the camera's note says; 1 and unknown numbers change nothing."""
    if orientation not in _TURNS:
        return pixels
    swap, flip_rows, flip_columns = _TURNS[orientation]
    turned = pixels.swapaxes(0, 1) if swap else pixels
    turned = turned[::-1] if flip_rows else turned
    turned = turned[:, ::-1] if flip_columns else turned
    return np.ascontiguousarray(turned)
