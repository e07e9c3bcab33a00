"""Picture files, written: masks, cut-outs and overlays, whole or not at all."""

from __future__ import annotations

import dataclasses
import io
import os
import secrets
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from frisket import images
from frisket.images import Pixels
from frisket_protocol.errors import InvalidArgument

from . import colours as colour_profiles
from .decoding import Kind
from .overlay import overlay
from .reading import Picture

Output: TypeAlias = Literal["mask", "cut-out", "overlay"]

_KINDS: dict[str, Kind] = {
    ".png": "PNG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
}
_OPTIONS: dict[Kind, dict[str, Any]] = {
    "PNG": {"compress_level": 1},
    "WEBP": {"lossless": True, "exact": True, "method": 0, "quality": 20},
    "JPEG": {"quality": 92, "subsampling": 0},
}
"""Pillow's. Lossless, and quick instead of a tenth smaller: 4K at the usual level takes seconds."""

_LOSSY = {
    "mask": "a JPEG would smear its edge",
    "cut-out": "a JPEG has no transparency",
}


def save_mask(path: Path | str, mask: NDArray[np.uint8]) -> None:
    """Write `mask` (HxW uint8, 0 outside to 255 inside) as a gray PNG, TIFF or WebP."""
    path = Path(path)
    kind = check_target(path, "mask")
    _replace(path, _encoded(kind, mask[..., None], None, None))


def save_cutout(
    path: Path | str,
    picture: Picture,
    mask: NDArray[np.uint8],
    foreground: NDArray[np.uint8] | None = None,
) -> None:
    """Write what `mask` (HxW uint8, 0 to 255) selects of `picture`, the rest transparent.

    PNG, TIFF or WebP, straight alpha: the mask times the picture's own. Depth, profile and the
    colours of what can be seen are the file's own; only where the mask is soft do those of
    `foreground` (HxWx3 uint8 sRGB: without the ground's tinge) stand in. What was cut away is
    gone: black below full transparency, so that nobody finds it there again.
    """
    path = Path(path)
    kind = check_target(path, "cut-out")
    if mask.shape != picture.pixels.shape[:2]:
        raise InvalidArgument(
            f"The mask has {mask.shape[1]} × {mask.shape[0]} pixels, "
            f"the picture {picture.width} × {picture.height}.",
            detail="size",
        )
    if kind == "WEBP":  # has neither 16 bits nor gray with a profile
        picture = _plain(picture)
    colours, cover = _split(picture.pixels)
    if foreground is not None:
        colours = _cleaned(colours, picture, mask, foreground)
    # 255 × 65535 needs 32 bits; the division by 255 is right for both depths.
    product = (cover.astype(np.uint32) * mask[..., None] + 127) // 255
    seen = np.where(product > 0, colours, 0)
    pixels = np.concatenate([seen, product], axis=2).astype(colours.dtype)
    _replace(path, _encoded(kind, pixels, picture.icc, picture.dpi))


def save_overlay(path: Path | str, picture: Picture, masks: Sequence[NDArray[np.uint8]]) -> None:
    """Write the overlay of `masks` (HxW uint8 each) on `picture` as PNG, TIFF, WebP or JPEG."""
    path = Path(path)
    kind = check_target(path, "overlay")
    seen = picture.rgb if picture.alpha is None else images.over_gray(picture.rgb, picture.alpha)
    _replace(path, _encoded(kind, overlay(seen, masks), None, picture.dpi))


def check_target(path: Path, output: Output) -> Kind:
    """The format that the name of `path` asks for. Raises InvalidArgument where it will not do.

    For asking before the work: nobody wants to hear of a misspelt folder when the mask is ready.
    """
    lossy_too = output == "overlay"
    kind = _KINDS.get(path.suffix.lower())
    if kind is None or (kind == "JPEG" and not lossy_too):
        because = f", since {_LOSSY[output]}" if kind else ""
        raise InvalidArgument(
            f"{path} cannot hold the {output}{because}.",
            detail="file",
            hint=f"Let its name end in {'.jpg, ' if lossy_too else ''}.png, .tif or .webp.",
        )
    if not os.path.isdir(path.parent):  # Path.is_dir would raise where it may not look
        raise InvalidArgument(f"There is no folder {path.parent} to write {path.name} into.")
    if path.is_dir():
        raise InvalidArgument(f"{path} is a folder.", hint="Give the name of a file in it.")
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise InvalidArgument(f"{place} is write-protected.", hint="Write to another place.")
    return kind


def _plain(picture: Picture) -> Picture:
    """`picture` as 8-bit sRGB, if it is gray or deep."""
    pixels, icc = images.eight_bit(picture.pixels), picture.icc
    if pixels.shape[2] < 3:
        planes = [picture.rgb] if picture.alpha is None else [picture.rgb, picture.alpha]
        pixels, icc = np.dstack(planes), None
    return dataclasses.replace(picture, pixels=pixels, icc=icc)


def _split(pixels: Pixels) -> tuple[Pixels, Pixels]:
    """The channels of colour, HxWx1 or HxWx3, and the alpha, HxWx1, opaque where there is none."""
    if pixels.shape[2] in (2, 4):
        return pixels[..., :-1], pixels[..., -1:]
    opaque = np.iinfo(pixels.dtype).max
    return pixels, np.full((*pixels.shape[:2], 1), opaque, dtype=pixels.dtype)


def _cleaned(
    colours: Pixels, picture: Picture, mask: NDArray[np.uint8], foreground: NDArray[np.uint8]
) -> Pixels:
    """`colours` with those of `foreground` at the soft edge, in the file's profile and depth."""
    soft = (mask > 0) & (mask < 255)
    if picture.alpha is not None:  # where the layer itself is soft, its own colour is the pure one
        soft &= picture.alpha == 255
    places = np.nonzero(soft)
    changed = (foreground[places] != picture.rgb[places]).any(axis=1)
    rows, columns = (axis[changed] for axis in places)
    if not len(rows):
        return colours
    mode = "L" if colours.shape[2] == 1 else "RGB"
    try:
        own = colour_profiles.from_srgb(foreground[rows, columns][None], mode, picture.icc)[0]
    except ValueError:  # a one-way profile: better a tinge at the edge than foreign colours
        return colours
    cleaned = colours.copy()
    cleaned[rows, columns] = own.astype(colours.dtype) * (257 if colours.dtype == np.uint16 else 1)
    return cleaned


def _encoded(
    kind: Kind, pixels: Pixels, icc: bytes | None, dpi: tuple[float, float] | None
) -> bytes:
    """The file's bytes. pixels: HxWxC uint8 or uint16, C = 1 gray, 2 with alpha, 3 RGB, 4 RGBA."""
    if kind == "TIFF":
        return _tiff(pixels, icc, dpi)
    if kind == "PNG" and pixels.dtype == np.uint16:
        return _png_16(pixels, icc, dpi)
    options = dict(_OPTIONS[kind])
    if icc:
        options["icc_profile"] = icc
    if dpi and kind != "WEBP":
        options["dpi"] = dpi
    file = io.BytesIO()
    flat = pixels[..., 0] if pixels.shape[2] == 1 else pixels
    Image.fromarray(np.ascontiguousarray(flat)).save(file, kind, **options)
    return file.getvalue()


def _tiff(pixels: Pixels, icc: bytes | None, dpi: tuple[float, float] | None) -> bytes:
    import tifffile

    channels = pixels.shape[2]
    file = io.BytesIO()
    tifffile.imwrite(
        file,
        pixels[..., 0] if channels == 1 else pixels,
        photometric="rgb" if channels > 2 else "minisblack",
        planarconfig="contig" if channels > 1 else None,
        extrasamples=["unassalpha"] if channels in (2, 4) else None,
        compression="zlib",
        compressionargs={"level": 1},
        predictor=True,
        iccprofile=icc,
        resolution=dpi,
        resolutionunit="INCH" if dpi else None,
        software="frisket",
        metadata=None,
    )
    return file.getvalue()


def _png_16(pixels: Pixels, icc: bytes | None, dpi: tuple[float, float] | None) -> bytes:
    """A PNG of 16 bits a channel; neither Pillow nor OpenCV writes one with alpha and a profile."""
    height, width, channels = pixels.shape
    colour_type = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    stored = np.ascontiguousarray(pixels, dtype=">u2").view(np.uint8).reshape(height, -1)
    rows = np.empty((height, stored.shape[1] + 1), np.uint8)
    rows[:, 0] = 2  # filter "up": each byte less the one above it
    rows[0, 1:] = stored[0]
    np.subtract(stored[1:], stored[:-1], out=rows[1:, 1:])
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0))]
    if icc:
        parts.append((b"iCCP", b"ICC profile\0\0" + zlib.compress(icc)))
    if dpi:
        per_metre = (round(value / 0.0254) for value in dpi)
        parts.append((b"pHYs", struct.pack(">IIB", *per_metre, 1)))
    parts += [(b"IDAT", zlib.compress(rows.data, 1)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _replace(path: Path, data: bytes) -> None:
    """Put `data` where `path` leads in one step: nobody ever sees a file that is half written."""
    path = path.resolve()  # so that a link stays a link
    unfinished = path.with_name(f".{secrets.token_hex(8)}.unfinished")
    try:
        try:
            unfinished.write_bytes(data)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or "the system gives no reason").lower()
        raise InvalidArgument(f"{path} cannot be written: {reason}.", detail="file") from error
