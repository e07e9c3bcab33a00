"""How masks look over a picture: a colour over them, or all else darker, and always an outline.

The outline is dark and light by turns and moves, as that of a selection does: one of the two is
seen on any ground, and on one of the mask's own colour as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frisket_plugin.settings import COLOUR, Settings, View
from frisket_protocol.raster import Box, Mask

from ..qt import QtCore, QtGui

OPACITY = 0.5
DIMMED = 0.65
"""How much of the light is taken from what is outside."""
STRIPE = 4
"""Pixels of the screen along which the outline is dark, and then light."""
MOST_PIXELS = 3_000_000
"""Of a sheet; on larger screens one of its pixels is several of the screen."""
AROUND = ((0, -2), (-2, 0), (2, 0), (0, 2), (-1, -1), (1, -1), (-1, 1), (1, 1))
"""Where the outline is, seen from a pixel at the border."""
_Format = QtGui.QImage.Format
_Mode = QtGui.QPainter.CompositionMode


@dataclass(frozen=True)
class Look:
    """view: see `View`. colour: as #rrggbb."""

    view: View = "colour"
    colour: str = COLOUR


def look_of(settings: Settings) -> Look:
    """The one that a person has chosen."""
    return Look(settings.view, settings.colour)


def tinted(mask: Mask, colour: str = COLOUR, opacity: float = OPACITY) -> Any:
    """A mask as an image of one colour, as opaque as the mask is times `opacity`."""
    tint = QtGui.QColor(colour)
    rgb = tint.red(), tint.green(), tint.blue()
    return _image(mask, [QtGui.qRgba(*rgb, round(value * opacity)) for value in range(256)])


def _solid(mask: Mask) -> Any:
    """Black where the mask is at least half, and clear elsewhere."""
    return _image(mask, [QtGui.qRgba(0, 0, 0, 255 * (value >= 128)) for value in range(256)])


def _image(mask: Mask, colours: list[int]) -> Any:
    data = bytes(mask.data)
    image = QtGui.QImage(data, mask.width, mask.height, mask.width, _Format.Format_Indexed8)
    image.setColorTable(colours)
    # The conversion copies, so the bytes need not be kept.
    return image.convertToFormat(_Format.Format_ARGB32_Premultiplied)


class Drawing:
    """Some masks with one look; what is made for one place is kept until that changes."""

    def __init__(self, masks: list[tuple[Box, Mask]], look: Look) -> None:
        """Where in the picture each mask lies, and itself."""
        boxes = [_rect(box) for box, _ in masks]
        self._look = look
        self._solid = [(box, _solid(mask)) for box, (_, mask) in zip(boxes, masks, strict=True)]
        strength = {"colour": OPACITY, "dimmed": 1.0, "outline": 0.0}[look.view]
        soft = [tinted(mask, look.colour, strength) for _, mask in masks]
        self._soft = list(zip(boxes, soft, strict=True))
        self._placed: Any = None
        self.where = QtCore.QRect()
        """The box round the outlines, where it was painted last, in pixels of the widget."""

    def paint(self, painter: Any, transform: Any, size: Any, scale: float, step: int) -> None:
        """Over a widget of this size. transform: from the picture to it. scale: pixels of the
        screen in one of the widget. step: counts on while the outline moves."""
        if not self._solid:
            return
        if self._placed != (transform, size, scale):
            self._place(transform, size, scale)
            self._placed = (transform, size, scale)
        painter.drawImage(0, 0, self._ground)
        if not self.where.isEmpty():
            painter.drawImage(self.where.topLeft(), _striped(self._ring, step))

    def _place(self, transform: Any, size: Any, scale: float) -> None:
        while size.width() * size.height() * scale**2 > MOST_PIXELS:
            scale /= 2
        whole = QtCore.QRect(QtCore.QPoint(0, 0), size)
        self._ground = _sheet(whole, scale)
        painter = QtGui.QPainter(self._ground)
        painter.setRenderHint(QtGui.QPainter.RenderHint.SmoothPixmapTransform)
        if self._look.view == "dimmed":
            painter.fillRect(whole, QtGui.QColor(0, 0, 0, round(255 * DIMMED)))
            painter.setCompositionMode(_Mode.CompositionMode_DestinationOut)
        _draw(painter, transform, self._soft)
        painter.end()
        boxes = QtCore.QRectF()
        for box, _ in self._solid:
            boxes = boxes.united(transform.mapRect(box))
        self.where = boxes.toAlignedRect().adjusted(-4, -4, 4, 4).intersected(whole)
        self._ring = self._outline(transform, scale)

    def _outline(self, transform: Any, scale: float) -> Any:
        """Two pixels round everything that is at least half in the masks."""
        shape = _sheet(self.where, scale)
        painter = QtGui.QPainter(shape)
        painter.translate(-self.where.topLeft())
        _draw(painter, transform, self._solid)
        painter.end()
        ring = _sheet(self.where, scale)
        painter = QtGui.QPainter(ring)
        reach = max(1.0, round(scale)) / scale
        for x, y in AROUND:
            painter.drawImage(QtCore.QPointF(x * reach, y * reach), shape)
        painter.setCompositionMode(_Mode.CompositionMode_DestinationOut)
        painter.drawImage(0, 0, shape)
        painter.end()
        return ring


def _draw(painter: Any, transform: Any, images: list[tuple[Any, Any]]) -> None:
    painter.setTransform(transform, True)
    for box, image in images:
        painter.drawImage(box, image)


def _sheet(where: Any, scale: float) -> Any:
    """A clear image for these pixels of a widget."""
    size = (QtCore.QSizeF(where.size()) * scale).toSize().expandedTo(QtCore.QSize(1, 1))
    sheet = QtGui.QImage(size, _Format.Format_ARGB32_Premultiplied)
    sheet.setDevicePixelRatio(scale)
    sheet.fill(0)
    return sheet


def _striped(ring: Any, step: int) -> Any:
    """The outline, dark and light by turns."""
    striped = ring.copy()
    scale = ring.devicePixelRatioF()
    striped.setDevicePixelRatio(1.0)
    painter = QtGui.QPainter(striped)
    painter.setCompositionMode(_Mode.CompositionMode_SourceIn)
    stripe = STRIPE * max(1, round(scale))
    painter.setBrushOrigin(step * max(1, round(scale)) % (2 * stripe), 0)
    painter.fillRect(striped.rect(), QtGui.QBrush(_stripes(stripe)))
    painter.end()
    striped.setDevicePixelRatio(scale)
    return striped


def _stripes(width: int) -> Any:
    """Slanting ones, of which each is so wide."""
    side = 2 * width
    image = QtGui.QImage(side, side, _Format.Format_RGB32)
    for y in range(side):
        for x in range(side):
            is_dark = (x + y) % side < width
            image.setPixel(x, y, 0xFF000000 if is_dark else 0xFFFFFFFF)
    return image


def _rect(box: Box) -> Any:
    return QtCore.QRectF(box.x0, box.y0, box.width, box.height)
