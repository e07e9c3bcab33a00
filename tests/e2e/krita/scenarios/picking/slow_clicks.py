"""A slow model: a click shows progress and can be cancelled, and Enter asks nothing twice."""

import time

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtTest

AGENT = ""
SECONDS = 3
WIDTH, HEIGHT = 320, 240


def run(rig):
    yield from rig.agent("start", seconds=SECONDS)
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace")
    document = yield from rig.document(WIDTH, HEIGHT)
    yield from panel.pick(True)
    yield from cancels(rig, panel)
    yield from enters(rig, panel, document)
    yield from rig.select(document, None)
    yield from clicks_meanwhile(rig, panel)


def cancels(rig, panel):
    click(rig, 160, 120)
    yield 1000
    rig.check("progress is shown", rig.widget("frisket.progress").maximum() != 1)
    rig.check("it can be cancelled", rig.widget("frisket.cancel").isEnabled())
    rig.check("what is done is said", "Click adds" not in panel.message, panel.message)
    yield from rig.screen("slow")
    panel.press("cancel")
    yield panel.is_idle
    yield 100
    rig.equal("the click is taken back", panel.clicks(), 0)
    rig.check("it is said", "Cancelled" in panel.message, panel.message)
    rig.check("nothing more to cancel", not rig.widget("frisket.cancel").isEnabled())


def enters(rig, panel, document):
    """At once after the click: that it waits is said, and the answer on its way is used."""
    told = []
    panel._desk.floated.connect(lambda one, insists: told.append(one) if insists else None)
    begun = time.monotonic()
    click(rig, 160, 120)
    yield 300
    yield from rig.xdotool("key", "Return")
    yield lambda: rig.selection(document) is not None
    took = time.monotonic() - begun
    rig.figure("click and Enter, seconds", round(took, 2))
    rig.check("asked once", took < 1.7 * SECONDS, took)
    rig.check("that it waits is said", any("as soon as it is there" in one for one in told), told)
    yield panel.is_idle


def clicks_meanwhile(rig, panel):
    """While Enter's own job runs, which takes a matte here, clicks are refused with a sentence."""
    panel.choose(edges="matte")
    yield 300
    click(rig, 160, 120)
    yield from panel.settled()
    rig.equal("one click", panel.clicks(), 1)
    yield from rig.xdotool("key", "Return")
    yield 500
    click(rig, 60, 60)
    yield 300
    rig.check("it is said", "being made" in panel.message or panel.is_busy(), panel.message)
    rig.equal("no click is added", panel.clicks(), 1)
    yield from rig.xdotool("key", "Escape")
    yield panel.is_idle
    yield 300
    rig.check("Esc ends it and stays", panel.is_picking() and panel.clicks() == 1)
    yield from rig.xdotool("key", "Escape")
    yield lambda: not panel.is_picking()


def click(rig, x, y):
    place = rig.canvas().mapFromGlobal(QtCore.QPoint(*rig.on_screen(x, y)))
    QtTest.QTest.mouseClick(rig.canvas(), QtCore.Qt.MouseButton.LeftButton, pos=place)
