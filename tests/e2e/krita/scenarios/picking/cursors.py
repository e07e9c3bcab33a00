"""Whoever else insists on a cursor over the canvas: Krita lives, and picking goes on."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore
from frisket_probe.rig import RED

from frisket_krita.picking.cursor import PickCursor


class Counted(QtCore.QObject):
    """How often a widget was given another cursor."""

    def __init__(self, widget):
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QtCore.QEvent.Type.CursorChange
        return False


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from rig.document(320, 240, [((60, 60, 120, 110), RED)])
    yield from panel.pick(True)
    canvas = panel.overlay().parentWidget()
    other, counted = PickCursor(canvas), Counted(canvas)
    canvas.unsetCursor()
    yield 200
    rig.check("two that insist come to an end", 0 < counted.count < 20, counted.count)
    canvas.removeEventFilter(counted)
    other.end()
    yield from rig.xdotool("mousemove", *rig.on_screen(100, 90), "click", 1)
    yield from panel.settled()
    rig.equal("and a click counts", panel.clicks(), 1)
    yield from panel.pick(False)
