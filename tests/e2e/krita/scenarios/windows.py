"""Two windows of one Krita, each with a picture: what is asked in one never reaches the other."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

FIRST, SECOND = (10, 10, 40, 30), (30, 20, 70, 50)
WIDTH, HEIGHT = 100, 80


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("red")
    panel.choose(output="selection", mode="replace")
    one = yield from rig.document(WIDTH, HEIGHT, [(FIRST, RED)])
    first = rig.app.activeWindow()
    second = yield from other_window(rig)
    rig.equal("two windows", len(rig.app.windows()), 2)
    other = yield from rig.document(WIDTH, HEIGHT, [(SECOND, RED)])
    panel = yield from Panel.shown(rig)
    yield from runs_in_the_second(rig, panel, one, other)
    yield from picks_in_the_second(rig, panel, one, other)
    yield from closes_while_picking(rig, panel, second, first, other)
    yield from runs_in_the_first(rig, one)


def other_window(rig):
    """Krita makes it, but does not show it."""
    window = rig.app.openWindow()
    window.qwindow().show()
    yield lambda: len(rig.app.windows()) == 2
    yield 1000
    window.activate()
    window.qwindow().activateWindow()
    yield 1000
    yield lambda: rig.app.activeWindow().qwindow() == window.qwindow()
    return window


def runs_in_the_second(rig, panel, one, other):
    panel.words("red")
    panel.choose(output="selection", mode="replace")
    yield from panel.run()
    found = rig.selection(other)
    rig.equal("second: found in its own picture", found, mask(WIDTH, HEIGHT, [SECOND]))
    rig.equal("second: the first has no selection", rig.selection(one), None)


def picks_in_the_second(rig, panel, one, other):
    yield from rig.select(other, None)
    yield from panel.pick(True)
    x, y = rig.on_screen(50, 35)
    yield from rig.xdotool("mousemove", x, y, "click", 1)
    yield from panel.settled()
    yield from rig.screen("picking")
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    found = rig.selection(other)
    rig.check("second: picked", found is not None and found[35 * WIDTH + 50] == 255)
    rig.equal("second: picking left the first alone", rig.selection(one), None)


def closes_while_picking(rig, panel, second, first, other):
    rig.check("second: still picking", panel.is_picking())
    other.setModified(False)
    second.qwindow().close()
    yield lambda: len(rig.app.windows()) == 1
    first.activate()
    first.qwindow().activateWindow()
    yield 1000
    rig.check("the window is gone, and so is picking", not panel.is_picking())


def runs_in_the_first(rig, one):
    yield lambda: rig.app.activeDocument() == one
    panel = yield from Panel.shown(rig)
    panel.words("red")
    yield from panel.run()
    rig.equal("first: works on", rig.selection(one), mask(WIDTH, HEIGHT, [FIRST]))
    yield from panel.pick(True)
    x, y = rig.on_screen(25, 20)
    yield from rig.xdotool("mousemove", x, y, "click", 1)
    yield from panel.settled()
    yield from rig.xdotool("key", "Escape")
    yield lambda: not panel.is_picking()
    rig.check("first: picks and leaves", True)
