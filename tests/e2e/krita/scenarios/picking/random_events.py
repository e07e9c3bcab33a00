"""Real mouse and keys in any order while somebody picks: only frisket's selections are made."""

import random
import time

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore

WIDTH, HEIGHT = 320, 240
SEQUENCES, LENGTH = 200, 7
SECONDS, FEWEST = 220, 24
"""After so long no other sequence is begun; fewer of them would be no test."""


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
    before = pixels(rig, document)
    known = rig.history()[0]
    chance, went_on = random.Random(14), 0
    number, until = 0, time.monotonic() + SECONDS
    while number < SEQUENCES and time.monotonic() < until:
        yield from panel.pick(True)
        # What moved the picture must not move it away.
        rig.app.action("zoom_to_fit").trigger()
        rig.app.activeWindow().activeView().canvas().setZoomLevel(1.0)
        words = [word for _ in range(LENGTH) for word in event(rig, chance)]
        yield from rig.xdotool(*words, "keyup", "space", "mouseup", 1, "keyup", "shift")
        yield from panel.settled()
        went_on += panel.is_picking()
        if number % 3 == 0:
            yield from rig.xdotool("key", "Return")
            yield from panel.applied()
        if number % 10 == 9:
            yield from panel.pick(False)
        if pixels(rig, document) != before:
            rig.check(f"sequence {number} changed the picture", False, (words, rig.history()))
            return
        number += 1
    yield from panel.pick(False)
    rig.check("no sequence changed the picture", True)
    rig.figure("sequences", number)
    rig.check("enough of them", number >= FEWEST, number)
    rig.equal("picking went on in each of them", went_on, number)
    done = [name for name in rig.history()[0] if name not in known]
    rig.check("nothing but selections", all("Select" in name for name in done), done)


def event(rig, chance):
    """A few words for xdotool."""
    x, y = rig.on_screen(chance.randrange(-40, WIDTH + 40), chance.randrange(-40, HEIGHT + 40))
    left, top, right, bottom = rig.canvas_on_screen()
    x, y = min(max(x, left + 1), right - 2), min(max(y, top + 1), bottom - 2)
    panel = rig.widget("frisket.words").mapToGlobal(QtCore.QPoint(20, 5))
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
