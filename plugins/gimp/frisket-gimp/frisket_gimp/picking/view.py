"""The picture in the window: zoom, pan, masks and marks over it. Pixbufs only, no cairo."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence

from gi.repository import Gdk, GdkPixbuf, GLib, Gtk

from frisket_plugin import settings
from frisket_protocol.client import Source
from frisket_protocol.errors import FrisketError
from frisket_protocol.raster import Box, Point

from . import pixbufs
from .ants import Ants
from .drawing import Drawing, Overlay, Shown, laid
from .looking import STEP, Looking

Place = tuple[float, float]
DRAG = 5
"""GTK's pixels from which a press is no click any more."""


class View:
    """`widget` shows the layer. on_point and on_box hear of marks, in layer pixels.

    Everything in here counts in the screen's own pixels, of which a fine screen has several for
    each of GTK's.
    """

    def __init__(
        self,
        source: Source,
        on_point: Callable[[Point], None],
        on_box: Callable[[Box], None],
        look: settings.View = "colour",
    ) -> None:
        """look: how masks are shown over the picture."""
        self._source = source
        self._look_of_masks = look
        self._on_point, self._on_box = on_point, on_box
        self._looking: Looking | None = None
        self._fits = True
        self._base: GdkPixbuf.Pixbuf | None = None
        self._shown: tuple[Shown, ...] = ()
        self._there: tuple[Shown, ...] = ()
        self._overlays: dict[int, tuple[Shown, Overlay | None]] = {}
        self._is_inverted = False
        self._rest: Overlay | None = None
        self._shadow: Overlay | None = None
        self._points: tuple[Point, ...] = ()
        self._boxes: tuple[Box, ...] = ()
        self._pressed: tuple[float, float, int, bool] | None = None
        self._at = (0.0, 0.0)
        self._drawing = Drawing(1, look)
        self._density = 1
        self._image = Gtk.Image()
        self._ants = Ants(self._image, self._finish)
        self._events = Gtk.EventBox()
        self._events.add(self._image)
        self.widget = Gtk.ScrolledWindow()
        self.widget.set_policy(Gtk.PolicyType.EXTERNAL, Gtk.PolicyType.EXTERNAL)
        self.widget.add(self._events)
        self._listen()

    def show(
        self,
        masks: Sequence[Shown],
        there: Sequence[Shown],
        points: Sequence[Point],
        boxes: Sequence[Box],
        is_inverted: bool = False,
    ) -> None:
        """What lies over the picture from now on: the masks, or all that they leave; and below
        them what is there already."""
        self._is_inverted, self._rest, self._shadow = is_inverted, None, None
        self._shown, self._points, self._boxes = tuple(masks), tuple(points), tuple(boxes)
        self._there = tuple(there)
        kept = {id(shown.mask): shown for shown in (*masks, *there)}
        self._overlays = {
            name: held
            for name, held in self._overlays.items()
            if name in kept and kept[name].colour == held[0].colour
        }
        self._draw()

    def show_as(self, look: settings.View) -> None:
        """Show masks so from now on."""
        self._look_of_masks, self._drawing = look, Drawing(self._density, look)
        self._overlays, self._rest, self._shadow = {}, None, None
        self._draw()

    def change(self, source: Source) -> None:
        """Show another picture, or the same anew."""
        same = source.size == self._source.size
        self._source, self._fits = source, self._fits or not same
        if self._looking is not None:
            fit = Looking.fit(source.size, self._looking.window)
            self._look(self._looking if same else fit)

    def fit(self) -> None:
        """Show the whole layer."""
        self._fits = True
        if self._looking is not None:
            self._look_elsewhere(Looking.fit(self._source.size, self._looking.window))

    def zoom(self, factor: float) -> None:
        """Larger or smaller round the middle."""
        if self._looking is not None:
            width, height = self._looking.window
            self._zoom(factor, (width / 2, height / 2))

    # --- looking ---

    def _zoom(self, factor: float, at: tuple[float, float]) -> None:
        assert self._looking is not None
        self._fits = False
        self._look_elsewhere(self._looking.zoomed(factor, at))

    def _look_elsewhere(self, looking: Looking) -> None:
        """Stay where it is if the picture is closed: the window says so."""
        with contextlib.suppress(FrisketError):
            self._look(looking)

    def _look(self, looking: Looking) -> None:
        self._base, self._looking = self._read(looking), looking
        self._overlays, self._rest, self._shadow = {}, None, None
        self._draw()

    def _allocated(self, _: Gtk.Widget, given: Gdk.Rectangle) -> None:
        density = self.widget.get_scale_factor()
        window = (given.width * density, given.height * density)
        if density != self._density:
            self._density, self._drawing = density, Drawing(density, self._look_of_masks)
        if self._looking is not None and self._looking.window == window:
            return
        if self._looking is None or self._fits:
            looking = Looking.fit(self._source.size, window)
        else:
            looking = self._looking.resized(window)
        GLib.idle_add(self._look_later, looking)  # not while Gtk is laying out

    def _look_later(self, looking: Looking) -> bool:
        self._look_elsewhere(looking)
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
        place = round(x), round(y)
        pixbufs.put_on_checks(pixbufs.pixbuf(raster), made, *place, magnify, self._density)
        left, top = (round(edge) for edge in looking.to_window(0, 0))
        right, bottom = (round(edge) for edge in looking.to_window(*looking.layer))
        pixbufs.frame(made, left, top, right - left, bottom - top, self._density)
        return made

    # --- drawing ---

    def _draw(self) -> None:
        if self._base is None or self._looking is None:
            return
        made = self._base.copy()
        laid(made, self._shaded(), self._looking.window)
        for box in self._boxes:
            self._drawing.box(made, box, self._looking)
        lights = laid(made, self._laid(), self._looking.window)
        self._ants.show(made, lights, self._density)

    def _finish(self, made: GdkPixbuf.Pixbuf) -> None:
        """What is drawn above all masks."""
        assert self._looking is not None
        for box in self._drawn_box():
            self._drawing.box(made, box, self._looking)
        for point in self._points:
            self._drawing.point(made, point, self._looking)

    def _shaded(self) -> Iterable[Overlay | None]:
        """What makes the picture darker, but no mark in it."""
        assert self._looking is not None
        if self._look_of_masks == "dimmed" and self._shown:
            inverted = self._is_inverted
            self._shadow = self._shadow or self._drawing.shadow(
                self._shown, self._looking, inverted
            )
            yield self._shadow

    def _laid(self) -> Iterable[Overlay | None]:
        assert self._looking is not None
        yield from map(self._overlay, self._there)
        if not (self._is_inverted and self._shown):
            yield from map(self._overlay, self._shown)
            return
        self._rest = self._rest or self._drawing.rest(self._shown, self._looking)
        yield self._rest

    def _overlay(self, shown: Shown) -> Overlay | None:
        """The mask as it lies over the window, outlined in pixels of the screen; None: not seen."""
        assert self._looking is not None
        if id(shown.mask) not in self._overlays:
            made = self._drawing.overlay(shown, self._looking)
            self._overlays[id(shown.mask)] = (shown, made)
        return self._overlays[id(shown.mask)][1]

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
        drag = DRAG * self._density
        return abs(self._at[0] - x) >= drag and abs(self._at[1] - y) >= drag

    def _place(self, event: Gdk.EventButton | Gdk.EventMotion | Gdk.EventScroll) -> Place:
        """Where it happened, in the screen's own pixels."""
        return event.x * self._density, event.y * self._density

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
            self._at = self._place(event)
            self._pressed = (*self._at, event.button, shift)
            self.widget.get_toplevel().set_focus(None)  # keys are for the picture now
        return True

    def _motion(self, _: Gtk.Widget, event: Gdk.EventMotion) -> bool:
        if self._pressed is None or self._looking is None:
            return True
        before, self._at = self._at, self._place(event)
        if self._pressed[2] == 2:
            self._fits = False
            by = (self._at[0] - before[0], self._at[1] - before[1])
            self._look_elsewhere(self._looking.moved(*by))
        elif self._pressed[2] == 1:
            self._draw()
        return True

    def _release(self, _: Gtk.Widget, event: Gdk.EventButton) -> bool:
        if self._pressed is None or self._looking is None or event.button != self._pressed[2]:
            return True
        self._at = self._place(event)
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
            self._zoom(STEP if up else 1 / STEP, self._place(event))
        return True
