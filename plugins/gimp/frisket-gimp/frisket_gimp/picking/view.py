"""The picture in the window: zoom, pan, masks and marks over it. Pixbufs only, no cairo."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gi.repository import Gdk, GdkPixbuf, GLib, Gtk

from frisket_protocol.client import Source
from frisket_protocol.raster import Box, Mask, Point

from . import painting, pixbufs
from .looking import STEP, Looking

DRAG = 5
"""Pixels of the screen from which a press is no click any more."""
SEAM = 0x00000080
LINE = 2
BEYOND = 4


@dataclass(frozen=True, eq=False)
class Shown:
    """A mask in preview pixels, and the colour in which it is drawn."""

    mask: Mask
    colour: painting.Colour


class View:
    """`widget` shows the layer. on_point and on_box hear of marks, in layer pixels."""

    def __init__(
        self,
        source: Source,
        preview_scale: float,
        on_point: Callable[[Point], None],
        on_box: Callable[[Box], None],
    ) -> None:
        self._source = source
        self._preview_scale = preview_scale
        self._on_point, self._on_box = on_point, on_box
        self._looking: Looking | None = None
        self._fits = True
        self._base: GdkPixbuf.Pixbuf | None = None
        self._shown: tuple[Shown, ...] = ()
        self._overlays: dict[int, tuple[Shown, Overlay | None]] = {}
        self._points: tuple[Point, ...] = ()
        self._boxes: tuple[Box, ...] = ()
        self._pressed: tuple[float, float, int, bool] | None = None
        self._at = (0.0, 0.0)
        self._discs = {
            inside: pixbufs.rgba(painting.disc(inside), _SIDE) for inside in (True, False)
        }
        self._image = Gtk.Image()
        self._events = Gtk.EventBox()
        self._events.add(self._image)
        self.widget = Gtk.ScrolledWindow()
        self.widget.set_policy(Gtk.PolicyType.EXTERNAL, Gtk.PolicyType.EXTERNAL)
        self.widget.add(self._events)
        self._listen()

    def show(self, masks: Sequence[Shown], points: Sequence[Point], boxes: Sequence[Box]) -> None:
        """What lies over the picture from now on."""
        self._shown, self._points, self._boxes = tuple(masks), tuple(points), tuple(boxes)
        kept = {id(shown.mask): shown for shown in masks}
        self._overlays = {
            name: held
            for name, held in self._overlays.items()
            if name in kept and kept[name].colour == held[0].colour
        }
        self._draw()

    def change(self, source: Source, preview_scale: float) -> None:
        """Show another picture, or the same by way of another preview."""
        same = source.size == self._source.size
        self._source, self._preview_scale = source, preview_scale
        if not same:
            self.fit()
        elif self._looking is not None:
            self._look(self._looking)

    def fit(self) -> None:
        """Show the whole layer."""
        self._fits = True
        if self._looking is not None:
            self._look(Looking.fit(self._source.size, self._looking.window))

    def zoom(self, factor: float) -> None:
        """Larger or smaller round the middle."""
        if self._looking is not None:
            width, height = self._looking.window
            self._zoom(factor, (width / 2, height / 2))

    # --- looking ---

    def _zoom(self, factor: float, at: tuple[float, float]) -> None:
        assert self._looking is not None
        self._fits = False
        self._look(self._looking.zoomed(factor, at))

    def _look(self, looking: Looking) -> None:
        self._looking = looking
        self._overlays = {}
        self._base = self._read(looking)
        self._draw()

    def _allocated(self, _: Gtk.Widget, given: Gdk.Rectangle) -> None:
        window = (given.width, given.height)
        if self._looking is not None and self._looking.window == window:
            return
        if self._looking is None or self._fits:
            looking = Looking.fit(self._source.size, window)
        else:
            looking = self._looking.resized(window)
        GLib.idle_add(self._look_later, looking)  # not while Gtk is laying out

    def _look_later(self, looking: Looking) -> bool:
        self._look(looking)
        return False

    def _read(self, looking: Looking) -> GdkPixbuf.Pixbuf:
        """The picture itself, as large as the window."""
        made = pixbufs.plain(*looking.window)
        seen = looking.seen
        if seen is None:
            return made
        raster = self._source.read(seen, looking.scale)
        magnify = looking.zoom * raster.frame.scale
        x, y = looking.to_window(raster.frame.x, raster.frame.y)
        pixbufs.put(
            pixbufs.pixbuf(raster), made, round(x), round(y), magnify, GdkPixbuf.InterpType.NEAREST
        )
        return made

    # --- drawing ---

    def _draw(self) -> None:
        if self._base is None or self._looking is None:
            return
        made = self._base.copy()
        for box in self._boxes:
            self._frame(made, box)
        for shown in self._shown:
            overlay = self._overlay(shown)
            if overlay is not None:
                pixbuf, x, y = overlay
                pixbufs.put(pixbuf, made, x, y, 1.0, GdkPixbuf.InterpType.NEAREST)
        for box in self._drawn_box():
            self._frame(made, box)
        for point in self._points:
            at = self._looking.to_window(point.x, point.y)
            left, top = (round(place) - painting.RADIUS for place in at)
            pixbufs.put(
                self._discs[point.inside], made, left, top, 1.0, GdkPixbuf.InterpType.NEAREST
            )
        self._image.set_from_pixbuf(made)

    def _overlay(self, shown: Shown) -> Overlay | None:
        """The mask as it lies over the window, outlined in pixels of the screen; None: not seen."""
        assert self._looking is not None
        if id(shown.mask) not in self._overlays:
            made = _overlay(shown, self._looking, self._preview_scale)
            self._overlays[id(shown.mask)] = (shown, made)
        return self._overlays[id(shown.mask)][1]

    def _frame(self, made: GdkPixbuf.Pixbuf, box: Box) -> None:
        assert self._looking is not None
        x0, y0 = (round(edge) for edge in self._looking.to_window(box.x0, box.y0))
        x1, y1 = (round(edge) for edge in self._looking.to_window(box.x1, box.y1))
        red, green, blue = painting.INSIDE
        for grown, colour in ((1, SEAM), (0, red << 24 | green << 16 | blue << 8 | 0xFF)):
            thick = LINE + 2 * grown
            for x, y, wide, high in (
                (x0, y0, x1 - x0, LINE),
                (x0, y1 - LINE, x1 - x0, LINE),
                (x0, y0, LINE, y1 - y0),
                (x1 - LINE, y0, LINE, y1 - y0),
            ):
                size = (max(wide, thick) + (grown if wide > LINE else 0), max(high, thick))
                pixbufs.fill(made, x - grown, y - grown, *size, colour)

    def _drawn_box(self) -> tuple[Box, ...]:
        """The one that is being dragged."""
        if self._pressed is None or self._looking is None or not self._is_drag():
            return ()
        x0, y0 = self._looking.to_layer(*self._pressed[:2])
        x1, y1 = self._looking.to_layer(*self._at)
        width, height = self._source.size
        box = Box(
            max(0.0, min(x0, x1)),
            max(0.0, min(y0, y1)),
            min(float(width), max(x0, x1)),
            min(float(height), max(y0, y1)),
        )
        return () if box.is_empty else (box,)

    def _is_drag(self) -> bool:
        if self._pressed is None or self._pressed[2] != 1:
            return False
        x, y = self._pressed[:2]
        return abs(self._at[0] - x) >= DRAG and abs(self._at[1] - y) >= DRAG

    # --- the mouse ---

    def _listen(self) -> None:
        masks = Gdk.EventMask
        self._events.add_events(
            masks.BUTTON_PRESS_MASK
            | masks.BUTTON_RELEASE_MASK
            | masks.POINTER_MOTION_MASK
            | masks.SCROLL_MASK
        )
        self._image.set_halign(Gtk.Align.START)
        self._image.set_valign(Gtk.Align.START)
        self.widget.connect("size-allocate", self._allocated)
        self._events.connect("button-press-event", self._press)
        self._events.connect("button-release-event", self._release)
        self._events.connect("motion-notify-event", self._motion)
        self._events.connect("scroll-event", self._scroll)

    def _press(self, _: Gtk.Widget, event: Gdk.EventButton) -> bool:
        if event.type == Gdk.EventType.BUTTON_PRESS:
            shift = bool(event.state & Gdk.ModifierType.SHIFT_MASK)
            self._pressed, self._at = (event.x, event.y, event.button, shift), (event.x, event.y)
            self.widget.get_toplevel().set_focus(None)  # keys are for the picture now
        return True

    def _motion(self, _: Gtk.Widget, event: Gdk.EventMotion) -> bool:
        if self._pressed is None or self._looking is None:
            return True
        before, self._at = self._at, (event.x, event.y)
        if self._pressed[2] == 2:
            self._fits = False
            self._look(self._looking.moved(event.x - before[0], event.y - before[1]))
        elif self._pressed[2] == 1:
            self._draw()
        return True

    def _release(self, _: Gtk.Widget, event: Gdk.EventButton) -> bool:
        if self._pressed is None or self._looking is None or event.button != self._pressed[2]:
            return True
        self._at = (event.x, event.y)
        boxes, pressed = self._drawn_box(), self._pressed
        self._pressed = None
        if boxes:
            self._on_box(boxes[0])
        elif pressed[2] in (1, 3):
            x, y = self._looking.to_layer(*pressed[:2])
            width, height = self._source.size
            if 0 <= x < width and 0 <= y < height:
                self._on_point(Point(x, y, pressed[2] == 1 and not pressed[3]))
        return True

    def _scroll(self, _: Gtk.Widget, event: Gdk.EventScroll) -> bool:
        _, _, smooth = event.get_scroll_deltas()
        up = event.direction == Gdk.ScrollDirection.UP or smooth < 0
        down = event.direction == Gdk.ScrollDirection.DOWN or smooth > 0
        if self._looking is not None and (up or down):
            self._zoom(STEP if up else 1 / STEP, (event.x, event.y))
        return True


Overlay = tuple[GdkPixbuf.Pixbuf, int, int]
"""What is laid over the window, and where its corner is."""
_SIDE = 2 * painting.RADIUS + 1


def _overlay(shown: Shown, looking: Looking, preview_scale: float) -> Overlay | None:
    mask, magnify = shown.mask, looking.zoom * preview_scale
    x, y = looking.to_window(mask.box.x0 * preview_scale, mask.box.y0 * preview_scale)
    # A little more than is seen: where the window ends, the mask has no outline.
    left, top = max(-BEYOND, math.floor(x)), max(-BEYOND, math.floor(y))
    right = min(looking.window[0] + BEYOND, math.ceil(x + mask.width * magnify))
    bottom = min(looking.window[1] + BEYOND, math.ceil(y + mask.height * magnify))
    width, height = right - left, bottom - top
    if width <= 0 or height <= 0:
        return None
    whole = pixbufs.rgba(painting.solid(bytes(mask.data), shown.colour), mask.width)
    piece = pixbufs.rgba(bytes(4 * width * height), width).copy()
    how = GdkPixbuf.InterpType.BILINEAR
    whole.scale(piece, 0, 0, width, height, x - left, y - top, magnify, magnify, how)
    alpha = piece.get_pixels()[3::4]  # four bytes a pixel: rows have no padding
    return pixbufs.rgba(painting.overlay(alpha, width, shown.colour), width), left, top
