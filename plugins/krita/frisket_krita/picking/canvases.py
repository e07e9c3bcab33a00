"""Krita's canvas as a widget: which one is in front, where its pixels lie, and how it is moved."""

from __future__ import annotations

from typing import Any

from krita import Krita

from frisket_protocol.raster import Box, Point

from ..canvas import documents
from ..qt import QtCore, QtWidgets
from .places import box_round, is_in

CANVASES = ("KisOpenGLCanvas2", "KisQPainterCanvas")


def is_canvas(thing: Any) -> bool:
    """Whether this is the canvas of any of Krita's views."""
    return isinstance(thing, QtWidgets.QWidget) and thing.metaObject().className() in CANVASES


def front() -> Any:
    """The widget that shows the picture in front. Raises FailedPrecondition when there is none."""
    window = Krita.instance().activeWindow()
    area = window.qwindow().findChild(QtWidgets.QMdiArea) if window is not None else None
    # Pictures in tabs behind the first one count as visible, too.
    shown = area.activeSubWindow() if area is not None else None
    for widget in shown.findChildren(QtWidgets.QWidget) if shown is not None else []:
        if is_canvas(widget) and widget.isVisible():
            return widget
    raise documents.refusal("pick.no_canvas")


def active_view() -> Any:
    """The view in front; there is one wherever there is a canvas in front."""
    return Krita.instance().activeWindow().activeView()


def to_image(view: Any) -> Any:
    """From pixels of the canvas widget to those of the image."""
    return view.flakeToCanvasTransform().inverted()[0] * view.flakeToImageTransform()


def on_image(view: Any, place: tuple[float, float]) -> tuple[float, float]:
    """Where in the picture a place of the canvas widget lies."""
    point = to_image(view).map(QtCore.QPointF(*place))
    return point.x(), point.y()


def point_at(
    view: Any, place: tuple[float, float], size: tuple[int, int], is_inside: bool
) -> Point | None:
    """A click there, in pixels of a picture of this size; None beside it."""
    x, y = on_image(view, place)
    return Point(x, y, inside=is_inside) if is_in((x, y), size) else None


def box_at(
    view: Any, start: tuple[float, float], end: tuple[float, float], size: tuple[int, int]
) -> Box | None:
    """The box of what is framed between two places, cut at the picture's sides; None beside it.

    On a canvas that is turned by less than a right angle it is larger than the frame.
    """
    (x0, y0), (x1, y1) = start, end
    corners = (x0, y0), (x1, y0), (x1, y1), (x0, y1)
    return box_round([on_image(view, one) for one in corners], size)


def check_not_wrapped(view: Any) -> None:
    """Raises FailedPrecondition in wrap-around mode, where copies look like the picture."""
    if view.canvas().wrapAroundMode():
        raise documents.refusal("pick.wrapped")


def move(widget: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Move the picture under the widget from one of its pixels to another, by its scroll bars: no
    tool of Krita hears of it."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QtWidgets.QAbstractScrollArea):
        area = area.parentWidget()
    if area is not None:
        bars = area.horizontalScrollBar(), area.verticalScrollBar()
        for bar, before, after in zip(bars, start, end, strict=True):
            bar.setValue(bar.value() - round(after - before))
