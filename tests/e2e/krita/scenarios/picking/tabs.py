"""Another picture comes to the front while somebody picks: it goes on there, and nothing paints."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED

# Krita says this when a layer is made active in a view that has only just come.
ALLOWED = (r'SAFE ASSERT .*"shape" in file .*kis_node_manager',)
WIDTH, HEIGHT = 320, 240
HERE, THERE = (180, 70, 220, 110), (60, 120, 130, 180)
TAKEN = 6


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace", prompt_from="clicks")
    one = yield from rig.document(WIDTH, HEIGHT, [(HERE, RED)])
    two = yield from rig.document(WIDTH, HEIGHT, [(THERE, RED)])
    rig.app.action("reset_fg_bg").trigger()
    yield from turned(rig, one)
    before = {id(document): rig.layers(document) for document in (one, two)}

    def untouched(case):
        for name, document in (("one", one), ("two", two)):
            now = {
                path: data
                for path, data in rig.layers(document).items()
                if path in before[id(document)]
            }
            rig.equal(f"{case}: {name} was not painted on", now, before[id(document)])

    yield from goes_on(rig, panel, one, two, untouched)
    yield from through_what_is_said(rig, panel, one, two)
    yield from half_a_state(rig, panel, untouched)
    yield from cannot(rig, panel, one, untouched)


def turned(rig, document):
    """To this picture, by the keys that Krita has for that."""
    for _ in range(4):
        if rig.app.activeDocument() == document:
            return
        yield from rig.xdotool("key", "ctrl+Tab")
        yield 300
    rig.check("in front", rig.app.activeDocument() == document)


def goes_on(rig, panel, one, two, untouched):
    yield from panel.pick(True)
    told = []  # the answer to a drag may be told right after
    panel._desk.saying.said.connect(told.append)
    yield from click(rig, panel, 200, 90)
    rig.equal("one click", panel.clicks(), 1)
    x, y = rig.on_screen(100, 150)
    # At once, as a hand does that is in a hurry.
    yield from rig.xdotool("key", "ctrl+Tab", "mousemove", x, y, "mousedown", 1)
    yield from rig.xdotool("mousemove_relative", 20, 10, "mouseup", 1)
    yield 600
    rig.check("the other is in front", rig.app.activeDocument() == two)
    rig.check("picking goes on", panel.is_picking())
    rig.check("and says so", any("goes on in" in one for one in told), told)
    yield from rig.screen("other")
    untouched("turned")
    while panel.clicks():
        yield from rig.xdotool("key", "BackSpace")
        yield from panel.settled()
    yield from click(rig, panel, 100, 150)
    rig.equal("a click there", panel.clicks(), 1)
    yield from turned(rig, one)
    yield from panel.settled()
    rig.check("back, which is said", "your clicks" in panel.message, panel.message)
    rig.equal("the clicks are kept", panel.clicks(), 1)
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    made = rig.selection(one) or bytes(WIDTH * HEIGHT)
    rig.check("Enter makes it here", made[90 * WIDTH + 200])
    rig.equal("and not there", rig.selection(two), None)
    yield from rig.xdotool("key", "ctrl+z")
    yield 600
    rig.equal("Ctrl+Z undoes it", rig.selection(one), None)
    yield from rig.xdotool("key", "ctrl+shift+z")
    yield from rig.soon(lambda: rig.selection(one) is not None)
    rig.check("Ctrl+Shift+Z makes it again", rig.selection(one) is not None, panel.message)
    yield from panel.settled()
    yield from rig.xdotool("key", "ctrl+z")
    yield from rig.soon(lambda: rig.selection(one) is None)
    rig.equal("and Ctrl+Z undoes it again", rig.selection(one), None)
    rig.check("which is said", any("was undone" in one for one in told), told)
    done = rig.history()
    yield from rig.xdotool("key", "ctrl+z")
    yield 300
    rig.equal("but nothing that was before", rig.history(), done)
    rig.check("which it says", "no click left" in panel.message, panel.message)
    rig.check("picking goes on after that", panel.is_picking())
    untouched("gone on")


def through_what_is_said(rig, panel, one, two):
    """The message over the picture lets through the click that it asks for."""
    yield from turned(rig, two)
    yield from rig.soon(lambda: rig.floating() is not None)
    message = rig.floating()
    rig.check("it is said over the picture", message is not None)
    middle = message.mapToGlobal(message.rect().center())
    before = panel.clicks()
    yield from rig.screen("message")
    yield from rig.xdotool("mousemove", middle.x(), middle.y(), "click", 1)
    yield from panel.settled()
    x, y = rig.on_screen(0, 0)
    is_on_picture = 0 <= middle.x() - x < WIDTH and 0 <= middle.y() - y < HEIGHT
    answer = panel.clicks() == before + 1 if is_on_picture else "beside" in panel.message
    rig.check("a click on it is one on the picture", answer, (is_on_picture, panel.message))
    while panel.clicks():
        yield from rig.xdotool("key", "BackSpace")
        yield from panel.settled()
    yield from turned(rig, one)
    yield from panel.settled()


def half_a_state(rig, panel, untouched):
    """Krita has no view in front for a moment: that is waited for, and nothing paints meanwhile."""
    from frisket_krita.canvas import documents
    from frisket_krita.picking import canvases

    front = canvases.front

    def fails():
        raise documents.refusal("pick.no_canvas")

    x, y = rig.on_screen(100, 150)
    canvases.front = fails
    yield 500
    yield from rig.xdotool("mousemove", x, y, "mousedown", 1)
    yield from rig.xdotool("mousemove_relative", 20, 10, "mouseup", 1)
    canvases.front = front
    yield 600
    rig.check("picking went on", panel.is_picking())
    untouched("a moment")
    canvases.front = fails
    yield from rig.until(lambda: not panel.is_picking(), TAKEN)
    canvases.front = front
    rig.check("it ended, which is said", "Picking ended" in panel.message, panel.message)
    yield from rig.xdotool("key", "BackSpace")
    yield 300
    rig.check("a key does nothing", "did nothing" in panel.message, panel.message)
    untouched("ended")
    yield from panel.pick(True)


def cannot(rig, panel, one, untouched):
    """Its layer is empty: picking ends, and the next press is nobody's."""
    empty = rig.app.createDocument(WIDTH, HEIGHT, "empty", "RGBA", "U8", "", 72.0)
    empty.setBatchmode(True)
    layer = empty.createNode("nothing", "paintlayer")
    empty.rootNode().addChildNode(layer, None)
    rig.app.activeWindow().addView(empty)
    yield lambda: rig.app.activeDocument() == empty
    empty.setActiveNode(layer)
    yield from rig.until(lambda: not panel.is_picking(), TAKEN)
    rig.check("it says why", "is empty" in panel.message, panel.message)
    yield 400
    rig.check("over the picture as well", rig.floating() is not None)
    yield from rig.screen("ended")
    before = rig.layers(empty)
    yield from drawn(rig)
    rig.equal("the first press paints nothing", rig.layers(empty), before)
    rig.check("and why", "did nothing" in panel.message, panel.message)
    yield from rig.screen("swallowed")
    yield 1200
    yield from drawn(rig)
    rig.check("the next one paints", rig.layers(empty) != before)
    untouched("ended")
    yield from closed(rig, panel, empty, one)


def closed(rig, panel, empty, one):
    """Picked on, then closed: picking ends, and the next press is nobody's."""
    third = rig.app.createDocument(WIDTH, HEIGHT, "third", "RGBA", "U8", "", 72.0)
    third.setBatchmode(True)
    layer = third.topLevelNodes()[0]
    layer.setPixelData(bytes([40, 90, 200, 255]) * (WIDTH * HEIGHT), 0, 0, WIDTH, HEIGHT)
    third.refreshProjection()
    rig.app.activeWindow().addView(third)
    yield lambda: rig.app.activeDocument() == third
    yield 400
    yield from panel.pick(True)
    third.setModified(False)
    third.close()
    yield from rig.until(lambda: not panel.is_picking(), TAKEN)
    rig.check("closed: it says that picking ended", "Picking ended" in panel.message, panel.message)
    before = [rig.layers(document) for document in (empty, one)]
    yield from drawn(rig)
    now = [rig.layers(document) for document in (empty, one)]
    rig.check("closed: the first press paints nothing", now == before)


def drawn(rig):
    x, y = rig.on_screen(100, 150)
    yield from rig.xdotool("mousemove", x, y, "mousedown", 1)
    for _ in range(4):
        yield from rig.xdotool("mousemove_relative", 10, 5)
    yield from rig.xdotool("mouseup", 1)
    yield 600


def click(rig, panel, x, y):
    yield from rig.xdotool("mousemove", *rig.on_screen(x, y), "click", 1)
    yield from panel.settled()
