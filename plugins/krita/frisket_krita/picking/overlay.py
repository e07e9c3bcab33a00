"""What is drawn over Krita's canvas while somebody picks: clicks, boxes, and the mask so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frisket_protocol.raster import Box, Mask

from ..asking.wishes import Clicks
from ..qt import Qt, QtCore, QtGui, QtWidgets
from .drawing import Drawing, Look, tinted

FOLLOW_MILLISECONDS = 30
STEPS = 6
"""Looks at where the canvas is, for one step of the outline."""
RADIUS = 6.0
NUMBER = 12
"""Pixels that a click's number is high."""


class Overlay(QtWidgets.QWidget):  # type: ignore[misc]
    """A clear sheet over the canvas, through which the mouse goes."""

    def __init__(self, canvas: Any, transform: Any, look: Callable[[], Look]) -> None:
        """transform: gives the way from pixels of the image to the canvas, as it is now. look: how
        masks are shown at present."""
        super().__init__(canvas)
        self.setObjectName("frisket.overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._transform, self._current_look = transform, look
        self._drawn_with: Any = None
        self._looks = 0
        self._look = look()
        self._shown: list[tuple[Box, Mask]] = []
        self._drawing = Drawing([], self._look)
        self.clicks = Clicks()
        self.rubber: Box | None = None
        self._timer = QtCore.QTimer(self)
        self._timer.setInterval(FOLLOW_MILLISECONDS)
        self._timer.timeout.connect(self._follow)
        self._timer.start()
        self.resize(canvas.size())
        self.show()
        self.raise_()

    def set_clicks(self, clicks: Clicks, rubber: Box | None = None) -> None:
        self.clicks, self.rubber = clicks, rubber
        self.update()

    @property
    def masks(self) -> list[tuple[Box, Any]]:
        """Where in the image each lies, and the image of `tinted`."""
        return [(box, tinted(mask, self._look.colour)) for box, mask in self._shown]

    def set_masks(self, masks: list[tuple[Box, Mask]]) -> None:
        """Where in the image each lies, and itself."""
        self._shown = masks
        self._drawing = Drawing(masks, self._look)
        self.update()

    def _follow(self) -> None:
        """Krita tells nobody that its canvas was turned or moved."""
        if self.parent() is not None and self.size() != self.parent().size():
            self.resize(self.parent().size())
        if self._current_look() != self._look:
            self._look = self._current_look()
            self.set_masks(self._shown)
        self._looks += 1
        if self._transform() != self._drawn_with:
            self.update()
        elif self._shown and self._looks % STEPS == 0:
            self.update(self._drawing.where)

    def paintEvent(self, event: Any) -> None:
        painter = QtGui.QPainter(self)
        try:
            self._drawn_with = self._transform()
            self._paint(painter, self._drawn_with)
        finally:
            painter.end()

    def _paint(self, painter: Any, to_canvas: Any) -> None:
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        step = self._looks // STEPS
        self._drawing.paint(painter, to_canvas, self.size(), self.devicePixelRatioF(), step)
        for box in (*self.clicks.boxes, *([self.rubber] if self.rubber else [])):
            outline = to_canvas.map(QtGui.QPolygonF(_rect(box)))
            for colour, style in (
                (Qt.GlobalColor.black, Qt.PenStyle.SolidLine),
                (Qt.GlobalColor.white, Qt.PenStyle.DashLine),
            ):
                painter.setPen(QtGui.QPen(QtGui.QColor(colour), 1.5, style))
                painter.drawPolygon(outline)
        for number, point in enumerate(self.clicks.points, 1):
            place = to_canvas.map(QtCore.QPointF(point.x, point.y))
            _paint_point(painter, place, point.inside)
            if len(self.clicks.points) > 1:  # sentences about several clicks name their numbers
                _paint_number(painter, place, number)


def _paint_point(painter: Any, place: Any, inside: bool) -> None:
    colour = QtGui.QColor(30, 160, 60) if inside else QtGui.QColor(200, 40, 40)
    painter.setPen(QtGui.QPen(QtGui.QColor(Qt.GlobalColor.white), 2.0))
    painter.setBrush(colour)
    painter.drawEllipse(place, RADIUS, RADIUS)
    reach = RADIUS / 2
    across, down = QtCore.QPointF(reach, 0), QtCore.QPointF(0, reach)
    painter.drawLine(place - across, place + across)
    if inside:
        painter.drawLine(place - down, place + down)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_number(painter: Any, place: Any, number: int) -> None:
    """Beside a click, white with a black rim."""
    font = painter.font()
    font.setPixelSize(NUMBER)
    text = QtGui.QPainterPath()
    text.addText(place + QtCore.QPointF(RADIUS + 2, RADIUS + 5), font, str(number))
    painter.strokePath(text, QtGui.QPen(QtGui.QColor(Qt.GlobalColor.black), 3.0))
    painter.fillPath(text, QtGui.QColor(Qt.GlobalColor.white))


def _rect(box: Box) -> Any:
    return QtCore.QRectF(box.x0, box.y0, box.width, box.height)
