"""A menu is open when a result comes: it is made as soon as the menu is closed, and not refused."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets
from frisket_probe.rig import RED

AGENT = ""


def run(rig):
    yield from rig.agent("start", seconds=2)
    panel = yield from Panel.shown(rig)
    panel.words("red")
    document = yield from rig.document(80, 60, [((10, 10, 30, 30), RED)])
    active = document.activeNode()
    for output in ("selection", "mask", "cutout", "objects", "stored"):
        panel.choose(output=output)
        document.setActiveNode(active)
        yield lambda: document.activeNode() == active
        before = made(rig, document)
        panel.press_run()
        yield panel.is_busy
        more = rig.widget("frisket.more")
        x, y = middle(more)
        yield from rig.xdotool("mousemove", x, y, "click", 1)
        yield lambda: QtWidgets.QApplication.activePopupWidget() is not None
        yield 5000
        if output == "selection":
            yield from rig.screen("open")
        rig.check(f"{output}: the menu is still open", QtWidgets.QApplication.activePopupWidget())
        yield from rig.xdotool("key", "Escape")
        yield panel.is_idle
        yield 300
        rig.check(f"{output}: made", made(rig, document) != before, panel.message)
        rig.check(f"{output}: which is said", "1 object, " in panel.message, panel.message)
        rig.equal(f"{output}: active is what was", document.activeNode(), active)


def made(rig, document):
    return rig.selection(document), [path for path, _ in rig.nodes(document)]


def middle(widget):
    place = widget.mapToGlobal(widget.rect().center())
    return place.x(), place.y()
