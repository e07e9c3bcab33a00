"""Small work on pixbufs: GIMP's Python may have no cairo."""

from __future__ import annotations

from gi.repository import GdkPixbuf, GLib

from frisket_protocol.raster import Raster

GROUND = 0x3C3C3CFF
"""What is seen beside the picture."""


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


def fill(onto: GdkPixbuf.Pixbuf, x: int, y: int, width: int, height: int, colour: int) -> None:
    """A rectangle of one colour (0xRRGGBBAA), cut off at the sides."""
    left, top = max(0, x), max(0, y)
    right, bottom = min(onto.get_width(), x + width), min(onto.get_height(), y + height)
    if right > left and bottom > top:
        onto.new_subpixbuf(left, top, right - left, bottom - top).fill(colour)
