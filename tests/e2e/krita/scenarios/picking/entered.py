"""Enter in a field of the panel takes a number first; Ctrl+Z is the picture's once it is made."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets
from frisket_probe.rig import RED

WIDTH, HEIGHT = 320, 240


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(WIDTH, HEIGHT, [((60, 60, 120, 110), RED)])
    before = len(rig.nodes(document))
    panel.choose(output="cutout", options=True)
    yield from numbers(rig, panel, document, before)
    panel.choose(prompt_from="words", grow=0)
    yield from words(rig, panel, document, before)


def numbers(rig, panel, document, before):
    yield from panel.pick(True)
    yield from rig.xdotool("mousemove", *rig.on_screen(160, 120), "click", 1)
    yield from panel.settled()
    first = width(panel)
    yield from focus(rig, "frisket.grow")
    yield from rig.xdotool("key", "ctrl+a", "type", "--delay", 30, "20")
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    rig.equal("Enter takes the number", rig.widget("frisket.grow").value(), 20.0)
    rig.equal("and makes nothing", len(rig.nodes(document)), before)
    rig.check("its mask is shown", width(panel) > first + 20, (first, width(panel)))
    rig.check("the field still has the focus", focused() is rig.widget("frisket.grow"))
    yield from made_and_undone(rig, panel, document, before, "once more")
    rig.equal("and no number is undone", rig.widget("frisket.grow").value(), 20.0)
    yield from panel.pick(False)


def words(rig, panel, document, before):
    yield from focus(rig, "frisket.words")
    yield from rig.xdotool("key", "ctrl+a", "type", "--delay", 30, "red")
    yield from made_and_undone(rig, panel, document, before, "words")
    rig.equal("and they are not undone", rig.widget("frisket.words").text(), "red")


def made_and_undone(rig, panel, document, before, how):
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    rig.check(f"{how}: it is made", len(rig.nodes(document)) > before, panel.message)
    rig.check(f"{how}: the canvas has the focus", focused() is rig.canvas())
    yield from rig.xdotool("key", "ctrl+z")
    yield from rig.soon(lambda: len(rig.nodes(document)) == before)
    rig.equal(f"{how}: Ctrl+Z undoes it", len(rig.nodes(document)), before)


def width(panel):
    """Of what is shown, in pixels of the picture; 0 for nothing."""
    return max((box.width for box, _ in panel.overlay().masks), default=0)


def focused():
    return QtWidgets.QApplication.focusWidget()


def focus(rig, name):
    rig.widget(name).setFocus()
    yield lambda: focused() is rig.widget(name)
    yield 100
