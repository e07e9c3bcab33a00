"""Pixels of what is drawn over the picture, as bytes: GIMP's Python may have no cairo."""

from __future__ import annotations

from frisket_protocol.raster import Buffer

Colour = tuple[int, int, int]
OTHERS: tuple[Colour, ...] = (
    (64, 160, 255),
    (80, 220, 90),
    (255, 170, 40),
    (170, 100, 255),
    (40, 220, 210),
    (255, 64, 160),
)
"""Of the second object and those behind it; the first has the colour that a person chose."""
APART = 80
"""How far from another a colour is at least, lest two objects look alike."""
INSIDE: Colour = (40, 190, 70)
OUTSIDE: Colour = (225, 50, 50)
WHITE: Colour = (255, 255, 255)
TINT = 0.45
"""How much of the colour lies over the inside of a mask."""
DIM = 0.65
"""How dark it is where no mask is, when all else is darker."""
SEAM = 1
"""Pixels of the black and white line that is seen on any ground. As all lengths below: where the
screen has one for each of GTK's."""
THICK = 2
"""Pixels of the outline in the object's colour, inside of that line."""
DASH = 4
STEPS = 4
"""In how many steps the dashes move to where the next ones were."""
RADIUS = 8
_TINTS = bytes(round(value * TINT) for value in range(256))
_DIMS = bytes(round(value * DIM) for value in range(256))
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


def colours(first: Colour, number: int) -> list[Colour]:
    """Of so many objects; `first` is what a person chose."""
    others = [one for one in OTHERS if _distance(one, first) >= APART]
    every = [first, *others]
    return [every[one % len(every)] for one in range(number)]


def from_hex(text: str) -> Colour:
    """Of #rrggbb."""
    red, green, blue = bytes.fromhex(text[1:])
    return red, green, blue


def overlay(
    mask: bytes, width: int, colour: Colour, density: int = 1, is_tinted: bool = True
) -> bytes:
    """The mask as rgba: its outline, wholly in colour, with a black line at the outside of it, on
    which the white dashes of `marching` lie; tinted inside, where that is wanted."""
    number = len(mask)
    seam = int.from_bytes(lights(mask, width, density), "big")
    edge = int.from_bytes(outline(mask, width, (SEAM + THICK) * density), "big") * 255
    tint = int.from_bytes(mask.translate(_TINTS), "big") if is_tinted else 0
    every = (1 << 8 * number) - 1
    rgba = bytearray(4 * number)
    for channel, value in enumerate(colour):
        plain = int.from_bytes(bytes([value]) * number, "big")
        rgba[channel::4] = (plain & (every ^ seam)).to_bytes(number, "big")
    rgba[3::4] = (tint | edge).to_bytes(number, "big")
    return bytes(rgba)


def lights(mask: bytes, width: int, density: int = 1) -> bytes:
    """255 at each pixel of the black line of `overlay`, else 0."""
    seam = outline(mask, width, SEAM * density)
    return (int.from_bytes(seam, "big") * 255).to_bytes(len(mask), "big")


def marching(lines: bytes, width: int, step: int = 0, density: int = 1) -> bytes:
    """As rgba the white dashes on these lines (255, else 0), which no ground hides together with
    the black between them; each of the STEPS is a little farther along."""
    number, dash = len(lines), DASH * density
    moved = 2 * dash * step // STEPS
    dashes = int.from_bytes(_dashes(width, number // width, dash, moved), "big")
    rgba = bytearray(b"\xff" * (4 * number))
    rgba[3::4] = (int.from_bytes(lines, "big") & dashes).to_bytes(number, "big")
    return bytes(rgba)


def dimmed(mask: bytes) -> bytes:
    """The mask as rgba: a shadow over what is in it."""
    return solid(mask.translate(_DIMS), (0, 0, 0))


def _dashes(width: int, height: int, dash: int, moved: int) -> bytes:
    """255 where a dash is white, else 0; they run askew, so that no side is all of one colour."""
    period = (b"\xff" * dash + bytes(dash)) * (width // (2 * dash) + 2)
    starts = ((y + moved) % (2 * dash) for y in range(height))
    return b"".join(period[start : start + width] for start in starts)


def _distance(one: Colour, other: Colour) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)


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
