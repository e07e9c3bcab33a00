"""A pen and fingers on the canvas: events made here, since a screen without a tablet has none."""

import ctypes
from importlib import import_module

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtGui, QtTest, QtWidgets
from frisket_probe.rig import mask
from frisket_probe.seen import middle

WIDTH, HEIGHT = 320, 240
RADIUS = 0.125 * HEIGHT
LEFT = QtCore.Qt.MouseButton.LeftButton
RIGHT = QtCore.Qt.MouseButton.RightButton
NONE = QtCore.Qt.MouseButton.NoButton
PRESS, MOVE, RELEASE = (
    getattr(QtCore.QEvent.Type, f"Tablet{name}") for name in ("Press", "Move", "Release")
)


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace")
    document = yield from rig.document(WIDTH, HEIGHT)
    before = rig.layers(document)
    yield from taps(rig, panel, document)
    yield from excludes(rig, panel, document)
    yield from drags(rig, panel, document)
    if QtCore.PYQT_VERSION < 0x060000:  # the other has nobody make a touch that is somewhere
        yield from fingers(rig, panel, document)
    rig.equal("the brush has not painted", rig.layers(document), before)


def taps(rig, panel, document):
    yield from panel.pick(True)
    hover(rig, 150, 90)
    tap(rig, 200, 90)
    yield from panel.settled()
    found = yield from applied(rig, panel, document)
    x, y, area = middle(found, WIDTH, (0, WIDTH))
    rig.check("tap: where the pen was", abs(x - 200) <= 1.5 and abs(y - 90) <= 1.5, (x, y))
    rig.check("tap: one disc", abs(area / (3.1416 * RADIUS**2) - 1) < 0.05, area)


def excludes(rig, panel, document):
    """The button on the pen is the right one."""
    tap(rig, 200, 90)
    yield from panel.settled()
    tap(rig, 220, 90, RIGHT)
    yield from panel.settled()
    found = yield from applied(rig, panel, document)
    rig.equal("pen's button: excluded", found[90 * WIDTH + 220], 0)
    rig.equal("pen's button: the rest stays", found[90 * WIDTH + 180], 255)


def drags(rig, panel, document):
    send(rig, PRESS, 160, 60, LEFT, LEFT)
    for x, y in ((180, 80), (200, 100), (240, 120)):
        send(rig, MOVE, x, y, NONE, LEFT)
        yield 50
    send(rig, RELEASE, 240, 120, LEFT, NONE)
    yield from panel.settled()
    found = yield from applied(rig, panel, document)
    x, y, area = middle(found, WIDTH, (0, WIDTH))
    rig.check("drag: its middle", abs(x - 200) <= 1.5 and abs(y - 90) <= 1.5, (x, y))
    rig.check("drag: its area", abs(area / (80 * 60) - 1) < 0.08, area)


def fingers(rig, panel, document):
    """One that taps clicks; two together do nothing, not even what one began."""
    screen = touch_screen()
    touch(rig, screen, press=[(200, 90)])
    yield 50
    touch(rig, screen, release=[(200, 90)])
    yield from panel.settled()
    rig.equal("finger: a click", panel.clicks(), 1)
    touch(rig, screen, press=[(60, 60)])
    yield 50
    touch(rig, screen, move=[(60, 60)], press=[(120, 120)])
    yield 50
    rig.check("two fingers: said", "Several fingers" in panel.message, panel.message)
    touch(rig, screen, move=[(80, 60), (160, 140)])
    yield 50
    touch(rig, screen, release=[(80, 60), (160, 140)])
    yield from panel.settled()
    rig.equal("two fingers: no click", panel.clicks(), 1)
    found = yield from applied(rig, panel, document)
    x, y, _ = middle(found, WIDTH, (0, WIDTH))
    rig.check("finger: where it was", abs(x - 200) <= 1.5 and abs(y - 90) <= 1.5, (x, y))


def touch_screen():
    """One that Qt has heard of, or it would hear of no finger on it."""
    screen = QtGui.QTouchDevice()
    screen.setCapabilities(QtGui.QTouchDevice.CapabilityFlag.Position)
    library = ctypes.CDLL("libQt5Gui.so.5")
    register = library._ZN22QWindowSystemInterface19registerTouchDeviceEPK12QTouchDevice
    register(ctypes.c_void_p(import_module("PyQt5.sip").unwrapinstance(screen)))
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(screen))  # Qt itself lets go of it at the end
    return screen


def touch(rig, screen, move=(), press=(), release=()):
    """Fingers at these places of the picture, as a screen tells the window of them."""
    window = rig.window.windowHandle()
    event = QtTest.QTest.touchEvent(window, screen)
    number = 0
    for does, places in ((event.move, move), (event.press, press), (event.release, release)):
        for place in places:
            there = window.mapFromGlobal(QtCore.QPoint(*map(round, rig.on_screen(*place))))
            does(number, there, window)
            number += 1
    event.commit(False)


def applied(rig, panel, document):
    """The selection that Enter makes; then there is none again."""
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    found = rig.selection(document) or mask(WIDTH, HEIGHT, [])
    yield from rig.select(document, None)
    return found


def hover(rig, x, y):
    send(rig, MOVE, x, y, NONE, NONE)


def tap(rig, x, y, button=LEFT):
    send(rig, PRESS, x, y, button, button)
    send(rig, RELEASE, x, y, button, NONE)


def send(rig, kind, x, y, button, buttons):
    """What Qt sends the canvas for a pen at this place of the picture."""
    canvas = rig.canvas()
    there = QtCore.QPointF(*rig.on_screen(x, y))
    place = QtCore.QPointF(canvas.mapFromGlobal(there.toPoint()))
    QtWidgets.QApplication.sendEvent(canvas, pen(kind, place, there, button, buttons))


def pen(kind, place, there, button, buttons):
    pressure = 0.5 if buttons != NONE else 0.0
    keys = QtCore.Qt.KeyboardModifier.NoModifier
    if QtCore.PYQT_VERSION >= 0x060000:
        device = QtGui.QPointingDevice.primaryPointingDevice()
        return QtGui.QTabletEvent(
            kind, device, place, there, pressure, 0, 0, 0, 0, 0, keys, button, buttons
        )
    stylus, tip = QtGui.QTabletEvent.TabletDevice.Stylus, QtGui.QTabletEvent.PointerType.Pen
    return QtGui.QTabletEvent(
        kind, place, there, int(stylus), int(tip), pressure, 0, 0, 0, 0, 0, keys, 1, button, buttons
    )
