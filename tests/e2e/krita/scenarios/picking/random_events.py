"""Real mouse and keys in any order while somebody picks: only frisket's selections are made."""

import random
import time

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtWidgets

# Krita says this when a layer is made active in a view that has only just come or gone (`view`).
ALLOWED = (r'SAFE ASSERT .*"shape" in file .*kis_node_manager',)
WIDTH, HEIGHT = 320, 240
SEQUENCES, LENGTH = 200, 7
SECONDS, FEWEST = 235, 24
"""After so long no other sequence is begun; fewer of them would be no test."""
TWO_VIEWS = range(3, 50)
"""The sequences in which another view of the same picture is in sight."""
WHOLE = 20
"""After so many sequences everything is compared, and the picture alone after each of them."""


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace")
    document = yield from rig.document(WIDTH, HEIGHT, [((180, 70, 220, 110), (255, 0, 255))])
    # What Krita fills with must be seen.
    rig.app.action("reset_fg_bg").trigger()
    yield from at_random(rig, panel, document)


def pixels(rig, document):
    """Of every layer; a selection has a node of its own."""
    names = [path for path, node in rig.nodes(document) if node.type() != "selectionmask"]
    return {path: data for path, data in rig.layers(document).items() if path in names}


def at_random(rig, panel, document):
    """Real mouse and real keys, in any order: only frisket's own selections are made."""
    before, layer = pixels(rig, document), document.topLevelNodes()[0]
    alone = bytes(layer.pixelData(0, 0, WIDTH, HEIGHT))
    known = rig.history()[0]
    chance, left = random.Random(14), []
    number, until, other = 0, time.monotonic() + SECONDS, QtWidgets.QLabel("Another program")
    spent = {"events": 0.0, "settling": 0.0, "Enter": 0.0}
    while number < SEQUENCES and time.monotonic() < until:
        if number in (TWO_VIEWS[0], TWO_VIEWS[-1] + 1):
            yield from panel.pick(False)
            yield from view(rig, document, layer, number == TWO_VIEWS[0])
        yield from panel.pick(True)
        # What moved the picture must not move it away.
        rig.app.action("zoom_to_fit").trigger()
        rig.app.activeWindow().activeView().canvas().setZoomLevel(1.0)
        began = time.monotonic()
        places = seen(rig)
        events = [event(places, chance) for _ in range(LENGTH)]
        half = LENGTH // 2 if number % 4 == 3 else 0
        if half:
            yield from rig.xdotool(*[word for one in events[:half] for word in one])
            yield from around(rig, chance, other)
        words = [word for one in events[half:] for word in one]
        yield from rig.xdotool(*words, "keyup", "space", "mouseup", 1, "keyup", "shift")
        spent["events"] += time.monotonic() - began
        began = time.monotonic()
        yield 30
        yield panel.is_idle
        yield 30
        if not panel.is_picking():
            rig.shot(f"left-{number}")
            left.append((number, panel.message, events, rig.history()[0][-2:]))
        spent["settling"] += time.monotonic() - began
        began = time.monotonic()
        if number % 3 == 0:
            yield from rig.xdotool("key", "Return")
            yield 60
            yield panel.is_idle
        spent["Enter"] += time.monotonic() - began
        if number % 10 == 9:
            yield from panel.pick(False)
        same = bytes(layer.pixelData(0, 0, WIDTH, HEIGHT)) == alone
        if not same or (number % WHOLE == WHOLE - 1 and pixels(rig, document) != before):
            rig.check(f"sequence {number} changed the picture", False, (events, rig.history()))
            return
        number += 1
    yield from panel.pick(False)
    rig.equal("in the end all is as it was", pixels(rig, document), before)
    rig.figure("sequences", number)
    rig.figure("seconds", {name: round(value, 1) for name, value in spent.items()})
    rig.check("enough of them", number >= FEWEST, number)
    rig.equal("picking went on in each of them", left, [])
    done = [name for name in rig.history()[0] if name not in known]
    rig.check("nothing but selections", all("Select" in name for name in done), done)


def view(rig, document, layer, on):
    """Another view of the same picture, both in sight; or one again."""
    area = rig.window.findChild(QtWidgets.QMdiArea)
    if on:
        rig.app.activeWindow().addView(document)
        yield 400
        rig.app.action("windows_tile").trigger()
    else:
        area.activeSubWindow().close()
        yield 400
        area.activeSubWindow().showMaximized()
    yield 1000
    if document.activeNode() is None:
        # Krita forgets it with a view.
        document.setActiveNode(layer)
    yield lambda: document.activeNode() is not None


def around(rig, chance, other):
    """What happens round the canvas: the panel goes and comes, another window takes the focus."""
    docker = rig.widget("frisket_docker")
    what = chance.choice(["close", "float", "window"])
    if what == "window":
        # As alt-tab does it: the focus is elsewhere, and comes back.
        other.show()
        other.activateWindow()
        yield lambda: QtWidgets.QApplication.activeWindow() is not rig.window
        yield from rig.xdotool("key", "Delete")
        other.hide()
    elif what == "float":
        docker.setFloating(True)
        yield 50
        docker.setFloating(False)
    else:
        docker.hide()
        yield from rig.xdotool("key", "ctrl+i")
        docker.show()
        docker.raise_()
    yield 20
    rig.window.activateWindow()
    yield lambda: QtWidgets.QApplication.activeWindow() is not None


def seen(rig):
    """Where the picture's corner, the canvas and the panel are; looking for them takes time."""
    words = rig.widget("frisket.words").mapToGlobal(QtCore.QPoint(20, 5))
    return rig.on_screen(0, 0), rig.canvas_on_screen(), words


def event(places, chance):
    """A few words for xdotool. The picture is shown pixel by pixel when they are made."""
    (left, top), (x0, y0, x1, y1), panel = places
    x, y = left + chance.randrange(-40, WIDTH + 40), top + chance.randrange(-40, HEIGHT + 40)
    x, y = min(max(x, x0 + 1), x1 - 2), min(max(y, y0 + 1), y1 - 2)
    host_keys = ["Delete", "shift+BackSpace", "ctrl+x", "ctrl+j", "e", "ctrl+i", "Insert", "f"]
    return chance.choice(
        [
            ("mousemove", x, y, "click", chance.choice([1, 1, 3])),
            ("mousemove", x, y, "mousedown", 1),
            ("mousemove", x, y),
            ("mouseup", 1),
            ("keydown", "space"),
            ("keyup", "space"),
            ("mousemove", panel.x(), panel.y(), "click", 1),
            ("key", chance.choice(host_keys)),
            ("key", chance.choice(host_keys)),
            ("key", chance.choice(["BackSpace", "ctrl+z", "Return"])),
            ("mousemove", x, y, "click", 2),
        ]
    )
