"""What is drawn over Krita's canvas while somebody picks: clicks, boxes, and the mask so far."""

from __future__ import annotations

from typing import Any

from frisket_protocol.raster import Box, Mask

from ..asking.wishes import Clicks
from ..qt import Qt, QtCore, QtGui, QtWidgets

FOLLOW_MILLISECONDS = 30
TINT = (255, 60, 40)
OPACITY = 0.5
RADIUS = 6.0


def tinted(mask: Mask) -> Any:
    """A mask as an image of one colour, as opaque as the mask is."""
    image = QtGui.QImage(
        bytes(mask.data), mask.width, mask.height, mask.width, QtGui.QImage.Format.Format_Indexed8
    )
    image.setColorTable(_COLOURS)
    # The conversion copies, so the bytes need not be kept.
    return image.convertToFormat(QtGui.QImage.Format.Format_ARGB32_Premultiplied)


_COLOURS = [QtGui.qRgba(*TINT, round(value * OPACITY)) for value in range(256)]


class Overlay(QtWidgets.QWidget):  # type: ignore[misc]
    """A clear sheet over the canvas, through which the mouse goes."""

    def __init__(self, canvas: Any, transform: Any) -> None:
        """transform: gives the way from pixels of the image to the canvas, as it is now."""
        super().__init__(canvas)
        self.setObjectName("frisket.overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._transform = transform
        self._drawn_with: Any = None
        self.clicks = Clicks()
        self.rubber: Box | None = None
        self.masks: list[tuple[Box, Any]] = []
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

    def set_masks(self, masks: list[tuple[Box, Any]]) -> None:
        """Where in the image each lies, and the image of `tinted`."""
        self.masks = masks
        self.update()

    def _follow(self) -> None:
        """Krita tells nobody that its canvas was turned or moved."""
        if self.parent() is not None and self.size() != self.parent().size():
            self.resize(self.parent().size())
        if self._transform() != self._drawn_with:
            self.update()

    def paintEvent(self, event: Any) -> None:
        painter = QtGui.QPainter(self)
        try:
            self._drawn_with = self._transform()
            self._paint(painter, self._drawn_with)
        finally:
            painter.end()

    def _paint(self, painter: Any, to_canvas: Any) -> None:
        painter.setRenderHint(QtGui.QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        painter.save()
        painter.setTransform(to_canvas, True)
        for box, image in self.masks:
            painter.drawImage(_rect(box), image)
        painter.restore()
        for box in (*self.clicks.boxes, *([self.rubber] if self.rubber else [])):
            outline = to_canvas.map(QtGui.QPolygonF(_rect(box)))
            for colour, style in (
                (Qt.GlobalColor.black, Qt.PenStyle.SolidLine),
                (Qt.GlobalColor.white, Qt.PenStyle.DashLine),
            ):
                painter.setPen(QtGui.QPen(QtGui.QColor(colour), 1.5, style))
                painter.drawPolygon(outline)
        for point in self.clicks.points:
            _paint_point(painter, to_canvas.map(QtCore.QPointF(point.x, point.y)), point.inside)


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


def _rect(box: Box) -> Any:
    return QtCore.QRectF(box.x0, box.y0, box.width, box.height)
