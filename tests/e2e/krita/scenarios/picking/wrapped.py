"""Wrap-around mode, which only the OpenGL canvas has: nobody picks on a copy of the picture."""

from frisket_probe.panel import Panel

CANVAS = "opengl"


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(320, 240)
    before = rig.layers(document)
    yield from refused(rig, panel)
    rig.equal("nothing was painted", rig.layers(document), before)


def refused(rig, panel):
    yield from panel.pick(True)
    canvas = rig.app.activeWindow().activeView().canvas()
    rig.app.action("wrap_around_mode").trigger()
    yield 300
    rig.check("wrap-around mode is on", canvas.wrapAroundMode())
    yield from rig.xdotool("mousemove", *rig.on_screen(100, 90), "click", 1)
    yield from panel.settled()
    rig.check("wrap-around: refused", "wrap-around" in panel.message, panel.message)
    rig.equal("wrap-around: no click", panel.clicks(), 0)
    yield from panel.pick(False)
    panel.press("pick")
    yield 300
    rig.check("wrap-around: not begun", not panel.is_picking())
    rig.check("and that is said", "wrap-around" in panel.message, panel.message)
    rig.app.action("wrap_around_mode").trigger()
    yield 300
