"""The cursor over a canvas that is picked on: no brush, and seen on any ground.

Krita draws the brush's outline where its tool last heard of the mouse. While somebody picks it
hears of none (`gestures`), and at first that the mouse is far away; the next real move brings the
outline back. No tool is switched for it, and no setting changed.
"""

from __future__ import annotations

from typing import Any

from ..qt import Qt, QtCore, QtGui, QtWidgets
from .gestures import AWAY

SIDE, GAP = 25, 4


def cross() -> Any:
    """Four white strokes with black rims round a free middle, as a pixmap."""
    pixmap = QtGui.QPixmap(SIDE, SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QtGui.QPainter(pixmap)
    middle = SIDE // 2
    for colour, width in ((Qt.GlobalColor.black, 5), (Qt.GlobalColor.white, 2)):
        pen = QtGui.QPen(QtGui.QColor(colour), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for start, end in ((3, middle - GAP), (middle + GAP, SIDE - 4)):
            painter.drawLine(start, middle, end, middle)
            painter.drawLine(middle, start, middle, end)
    painter.end()
    return pixmap


def send_away(canvas: Any) -> None:
    """Have Krita believe that the mouse is out of sight, and draw no outline of a brush."""
    away, none = QtCore.QPointF(*AWAY), Qt.MouseButton.NoButton
    kind, held = QtCore.QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    moved = QtGui.QMouseEvent(kind, away, away, none, none, held)
    QtWidgets.QApplication.sendEvent(canvas, moved)


class PickCursor(QtCore.QObject):  # type: ignore[misc]
    """Stays on one canvas until `end`; Krita gives that another one again and again.

    To set a cursor is told at once, and whoever else insists on one would set theirs in turn,
    without an end: what comes while ours is set is let be.
    """

    def __init__(self, canvas: Any) -> None:
        super().__init__()
        self._canvas = canvas
        self._krita = canvas.cursor()
        self._ours = QtGui.QCursor(cross(), SIDE // 2, SIDE // 2)
        self._is_setting = False
        canvas.setCursor(self._ours)
        canvas.installEventFilter(self)
        send_away(canvas)

    def end(self) -> None:
        """Krita's own, as it would be by now."""
        self._canvas.removeEventFilter(self)
        self._canvas.setCursor(self._krita)

    def eventFilter(self, watched: Any, event: Any) -> bool:
        if event.type() == QtCore.QEvent.Type.CursorChange and not self._is_setting:
            given = watched.cursor()
            if given.pixmap().cacheKey() != self._ours.pixmap().cacheKey():
                self._krita, self._is_setting = given, True
                watched.setCursor(self._ours)
                self._is_setting = False
        return False
