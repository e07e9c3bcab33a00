"""Pixels of what is drawn over the picture, as bytes: GIMP's Python may have no cairo."""

from __future__ import annotations

Colour = tuple[int, int, int]
COLOURS: tuple[Colour, ...] = (
    (255, 64, 160),
    (64, 160, 255),
    (80, 220, 90),
    (255, 170, 40),
    (170, 100, 255),
    (40, 220, 210),
)
INSIDE: Colour = (40, 190, 70)
OUTSIDE: Colour = (225, 50, 50)
WHITE: Colour = (255, 255, 255)
TINT = 0.45
"""How much of the colour lies over the inside of a mask."""
THICK = 2
"""Pixels of the outline."""
RADIUS = 8
_TINTS = bytes(round(value * TINT) for value in range(256))
_HALVES = bytes(value >= 128 for value in range(256))


def overlay(mask: bytes, width: int, colour: Colour) -> bytes:
    """The mask as rgba: tinted where it is, with its outline wholly in colour."""
    tint = int.from_bytes(mask.translate(_TINTS), "big")
    edge = int.from_bytes(outline(mask, width), "big") * 255
    return solid((tint | edge).to_bytes(len(mask), "big"), colour)


def outline(mask: bytes, width: int) -> bytes:
    """1 at each pixel of the mask (128 and more) less than THICK from the outside of it, else 0.

    Beyond the given pixels everything is outside.
    """
    height = len(mask) // width
    wide = width + 1  # one column of 0, lest a row's end touch the next one's beginning
    held = bytearray(wide * height)
    for y in range(height):
        held[y * wide : y * wide + width] = mask[y * width : (y + 1) * width].translate(_HALVES)
    whole = left = int.from_bytes(held, "big")
    for _ in range(THICK):
        left &= (left >> 8) & (left << 8) & (left >> 8 * wide) & (left << 8 * wide)
    edge = (whole & ~left).to_bytes(len(held), "big")
    return b"".join(edge[y * wide : y * wide + width] for y in range(height))


def solid(mask: bytes, colour: Colour) -> bytes:
    """The mask as rgba: one colour, as opaque as the mask is."""
    rgba = bytearray(4 * len(mask))
    for channel, value in enumerate(colour):
        rgba[channel::4] = bytes([value]) * len(mask)
    rgba[3::4] = mask
    return bytes(rgba)


def disc(inside: bool) -> bytes:
    """A click as rgba, 2 × RADIUS + 1 pixels a side: a green plus, or a red minus."""
    pixels = bytearray()
    for y in range(-RADIUS, RADIUS + 1):
        for x in range(-RADIUS, RADIUS + 1):
            pixels += _dot(x, y, inside)
    return bytes(pixels)


def _dot(x: int, y: int, inside: bool) -> bytes:
    distance = (x * x + y * y) ** 0.5
    if distance > RADIUS:
        return bytes(4)
    sign = abs(x) <= 4 and abs(y) <= 1 or (inside and abs(y) <= 4 and abs(x) <= 1)
    if sign or distance > RADIUS - 2:
        return bytes((*WHITE, 255))
    return bytes((*(INSIDE if inside else OUTSIDE), 255))
