"""Picture files, written: masks, cut-outs and overlays, whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from frisket import images
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.reasons import reason

from . import cutout, png, tiff_out
from .bands import Bands, Extras, of_array
from .cutout import Foreground
from .ground import Ground
from .metadata import SOFTWARE, Metadata
from .overlay import overlay
from .reading import Picture
from .signature import ANY, Signature, named, signed

Output: TypeAlias = Literal["mask", "cut-out", "filled cut-out", "overlay", "path"]
Kind: TypeAlias = Literal["PNG", "TIFF", "WEBP", "JPEG", "SVG", "JSON"]
Target: TypeAlias = Path | str | IO[bytes]
"""Where a picture goes: a file, by its name, or a pipe, which takes PNG."""

_KINDS: dict[str, Kind] = {
    ".png": "PNG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".webp": "WEBP",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".svg": "SVG",
    ".json": "JSON",
}
_HOLDS: dict[Output, tuple[Kind, ...]] = {
    "mask": ("PNG", "TIFF", "WEBP"),
    "cut-out": ("PNG", "TIFF", "WEBP"),
    "filled cut-out": ("PNG", "TIFF", "WEBP", "JPEG"),
    "overlay": ("PNG", "TIFF", "WEBP", "JPEG"),
    "path": ("SVG", "JSON"),
}
_OPTIONS: dict[Kind, dict[str, Any]] = {
    "WEBP": {"lossless": True, "exact": True, "method": 0, "quality": 20},
    "JPEG": {"quality": 92, "subsampling": 0},
}
"""Pillow's."""

_LOSSY = {
    "mask": "a JPEG would smear its edge",
    "cut-out": "a JPEG has no transparency",
}


def save_mask(target: Target, mask: NDArray[np.uint8], origin: str = "") -> None:
    """Write `mask` (HxW uint8, 0 outside to 255 inside) as a gray PNG, TIFF or WebP.

    origin: the sum of the picture that it is of, to be left in the file.
    """
    _save(target, "mask", of_array(mask[..., None]), None, origin=origin)


def save_cutout(
    target: Target,
    picture: Picture,
    mask: NDArray[np.uint8],
    foreground: Foreground | None = None,
    *,
    margin: int | None = None,
    ground: Ground | None = None,
    metadata: bool = True,
    inverted: bool = False,
) -> None:
    """Write what `mask` (HxW uint8, 0 to 255) selects of `picture`, the rest transparent.

    PNG, TIFF or WebP, straight alpha: the mask, and no more than the picture's own. Depth, profile
    and the colours of what can be seen are the file's own; only where the mask is soft do those of
    `foreground` (HxWx3 uint8 sRGB: without the ground's tinge) stand in. What was cut away is
    gone: black below full transparency, so that nobody finds it there again. Who took the picture,
    when and with what is kept unless `metadata` is False.

    margin: pixels left round the object, where the cut-out is to be no larger than that.
    ground: what is laid behind it; then nothing is transparent, and JPEG will do too.
    inverted: the mask is of all but a thing, and takes away what that one's own would leave.
    """
    origin = picture.sum
    if mask.shape != picture.pixels.shape[:2]:
        raise InvalidArgument(
            f"The mask has {mask.shape[1]} × {mask.shape[0]} pixels, "
            f"the picture {picture.width} × {picture.height}.",
            detail="size",
        )
    if ground is not None:
        picture = cutout.coloured(picture)
    if _kind(target) in ("WEBP", "JPEG"):  # have neither 16 bits nor gray with a profile
        picture = cutout.plain(picture)
    is_deep_gray = picture.pixels.dtype == np.uint16 and picture.pixels.shape[2] < 3
    if _kind(target) == "TIFF" and is_deep_gray:  # with alpha, many programs cannot open that
        picture = cutout.deep_in_colour(picture)
    shown = cutout.Window(0, 0, picture.width, picture.height)
    if margin is not None:
        shown = cutout.window(mask, margin)
    bands = cutout.bands(picture, mask, foreground, shown, ground, inverted)
    about = picture.about.with_size(bands.width, bands.height) if metadata else Metadata()
    output: Output = "cut-out" if ground is None else "filled cut-out"
    _save(target, output, bands, picture, about, origin)


def save_overlay(target: Target, picture: Picture, masks: Iterable[NDArray[np.uint8]]) -> None:
    """Write the overlay of `masks` (HxW uint8 each) on `picture` as PNG, TIFF, WebP or JPEG."""
    seen = picture.rgb if picture.alpha is None else images.over_gray(picture.rgb, picture.alpha)
    bands = of_array(overlay(seen, masks))
    _save(target, "overlay", bands, dataclasses.replace(picture, icc=None), origin=picture.sum)


def save_text(path: Path | str, text: str, origin: str = "") -> None:
    """Write a path as text, with the name by which frisket knows it again.

    origin: the sum of the picture that it is of.
    """
    check_target(Path(path), "path")
    made = signed(text, origin).encode()
    _replace(Path(path), lambda file: None if file.write(made) else None)


def check_target(path: Path, output: Output) -> Kind:
    """The format that the name of `path` asks for. Raises InvalidArgument where it will not do.

    For asking before the work: nobody wants to hear of a misspelt folder when the mask is ready.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind not in _HOLDS[output]:
        because = f", since {_LOSSY[output]}" if kind == "JPEG" and output in _LOSSY else ""
        endings = [ending for ending, each in _KINDS.items() if each in _HOLDS[output]]
        usual = [ending for ending in endings if ending not in (".tiff", ".jpeg")]
        name = f"Let its name end in {', '.join(usual[:-1])} or {usual[-1]}"
        filled = kind == "JPEG" and output == "cut-out"
        ground = ", or lay something behind it: --background white" if filled else ""
        raise InvalidArgument(
            f"{path} cannot hold the {output.removeprefix('filled ')}{because}.",
            detail="usage",
            hint=f"{name}{ground}.",
        )
    if not os.path.isdir(path.parent):  # Path.is_dir would raise where it may not look
        raise InvalidArgument(f"There is no folder {path.parent} to write {path.name} into.")
    if os.path.isdir(path):
        raise InvalidArgument(f"{path} is a folder.", hint="Give the name of a file in it.")
    _check_name(path)
    for place in (path.parent, path):
        if place.exists() and not os.access(place, os.W_OK):
            raise InvalidArgument(f"{place} is write-protected.", hint="Write to another place.")
    assert kind is not None, "what holds an output has a kind"
    return kind


def _check_name(path: Path) -> None:
    """Raise InvalidArgument for a name that no file can have there, such as one too long."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        raise InvalidArgument(
            f"{path} cannot be written: {reason(error)}.", detail="file", hint="Name it otherwise."
        ) from error


def _kind(target: Target) -> Kind | None:
    """By its name alone; None for a name that says nothing."""
    return _KINDS.get(Path(target).suffix.lower()) if isinstance(target, Path | str) else "PNG"


def _save(
    target: Target,
    output: Output,
    bands: Bands,
    picture: Picture | None,
    about: Metadata | None = None,
    origin: str = "",
) -> None:
    """Write `bands` with the profile and the resolution of `picture`."""
    extras = Extras(
        picture.icc if picture else None,
        picture.dpi if picture else None,
        about or Metadata(),
        origin,
    )
    if not isinstance(target, Path | str):
        png.write(target, bands, extras)
        return
    path = Path(target)
    kind = check_target(path, output)
    if kind == "WEBP" and bands.channels < 3:
        bands = of_array(np.repeat(bands.whole(), 3, axis=2))
    writers: dict[Kind, Callable[[IO[bytes], Bands, Extras], None]] = {
        "PNG": png.write,
        "TIFF": tiff_out.write,
    }
    _replace(path, lambda file: writers.get(kind, _by_pillow(kind))(file, bands, extras))


def _by_pillow(kind: Kind) -> Callable[[IO[bytes], Bands, Extras], None]:
    def write(file: IO[bytes], bands: Bands, extras: Extras) -> None:
        options = dict(_OPTIONS[kind])
        if extras.icc:
            options["icc_profile"] = extras.icc
        if extras.dpi and kind != "WEBP":
            options["dpi"] = extras.dpi
        if extras.about.xmp:
            options["xmp"] = extras.about.xmp
        pixels = np.ascontiguousarray(bands.whole())
        signature = Signature(extras.origin)
        signature.add(pixels)
        name = named(ANY, extras.origin) if kind == "JPEG" else signature.name
        tags = {**extras.about.tags, SOFTWARE: name}
        options["exif"] = dataclasses.replace(extras.about, tags=tags).exif()
        Image.fromarray(pixels).save(file, kind, **options)

    return write


def _replace(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Put a file where `path` leads in one step: nobody ever sees one that is half written."""
    # A link stays a link. Else the path is taken as it is: the folders above the one that a person
    # is in may be closed to them.
    there = path.resolve() if path.is_symlink() else path
    unfinished = there.with_name(f".{secrets.token_hex(8)}.unfinished")
    try:
        try:
            with unfinished.open("wb") as file:
                write(file)
            os.replace(unfinished, there)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise InvalidArgument(
            f"{path} cannot be written: {reason(error)}.", detail="file"
        ) from error
