"""A decoded picture, and what every decoder of one needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import cv2

from frisket.images import Pixels
from frisket_protocol.errors import InvalidArgument, ResourceExhausted

from .metadata import Metadata

Mode: TypeAlias = Literal["L", "LA", "RGB", "RGBA", "CMYK", "LAB"]

LARGEST = 400_000_000
"""Pixels. A small file can claim to be huge; beyond this the memory of a usual computer ends."""


@dataclass(frozen=True, eq=False)
class Decoded:
    """HxWxC uint8 or uint16 as stored: channels as `mode` says, alpha straight, not yet upright."""

    pixels: Pixels
    mode: Mode
    icc: bytes | None = None
    orientation: int = 1
    dpi: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()
    about: Metadata = field(default_factory=Metadata)


def check_size(width: int, height: int) -> None:
    """Refuse what claims to be larger than LARGEST, before memory is taken for it."""
    if width * height > LARGEST:
        raise ResourceExhausted(
            f"it has {width} × {height} pixels, more than {LARGEST // 1_000_000} million.",
            detail="image_too_large",
            hint="Scale it down or cut out the part you need.",
        )


def first_of(count: int) -> tuple[str, ...]:
    """What to say about a file that holds `count` pictures."""
    return (f"The file holds {count} pictures; the first was read.",) if count > 1 else ()


def from_bgr(pixels: Pixels) -> Pixels:
    """HxWx3 or HxWx4 in OpenCV's order as RGB or RGBA."""
    order = cv2.COLOR_BGR2RGB if pixels.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
    return cv2.cvtColor(pixels, order)


def refuse(what: str) -> InvalidArgument:
    """The error for a picture of a kind that nothing here reads; `load` adds which file it is."""
    return InvalidArgument(
        f"{what} is not read by frisket.",
        detail="picture",
        hint="Export the picture as RGB with 8 or 16 bits a channel.",
    )
