"""The actions: no shortcuts, each does its thing; and the box at the cursor."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets
from frisket_probe.rig import RED, mask
from frisket_probe.seen import softened

WIDTH, HEIGHT = 120, 80
BOX = (10, 10, 50, 40)
NAMES = ("words", "subject", "refine", "mask", "background", "pick", "repeat", "cancel")


def run(rig):
    panel = yield from Panel.shown(rig)
    for name in NAMES:
        action = rig.app.action(f"frisket_{name}")
        rig.check(f"{name}: is there", action is not None)
        text = action.text().replace("&", "") if action else "?"
        rig.check(f"{name}: the menu says whose it is", text.startswith("frisket: "), text)
        rig.equal(f"{name}: no shortcut", action.shortcut().toString() if action else "?", "")
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    yield from subject(rig, panel, document)
    yield from words(rig, panel, document)
    yield from refine(rig, panel, document)
    yield from masks(rig, panel)
    yield from picking(rig, panel)


def trigger(rig, panel, name):
    rig.app.action(f"frisket_{name}").trigger()
    yield 20
    yield panel.is_idle
    yield 50


def subject(rig, panel, document):
    """The fake models take the middle for the subject."""
    middle = mask(WIDTH, HEIGHT, [(30, 20, 90, 60)])
    yield from trigger(rig, panel, "subject")
    rig.equal("subject", rig.selection(document), middle)
    yield from rig.undo(document)
    yield from trigger(rig, panel, "repeat")
    rig.equal("repeat", rig.selection(document), middle)
    yield from trigger(rig, panel, "cancel")
    rig.equal("cancel with nothing to cancel", rig.selection(document), middle)


def words(rig, panel, document):
    """Typed with a real keyboard where the mouse is."""
    x, y = rig.on_screen(60, 40)
    yield from rig.xdotool("mousemove", x, y)
    rig.app.action("frisket_words").trigger()
    yield lambda: box_at_cursor() is not None
    corner = box_at_cursor().pos()
    near = max(abs(corner.x() - x), abs(corner.y() - y)) < 60
    rig.check("the box is at the cursor", near, (corner.x(), corner.y(), x, y))
    yield 300
    yield from rig.xdotool("type", "--delay", 30, "red")
    yield 300
    yield from rig.screen("box-at-cursor")
    yield from rig.xdotool("key", "Return")
    yield lambda: box_at_cursor() is None
    yield from panel.settled()
    rig.equal("words", rig.selection(document), mask(WIDTH, HEIGHT, [BOX]))
    for _ in range(2):
        rig.app.action("frisket_words").trigger()
        yield lambda: box_at_cursor() is not None
        yield 300
        yield from rig.xdotool("key", "Escape")
        yield lambda: box_at_cursor() is None
    rig.check("no complaint", "wrong" not in panel.message, panel.message)
    rig.equal("Escape changes nothing", rig.selection(document), mask(WIDTH, HEIGHT, [BOX]))


def box_at_cursor():
    for widget in QtWidgets.QApplication.topLevelWidgets():
        if widget.objectName() == "frisket.box" and widget.isVisible():
            return widget
    return None


def refine(rig, panel, document):
    """Only a band round the edge is made anew, softly though the panel's edges are hard."""
    rough = mask(WIDTH, HEIGHT, [(5, 5, 70, 30)], 200)
    yield from rig.select(document, rough)
    yield from trigger(rig, panel, "refine")
    rig.equal("refine", rig.selection(document), softened(rough, WIDTH))
    rig.check("and it says so", "edge was made anew" in panel.message, panel.message)
    rig.check("and that it was a box", "was a plain box" in panel.message, panel.message)
    yield from rig.undo(document)
    rig.equal("in one step", rig.selection(document), rough)
    rig.app.action("select_all").trigger()
    yield 300
    yield from trigger(rig, panel, "refine")
    rig.check("all of it has no edge", "no edge" in panel.message, panel.message)
    rig.equal("and stays", rig.selection(document), mask(WIDTH, HEIGHT, [(0, 0, WIDTH, HEIGHT)]))


def masks(rig, panel):
    for name, wanted in (("mask", BOX), ("background", (30, 20, 90, 60))):
        document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
        panel.words("red")
        yield from trigger(rig, panel, name)
        yield 300
        made = [node for _, node in rig.nodes(document) if node.type() == "transparencymask"]
        rig.equal(f"{name}: one mask", len(made), 1)
        found = bytes(made[0].pixelData(0, 0, WIDTH, HEIGHT))
        there = mask(WIDTH, HEIGHT, [wanted])
        # The background goes with a soft edge, which is rounder at the corners.
        other = sum((a > 127) != (b > 127) for a, b in zip(found, there, strict=True))
        rig.check(f"{name}: its place", other <= (0 if name == "mask" else 40), other)
        rig.equal(f"{name}: nothing is lost", len(rig.nodes(document)), 2)


def picking(rig, panel):
    rig.app.action("frisket_pick").trigger()
    yield panel.is_picking
    yield from panel.settled()
    rig.app.action("frisket_pick").trigger()
    yield lambda: not panel.is_picking()
    rig.check("pick goes on and off", True)
