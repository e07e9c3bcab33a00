"""Pixels of what is drawn over the picture, as bytes: GIMP's Python may have no cairo."""

from __future__ import annotations

from frisket_protocol.raster import Buffer

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
"""Pixels of the outline. As all lengths below: where the screen has one for each of GTK's."""
RADIUS = 8
_TINTS = bytes(round(value * TINT) for value in range(256))
_INVERSE = bytes(255 - value for value in range(256))
_HALVES = bytes(value >= 128 for value in range(256))


def part(mask: Buffer, width: int, box: tuple[int, int, int, int], step: int) -> tuple[bytes, int]:
    """Of a mask the pixels in `box` (x0, y0, x1, y1), of each `step` by `step` the middle one.

    Also how many of them make a row.
    """
    x0, y0, x1, y1 = box
    held, middle = memoryview(mask), step // 2
    columns = range(min(x0 + middle, x1 - 1), x1, step)
    rows = range(min(y0 + middle, y1 - 1), y1, step)
    taken = [bytes(held[y * width + columns.start : y * width + x1 : step]) for y in rows]
    return b"".join(taken), len(columns)


def overlay(mask: bytes, width: int, colour: Colour, thick: int = THICK) -> bytes:
    """The mask as rgba: tinted where it is, with its outline wholly in colour."""
    tint = int.from_bytes(mask.translate(_TINTS), "big")
    edge = int.from_bytes(outline(mask, width, thick), "big") * 255
    return solid((tint | edge).to_bytes(len(mask), "big"), colour)


def inverse(mask: bytes) -> bytes:
    """Inside becomes outside."""
    return mask.translate(_INVERSE)


def outline(mask: bytes, width: int, thick: int = THICK) -> bytes:
    """1 at each pixel of the mask (128 and more) less than `thick` from the outside of it, else 0.

    Beyond the given pixels everything is outside.
    """
    height = len(mask) // width
    wide = width + 1  # one column of 0, lest a row's end touch the next one's beginning
    held = bytearray(wide * height)
    for y in range(height):
        held[y * wide : y * wide + width] = mask[y * width : (y + 1) * width].translate(_HALVES)
    whole = left = int.from_bytes(held, "big")
    for _ in range(thick):
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


def disc(inside: bool, density: int = 1) -> bytes:
    """A click as rgba: a green plus, or a red minus; 2 × RADIUS × density + 1 pixels a side."""
    radius = RADIUS * density
    pixels = bytearray()
    for y in range(-radius, radius + 1):
        for x in range(-radius, radius + 1):
            pixels += _dot(x, y, inside, density)
    return bytes(pixels)


def _dot(x: int, y: int, inside: bool, density: int) -> bytes:
    radius, long, short = RADIUS * density, 4 * density, density
    distance = (x * x + y * y) ** 0.5
    if distance > radius:
        return bytes(4)
    sign = abs(x) <= long and abs(y) <= short
    sign = sign or (inside and abs(y) <= long and abs(x) <= short)
    if sign or distance > radius - 2 * density:
        return bytes((*WHITE, 255))
    return bytes((*(INSIDE if inside else OUTSIDE), 255))
