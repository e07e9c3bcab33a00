"""What a cut-out shows, a band of rows at a time: colours, opacity, fringe, ground, crop."""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from frisket import images
from frisket.images import Pixels

from . import colours as colour_profiles
from .bands import Bands
from .ground import Ground
from .reading import Picture


class Foreground(Protocol):
    """HxWx3 uint8 sRGB: the picture's colours without the ground's tinge. An array is one."""

    def __getitem__(self, rows: slice, /) -> NDArray[np.uint8]: ...


@dataclasses.dataclass(frozen=True)
class Window:
    """A part of a picture, in whole pixels of it: x0 ≤ x < x1, y0 ≤ y < y1."""

    x0: int
    y0: int
    x1: int
    y1: int


def window(mask: NDArray[np.uint8], margin: int) -> Window:
    """What `mask` (HxW uint8) selects at all, and `margin` pixels round it, within the picture."""
    height, width = mask.shape
    rows, columns = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return Window(0, 0, width, height)
    return Window(
        max(0, int(columns[0]) - margin),
        max(0, int(rows[0]) - margin),
        min(width, int(columns[-1]) + 1 + margin),
        min(height, int(rows[-1]) + 1 + margin),
    )


def bands(
    picture: Picture,
    mask: NDArray[np.uint8],
    foreground: Foreground | None,
    shown: Window,
    ground: Ground | None,
    inverted: bool = False,
) -> Bands:
    """`shown` of the cut-out. Without `ground` it has straight alpha, with it none.

    inverted: `mask` is of all but a thing, and takes away what that one's own would leave.

    `picture` has colour where `ground` has some (see `saving.plain`).
    """
    opaque = int(np.iinfo(picture.pixels.dtype).max)
    colour_channels = 1 if picture.pixels.shape[2] < 3 else 3
    columns = slice(shown.x0, shown.x1)
    size = shown.x1 - shown.x0, shown.y1 - shown.y0

    def band(rows: slice) -> Pixels:
        at = slice(shown.y0 + rows.start, shown.y0 + rows.stop)
        part = picture.pixels[at, columns]
        colours, cover = part[..., :colour_channels], part[..., colour_channels:]
        selected = mask[at, columns]
        if foreground is not None:
            colours = _cleaned(colours, picture, (at, columns), selected, foreground[at])
        # 255 × 65535 needs 32 bits; the division by 255 is right for both depths.
        alpha = selected[..., None].astype(np.uint32)
        alpha *= np.uint32(opaque)
        alpha += 127
        alpha //= 255
        if cover.shape[2]:
            # The mask of soft paint is as soft as that: with the product of both, less than was
            # shown would be left of it, and of what is taken away a ghost.
            both = np.maximum(alpha + cover, opaque) - opaque
            alpha = both if inverted else np.minimum(alpha, cover)
        if ground is None:
            seen = np.where(alpha > 0, colours, 0)
            return np.concatenate([seen, alpha], axis=2).astype(colours.dtype)
        below = ground.band(rows, size, picture, colours.dtype)
        return _laid(colours, alpha, below, opaque)

    channels = colour_channels + (ground is None)
    return Bands(size[1], size[0], channels, picture.pixels.dtype, band)


def _laid(colours: Pixels, cover: NDArray[np.uint32], below: Pixels, opaque: int) -> Pixels:
    """`colours` over `below` (NxWx3), by `cover` (NxWx1, 0 to `opaque`)."""
    sums = colours.astype(np.uint64) * cover
    sums += below.astype(np.uint64) * (opaque - cover)
    sums += opaque // 2
    sums //= opaque
    return np.asarray(sums, dtype=colours.dtype)


def _cleaned(
    colours: Pixels,
    picture: Picture,
    place: tuple[slice, slice],
    mask: NDArray[np.uint8],
    foreground: NDArray[np.uint8],
) -> Pixels:
    """`colours` with those of `foreground` at the soft edge, in the file's profile and depth."""
    soft = (mask > 0) & (mask < 255)
    if picture.alpha is not None:  # where the layer itself is soft, its own colour is the pure one
        soft &= picture.alpha[place] == 255
    if not soft.any():
        return colours
    pure, own = foreground[:, place[1]], picture.rgb[place]
    places = np.nonzero(soft)
    changed = (pure[places] != own[places]).any(axis=1)
    rows, columns = (axis[changed] for axis in places)
    if not len(rows):
        return colours
    mode = "L" if colours.shape[2] == 1 else "RGB"
    try:
        values = colour_profiles.from_srgb(pure[rows, columns][None], mode, picture.icc)[0]
    except ValueError:  # a one-way profile: better a tinge at the edge than foreign colours
        return colours
    cleaned = colours.copy()
    deep = 257 if colours.dtype == np.uint16 else 1
    cleaned[rows, columns] = values.astype(colours.dtype) * deep
    return cleaned


def plain(picture: Picture) -> Picture:
    """`picture` as 8-bit sRGB, if it is gray or deep."""
    pixels, icc = images.eight_bit(picture.pixels), picture.icc
    if pixels.shape[2] < 3:
        pixels, icc = _coloured(picture), None
    return dataclasses.replace(picture, pixels=pixels, icc=icc)


def coloured(picture: Picture) -> Picture:
    """`picture` with three channels of colour: a gray one as 8-bit sRGB."""
    if picture.pixels.shape[2] > 2:
        return picture
    return dataclasses.replace(picture, pixels=_coloured(picture), icc=None)


def deep_in_colour(picture: Picture) -> Picture:
    """A gray `picture` of 16 bits with three channels of as many; sRGB, where it has a profile.

    The profile's curve is known at 256 grays; those between lie on straight lines.
    """
    curve = np.repeat(np.arange(65536, dtype=np.uint16)[:, None], 3, axis=1)
    if picture.icc is not None:
        grays = np.arange(256, dtype=np.uint8)[None, :, None]
        known = colour_profiles.to_srgb(grays, "L", picture.icc)[0] * 257.0
        lines = (np.interp(curve[:, 0], np.arange(256) * 257, known[:, each]) for each in range(3))
        curve = np.stack([np.rint(line).astype(np.uint16) for line in lines], axis=1)
    pixels = np.concatenate([curve[picture.pixels[..., 0]], picture.pixels[..., 1:]], axis=2)
    return dataclasses.replace(picture, pixels=pixels, icc=None)


def _coloured(picture: Picture) -> Pixels:
    planes = [picture.rgb] if picture.alpha is None else [picture.rgb, picture.alpha]
    return np.dstack(planes)
