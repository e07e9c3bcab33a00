"""Small work on pixbufs: GIMP's Python may have no cairo."""

from __future__ import annotations

from gi.repository import GdkPixbuf, GLib

from frisket_protocol.raster import Raster

GROUND = 0x3C3C3CFF
"""What is seen beside the picture."""
CHECK = 8
"""How large the squares are that are seen through the picture."""
CHECKS = (0x999999, 0x666666)


def rgba(data: bytes, width: int) -> GdkPixbuf.Pixbuf:
    """Four bytes a pixel, rows without padding."""
    return GdkPixbuf.Pixbuf.new_from_bytes(
        GLib.Bytes.new(data),
        GdkPixbuf.Colorspace.RGB,
        True,
        8,
        width,
        len(data) // 4 // width,
        4 * width,
    )


def pixbuf(raster: Raster) -> GdkPixbuf.Pixbuf:
    """The raster, which is rgb8 or rgba8."""
    alpha = raster.format == "rgba8"
    return GdkPixbuf.Pixbuf.new_from_bytes(
        GLib.Bytes.new(bytes(raster.data)),
        GdkPixbuf.Colorspace.RGB,
        alpha,
        8,
        raster.width,
        raster.height,
        raster.width * (4 if alpha else 3),
    )


def plain(width: int, height: int) -> GdkPixbuf.Pixbuf:
    """Nothing but ground."""
    made = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, max(1, width), max(1, height))
    made.fill(GROUND)
    return made


def put(
    pixbuf: GdkPixbuf.Pixbuf,
    onto: GdkPixbuf.Pixbuf,
    x: float,
    y: float,
    magnify: float,
    how: GdkPixbuf.InterpType,
) -> None:
    """Lay one pixbuf over another, cut off at its sides."""
    left, top = max(0, round(x)), max(0, round(y))
    right = min(onto.get_width(), round(x + pixbuf.get_width() * magnify))
    bottom = min(onto.get_height(), round(y + pixbuf.get_height() * magnify))
    if right > left and bottom > top:
        place = (left, top, right - left, bottom - top)
        pixbuf.composite(onto, *place, x, y, magnify, magnify, how, 255)


def put_on_checks(
    pixbuf: GdkPixbuf.Pixbuf, onto: GdkPixbuf.Pixbuf, x: int, y: int, magnify: float, density: int
) -> None:
    """The same, with squares wherever it lets something through."""
    left, top = max(0, x), max(0, y)
    right = min(onto.get_width(), round(x + pixbuf.get_width() * magnify))
    bottom = min(onto.get_height(), round(y + pixbuf.get_height() * magnify))
    if right > left and bottom > top:
        place = (left, top, right - left, bottom - top)
        how, size = GdkPixbuf.InterpType.NEAREST, 1 << (CHECK * density - 1).bit_length()
        at = (x, y, magnify, magnify, how, 255, 0, 0, size)
        pixbuf.composite_color(onto, *place, *at, *CHECKS)


def frame(onto: GdkPixbuf.Pixbuf, x: int, y: int, width: int, height: int, line: int) -> None:
    """A light line round this place and a dark one round that, cut off at the sides."""
    for grown, colour in ((2 * line, 0x000000FF), (line, 0xB4B4B4FF)):
        wide, high = width + 2 * grown, height + 2 * grown
        left, top = x - grown, y - grown
        fill(onto, left, top, wide, line, colour)
        fill(onto, left, top + high - line, wide, line, colour)
        fill(onto, left, top, line, high, colour)
        fill(onto, left + wide - line, top, line, high, colour)


def fill(onto: GdkPixbuf.Pixbuf, x: int, y: int, width: int, height: int, colour: int) -> None:
    """A rectangle of one colour (0xRRGGBBAA), cut off at the sides."""
    left, top = max(0, x), max(0, y)
    right, bottom = min(onto.get_width(), x + width), min(onto.get_height(), y + height)
    if right > left and bottom > top:
        onto.new_subpixbuf(left, top, right - left, bottom - top).fill(colour)
