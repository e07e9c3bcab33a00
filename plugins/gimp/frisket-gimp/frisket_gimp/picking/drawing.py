"""What lies over the picture, drawn into a pixbuf that has the screen's own pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gi.repository import GdkPixbuf

from frisket_plugin.settings import View
from frisket_protocol.raster import Box, Mask, Point

from . import painting, pixbufs
from .looking import Looking
from .session import Thing

SEAM = 0x00000080
LINE = 2
BEYOND = 4
"""Pixels past the window's sides to which masks are drawn: where it ends, they have no outline."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A mask, each of its pixels `scale` of the layer's, and the colour in which it is drawn.

    is_tinted: whether that lies over its inside, too, where masks are shown so.
    """

    mask: Mask
    scale: float
    colour: painting.Colour
    is_tinted: bool = True


def shown(things: Sequence[Thing], colours: Sequence[painting.Colour], scale: float) -> list[Shown]:
    """What is ticked, each in its colour; scale: of what is not known in full yet."""
    return [
        Shown(thing.mask, scale, colour) if thing.exact is None else Shown(thing.exact, 1.0, colour)
        for thing, colour in zip(things, colours, strict=True)
        if thing.is_ticked
    ]


class Overlay(NamedTuple):
    """What is laid over the window, and where its corner is; lights: the pixels of its outline."""

    pixbuf: GdkPixbuf.Pixbuf
    left: int
    top: int
    lights: GdkPixbuf.Pixbuf | None = None


class Drawing:
    """Lines and signs as thick as they look on any screen; density: its pixels for one of GTK's.

    view: whether masks lie over the picture in their colour.
    """

    def __init__(self, density: int, view: View = "colour") -> None:
        self._density, self._view = density, view
        self._radius = painting.RADIUS * density
        side = 2 * self._radius + 1
        self._discs = {
            inside: pixbufs.rgba(painting.disc(inside, density), side) for inside in (True, False)
        }

    def point(self, made: GdkPixbuf.Pixbuf, point: Point, looking: Looking) -> None:
        """A click: what is inside has another sign than what is not."""
        left, top = (round(at) - self._radius for at in looking.to_window(point.x, point.y))
        disc = self._discs[point.inside]
        pixbufs.put(disc, made, left, top, 1.0, GdkPixbuf.InterpType.NEAREST)

    def box(self, made: GdkPixbuf.Pixbuf, box: Box, looking: Looking) -> None:
        """The four sides of a box, with a dark seam."""
        x0, y0 = (round(edge) for edge in looking.to_window(box.x0, box.y0))
        x1, y1 = (round(edge) for edge in looking.to_window(box.x1, box.y1))
        red, green, blue = painting.INSIDE
        line = LINE * self._density
        for grown, colour in (
            (self._density, SEAM),
            (0, red << 24 | green << 16 | blue << 8 | 0xFF),
        ):
            thick = line + 2 * grown
            for x, y, wide, high in (
                (x0, y0, x1 - x0, line),
                (x0, y1 - line, x1 - x0, line),
                (x0, y0, line, y1 - y0),
                (x1 - line, y0, line, y1 - y0),
            ):
                size = (max(wide, thick) + (grown if wide > line else 0), max(high, thick))
                pixbufs.fill(made, x - grown, y - grown, *size, colour)

    def overlay(self, shown: Shown, looking: Looking) -> Overlay | None:
        """A mask as it lies over the window, outlined in pixels of the screen; None: not seen."""
        found = self._piece(shown, looking)
        if found is None:
            return None
        alpha, width = _alpha(found.pixbuf), found.pixbuf.get_width()
        return self._outlined(alpha, width, found.left, found.top, shown)

    def rest(self, shown: Sequence[Shown], looking: Looking) -> Overlay | None:
        """All of the layer that none of these masks covers, in the first one's colour."""
        found = self._joined(shown, looking)
        if found is None:
            return None
        alpha, width, left, top = found
        return self._outlined(painting.inverse(alpha), width, left, top, shown[0])

    def shadow(self, shown: Sequence[Shown], looking: Looking, is_inverted: bool) -> Overlay | None:
        """Over all of the layer that is not among what is shown."""
        found = self._joined(shown, looking)
        if found is None:
            return None
        alpha, width, left, top = found
        dark = alpha if is_inverted else painting.inverse(alpha)
        return Overlay(pixbufs.rgba(painting.dimmed(dark), width), left, top)

    def _joined(
        self, shown: Sequence[Shown], looking: Looking
    ) -> tuple[bytes, int, int, int] | None:
        """The masks in one, where the layer is seen: its pixels, how many make a row, its place."""
        wide, high = (side + 2 * BEYOND for side in looking.window)
        made = pixbufs.rgba(bytes(4 * wide * high), wide).copy()
        for one in filter(None, (self._piece(one, looking) for one in shown)):
            at = (one.left + BEYOND, one.top + BEYOND)
            pixbufs.put(one.pixbuf, made, *at, 1.0, GdkPixbuf.InterpType.NEAREST)
        x0, y0 = (max(0, round(edge) + BEYOND) for edge in looking.to_window(0, 0))
        x1, y1 = looking.to_window(*looking.layer)
        x1, y1 = min(wide, round(x1) + BEYOND), min(high, round(y1) + BEYOND)
        if x1 <= x0 or y1 <= y0:
            return None
        alpha, width = painting.part(_alpha(made), wide, (x0, y0, x1, y1), 1)
        return alpha, width, x0 - BEYOND, y0 - BEYOND

    def _outlined(self, alpha: bytes, width: int, left: int, top: int, shown: Shown) -> Overlay:
        is_tinted = self._view == "colour" and shown.is_tinted
        rgba = painting.overlay(alpha, width, shown.colour, self._density, is_tinted)
        lights = painting.solid(painting.lights(alpha, width, self._density), painting.WHITE)
        return Overlay(pixbufs.rgba(rgba, width), left, top, pixbufs.rgba(lights, width))

    def _piece(self, shown: Shown, looking: Looking) -> Overlay | None:
        """A mask in its colour, in pixels of the screen; None: not seen.

        Only the part that is seen is looked at, and no more pixels of it than the screen has.
        """
        mask, magnify = shown.mask, looking.zoom * shown.scale
        corner = looking.to_window(mask.box.x0 * shown.scale, mask.box.y0 * shown.scale)
        x0, x1 = _seen(corner[0], magnify, mask.width, looking.window[0])
        y0, y1 = _seen(corner[1], magnify, mask.height, looking.window[1])
        if x1 <= x0 or y1 <= y0:
            return None
        step = max(1, int(1 / magnify))
        data, wide = painting.part(mask.data, mask.width, (x0, y0, x1, y1), step)
        x, y = corner[0] + x0 * magnify, corner[1] + y0 * magnify
        magnify *= step
        left, top = max(-BEYOND, math.floor(x)), max(-BEYOND, math.floor(y))
        right = min(looking.window[0] + BEYOND, math.ceil(x + wide * magnify))
        bottom = min(looking.window[1] + BEYOND, math.ceil(y + len(data) // wide * magnify))
        width, height = right - left, bottom - top
        if width <= 0 or height <= 0:
            return None
        whole = pixbufs.rgba(painting.solid(data, shown.colour), wide)
        piece = pixbufs.rgba(bytes(4 * width * height), width).copy()
        # The layer's own pixels are shown as the squares that they are.
        is_own = shown.scale == 1 and magnify >= 1
        how = GdkPixbuf.InterpType.NEAREST if is_own else GdkPixbuf.InterpType.BILINEAR
        whole.scale(piece, 0, 0, width, height, x - left, y - top, magnify, magnify, how)
        return Overlay(piece, left, top)


def laid(
    made: GdkPixbuf.Pixbuf, overlays: Iterable[Overlay | None], window: tuple[int, int]
) -> bytes | None:
    """Lay them over what is made, each over those before it; gives the pixels of all their
    outlines, 255 each, in a window of this size, or None where there are none."""
    every = clear = pixbufs.rgba(bytes(4 * window[0] * window[1]), window[0])
    for one in filter(None, overlays):
        pixbufs.put(one.pixbuf, made, one.left, one.top, 1.0, GdkPixbuf.InterpType.NEAREST)
        if one.lights is not None:
            every = every.copy() if every is clear else every
            pixbufs.put(one.lights, every, one.left, one.top, 1.0, GdkPixbuf.InterpType.NEAREST)
    return None if every is clear else _alpha(every)


def _alpha(pixbuf: GdkPixbuf.Pixbuf) -> bytes:
    return bytes(pixbuf.get_pixels()[3::4])  # four bytes a pixel: rows have no padding


def _seen(corner: float, magnify: float, side: int, window: int) -> tuple[int, int]:
    """From which to which of its pixels a mask is seen along one side, and one more each way."""
    first = math.floor((-BEYOND - corner) / magnify) - 1
    last = math.ceil((window + BEYOND - corner) / magnify) + 1
    return max(0, first), min(side, last)
