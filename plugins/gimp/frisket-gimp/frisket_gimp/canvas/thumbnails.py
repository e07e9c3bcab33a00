"""GIMP's thumbnails of an image: how large they are, what their pixels mean. Needs no GIMP."""

from __future__ import annotations

import math

SIDE = 1024
"""GIMP makes no larger ones."""
PLAIN = "R'G'B'A u8"
KNOWN = (3, 0, 4)
"""The last GIMP 3.0 whose thumbnails were looked at."""


def size(whole: tuple[int, int], scale: float) -> tuple[int, int] | None:
    """How large a picture is at this scale, if GIMP makes a thumbnail of just that scale.

    GIMP rounds the shorter side down: where it is no whole number, its thumbnail has another scale.
    None: there is no such thumbnail.
    """
    width, height = (max(1, math.ceil(side / scale - 1e-9 * side)) for side in whole)
    is_exact = all(
        abs(side * scale - all_of_it) < 1e-6
        for side, all_of_it in zip((width, height), whole, strict=True)
    )
    return (width, height) if is_exact and max(width, height) <= SIDE else None


def within(whole: tuple[int, int], side: int) -> tuple[int, int]:
    """How large a picture is when it is made no longer than `side`; no larger than it is."""
    scale = max(1.0, max(whole) / side)
    return max(1, round(whole[0] / scale)), max(1, round(whole[1] / scale))


def pixel_format(
    own: str, own_bytes: int, given_bytes: int, version: tuple[int, int, int]
) -> str | None:
    """What babl calls the pixels of a thumbnail; None where that is not known.

    own: the format in which the image shows itself. GIMP 3.0 gives that (3.0.4), GIMP 3.2 plain
    colours of every image. The bytes are those of one pixel.
    """
    if version >= (3, 2, 0) or (given_bytes == 4 and own_bytes != 4):
        return PLAIN if given_bytes == 4 else None
    if given_bytes != own_bytes:
        return None
    if given_bytes == 4 and own != PLAIN and version > KNOWN:
        return None
    return own
