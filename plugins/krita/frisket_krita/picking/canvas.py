"""The canvas that is picked on, and what is drawn over it: that of the view in front."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from frisket_protocol.raster import Box, Mask, Point

from ..asking.wishes import Clicks
from . import canvases
from .cursor import PickCursor, send_away
from .drawing import Look
from .gestures import Meaning
from .overlay import Overlay


class Canvas:
    """One at a time. widget: None while none is held."""

    def __init__(self, gone: Callable[[], None], look: Callable[[], Look]) -> None:
        """gone: told when Krita takes the canvas away. look: how masks are shown at present."""
        self._gone, self._look = gone, look
        self.widget: Any = None
        self.view: Any = None
        self._is_new = False
        self._overlay: Any = None
        self._cursor: Any = None

    def follow(self) -> bool:
        """Hold what is in front now; whether that is another one. Raises FrisketError."""
        view, widget = canvases.active_view(), canvases.front()
        if self.widget is widget and self.view == view:
            if self._is_new:
                # By now Krita has drawn its brush there, where the mouse was.
                send_away(widget)
            self._is_new = False
            return False
        self.let_go()
        canvases.check_not_wrapped(view)
        self.widget, self.view = widget, view
        self._overlay = Overlay(widget, lambda: canvases.to_image(view).inverted()[0], self._look)
        self._cursor = PickCursor(widget)
        self._is_new = True
        widget.destroyed.connect(self._is_gone)
        widget.setFocus()
        return True

    def let_go(self) -> None:
        widget, self.widget = self.widget, None
        if widget is None:
            return
        ending = (
            lambda: widget.destroyed.disconnect(self._is_gone),
            self._cursor.end,
            self._overlay.hide,
            self._overlay.deleteLater,
        )
        for end in ending:
            # Unless Krita has closed the view, and taken both with it.
            with contextlib.suppress(RuntimeError, TypeError):
                end()

    def mark_of(self, meaning: Meaning, size: tuple[int, int]) -> Point | Box | None:
        """What a gesture marks on a picture of this size; None beside it."""
        if meaning.does == "click":
            return canvases.point_at(self.view, meaning.start, size, meaning.is_inside)
        return canvases.box_at(self.view, meaning.start, meaning.end, size)

    def rubber_of(self, meaning: Meaning, size: tuple[int, int]) -> Box | None:
        """The box that is being drawn on a picture of this size; None where it is none yet."""
        if meaning.start == meaning.end:
            return None
        return canvases.box_at(self.view, meaning.start, meaning.end, size)

    def draw(self, clicks: Clicks, rubber: Box | None = None) -> None:
        """The clicks; rubber: a box that is being drawn."""
        if self.widget is not None:
            self._overlay.set_clicks(clicks, rubber)

    def draw_masks(self, masks: list[tuple[Box, Mask]]) -> None:
        """Where in the image each lies, and itself."""
        if self.widget is not None:
            self._overlay.set_masks(masks)

    def _is_gone(self) -> None:
        self.widget = None
        self._gone()
