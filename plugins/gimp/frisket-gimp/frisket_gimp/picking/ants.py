"""The dashes of outlines, which move, as those of GIMP's own selections do."""

from __future__ import annotations

from collections.abc import Callable

from gi.repository import Gdk, GdkPixbuf, GLib, Gtk

from . import painting, pixbufs

STEP_MILLISECONDS = 200


class Ants:
    """Draws into `image`: each step of the dashes once, until there is something else to show.

    finish: draws what lies above the dashes. Where nobody sees it, where there are no dashes, or
    where a person wants nothing on the screen to move, nothing is done.
    """

    def __init__(self, image: Gtk.Image, finish: Callable[[GdkPixbuf.Pixbuf], None]) -> None:
        self._image, self._finish = image, finish
        self._under: GdkPixbuf.Pixbuf | None = None
        self._lights: bytes | None = None
        self._density = 1
        self._step = self._timer = 0
        self._frames: dict[int, GdkPixbuf.Pixbuf] = {}
        image.connect("map", self._mapped)
        image.connect("unmap", self._look)

    def show(self, under: GdkPixbuf.Pixbuf, lights: bytes | None, density: int) -> None:
        """under: the picture with black outlines. lights: which of its pixels are of an outline
        (255, others 0); None for no outline at all. density: pixels of the screen for one of
        GTK's."""
        self._under, self._lights, self._density = under, lights, density
        self._frames.clear()
        self._draw()
        self._look()

    def _draw(self) -> None:
        if self._step not in self._frames:
            self._frames[self._step] = self._frame()
        # As an icon a pixbuf is shown pixel for pixel on any screen; by itself it would be doubled
        # on a fine one, and a surface, which would do it too, needs a Python that has cairo.
        self._image.set_from_gicon(self._frames[self._step], Gtk.IconSize.BUTTON)

    def _frame(self) -> GdkPixbuf.Pixbuf:
        assert self._under is not None
        made = self._under.copy()
        if self._lights is not None:
            width = made.get_width()
            white = painting.marching(self._lights, width, self._step, self._density)
            how = GdkPixbuf.InterpType.NEAREST
            pixbufs.put(pixbufs.rgba(white, width), made, 0, 0, 1.0, how)
        self._finish(made)
        return made

    def _mapped(self, *_: object) -> None:
        self._image.get_toplevel().connect("window-state-event", self._look)
        self._look()

    def _look(self, *_: object) -> None:
        """Whether there is anything to move now."""
        wanted = self._lights is not None and self._is_seen
        if wanted and not self._timer:
            self._timer = GLib.timeout_add(STEP_MILLISECONDS, self._march)
        elif not wanted and self._timer:
            GLib.source_remove(self._timer)
            self._timer = 0

    @property
    def _is_seen(self) -> bool:
        moves = Gtk.Settings.get_default().get_property("gtk-enable-animations")
        window = self._image.get_toplevel().get_window()
        if not moves or not self._image.get_mapped() or window is None:
            return False
        return not window.get_state() & Gdk.WindowState.ICONIFIED

    def _march(self) -> bool:
        self._step = (self._step + 1) % painting.STEPS
        self._draw()
        return True  # GLib calls again
