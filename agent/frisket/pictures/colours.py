"""Colour profiles: a file's own colour values as sRGB, and sRGB as a file's own values."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from frisket.images import Pixels, eight_bit

from .decoded import Mode

if TYPE_CHECKING:
    from PIL.ImageCms import ImageCmsProfile

_SPACES = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}
"""A profile's colour space and Pillow's mode for it."""

_BAND = 1 << 20
"""Pixels that are converted at a time."""


@dataclass(frozen=True, eq=False)
class Managed:
    """A picture in both colours: `pixels`, `rgb`, `icc` and `notes` are as in `Picture`."""

    pixels: Pixels
    rgb: NDArray[np.uint8]
    icc: bytes | None
    notes: tuple[str, ...]


def managed(pixels: Pixels, mode: Mode, icc: bytes | None) -> Managed:
    """`pixels` (HxWxC uint8 or uint16, channels as `mode` says) and the sRGB colours they mean."""
    notes: tuple[str, ...] = ()
    base = mode.removesuffix("A")
    space = _space(icc) if icc else None
    if base == "L" and space == "RGB":  # usual in gray JPEGs; a gray file may not carry it on
        gray, alpha = pixels[..., :1], pixels[..., 1:]
        pixels, base = np.concatenate([gray, gray, gray, alpha], axis=2), "RGB"
    if icc and space != base:
        icc, notes = None, ("The colour profile does not fit the picture and was left aside.",)
    if base in ("CMYK", "LAB"):
        rgb = to_srgb(eight_bit(pixels), base, icc)
        name = "Lab" if base == "LAB" else base
        return Managed(rgb, rgb, None, (*notes, f"The {name} colours were converted to sRGB."))
    colours = eight_bit(np.ascontiguousarray(pixels[..., : len(base)]))
    return Managed(np.ascontiguousarray(pixels), to_srgb(colours, base, icc), icc, notes)


def to_srgb(colours: NDArray[np.uint8], mode: str, icc: bytes | None) -> NDArray[np.uint8]:
    """HxWx3 uint8 sRGB of HxWxC uint8 in "L", "RGB", "CMYK" or "LAB"; no profile means sRGB."""
    from PIL import ImageCms

    if icc is None and mode == "L":
        return np.repeat(colours, 3, axis=2)
    if icc is None and mode == "RGB":
        return colours
    if icc is None and mode == "CMYK":  # no more than a guess: such a file says nothing of its inks
        return np.asarray(_image(colours, mode).convert("RGB"))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    profile = lab if icc is None else _profile(icc)
    if mode == "RGB" and _is_srgb(profile):
        return colours
    return _convert(colours, profile, mode, _srgb(), "RGB")


def from_srgb(colours: NDArray[np.uint8], mode: str, icc: bytes | None) -> NDArray[np.uint8]:
    """HxWxC uint8 in "L" or "RGB", in the profile `icc`, of HxWx3 uint8 sRGB.

    Raises ValueError where the profile leads only one way, as those of scanners do.
    """
    if icc is None and mode == "RGB":
        return colours
    if icc is None:
        return np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), dtype=np.uint8)[..., None]
    return _convert(colours, _srgb(), "RGB", _profile(icc), mode)


def _space(icc: bytes) -> str | None:
    """Pillow's mode for the colours that the profile describes; None for one nobody can read."""
    try:
        return _SPACES.get(_profile(icc).profile.xcolor_space.strip())
    except OSError:
        return None


def _is_srgb(profile: ImageCmsProfile) -> bool:
    """Whether the profile means sRGB, whatever it is called: it moves no colour by more than 1."""
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    moved = _convert(cube, profile, "RGB", _srgb(), "RGB")
    return int(np.abs(moved.astype(int) - cube).max()) <= 1


def _convert(
    colours: NDArray[np.uint8],
    profile: ImageCmsProfile,
    mode: str,
    target: ImageCmsProfile,
    target_mode: str,
) -> NDArray[np.uint8]:
    """HxWxC uint8 from one profile to another, as painting programs do it."""
    from PIL import ImageCms

    try:
        transform = ImageCms.buildTransform(
            profile,
            target,
            mode,
            target_mode,
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except ImageCms.PyCMSError as error:
        raise ValueError(f"no way from {mode} to {target_mode} in this profile") from error
    height, width = colours.shape[:2]
    values = np.empty((height, width, len(target_mode)), np.uint8)
    step = max(1, _BAND // width)  # Pillow's own copies of a large picture would be large as well
    for top in range(0, height, step):
        rows = slice(top, top + step)
        moved = np.asarray(ImageCms.applyTransform(_image(colours[rows], mode), transform))
        values[rows] = moved if moved.ndim == 3 else moved[..., None]
    return values


def _image(colours: NDArray[np.uint8], mode: str) -> Image.Image:
    """HxWxC uint8 as Pillow's image of that mode."""
    height, width = colours.shape[:2]
    return Image.frombuffer(mode, (width, height), np.ascontiguousarray(colours), "raw", mode, 0, 1)


def _profile(icc: bytes) -> ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(io.BytesIO(icc))


def _srgb() -> ImageCmsProfile:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
