"""Clicks on the canvas with a real mouse, at three zooms, rotated and mirrored; the plain canvas.

Where to click is found on the screen: a magenta mark whose place in the picture is known. The fake
models draw a disc round each click, so the disc's middle says where the click was taken to be.
"""

from frisket_probe.panel import Panel
from frisket_probe.rig import mask
from frisket_probe.seen import middle, of_colour

ALLOWED = (r'SAFE ASSERT .*"shape" in file .*kis_node_manager',)
"""Krita's own, on a busy machine, when it opens a picture."""
WIDTH, HEIGHT = 320, 240
RADIUS = 0.125 * HEIGHT
MARKS = {"magenta": ((255, 0, 255), (200, 90)), "yellow": ((255, 255, 0), (90, 150))}
VIEWS = {
    "zoom 1": (1.0, 0, False),
    "zoom 0.6": (0.6, 0, False),
    "zoom 2.4": (2.4, 0, False),
    "rotated": (1.5, 30, False),
    "mirrored": (1.5, 0, True),
    "rotated and mirrored": (1.2, -75, True),
}


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace")
    document = yield from rig.document(WIDTH, HEIGHT, [patch(*mark) for mark in MARKS.values()])
    before = rig.layers(document)
    for name, view in VIEWS.items():
        yield from shown(rig, *view)
        yield from adds_and_excludes(rig, panel, document, name, view[0])
    yield from keys(rig, panel, document)
    yield from box(rig, panel, document)
    rig.equal("the brush has not painted", rig.layers(document), before)
    yield from paints_again(rig, document, before)


def patch(colour, place):
    x, y = place
    return (x - 6, y - 6, x + 6, y + 6), colour


def shown(rig, zoom, angle, mirrored):
    """Set the view; what is found on the screen afterwards is what a person sees."""
    canvas = rig.app.activeWindow().activeView().canvas()
    canvas.setMirror(False)
    canvas.setRotation(0)
    canvas.setZoomLevel(zoom)
    canvas.setRotation(angle)
    canvas.setMirror(mirrored)
    yield 500


def place(rig, name):
    """Where the mark of this colour is on the screen."""
    yield from rig.screen("looked-at")
    found = of_colour(rig.folder / "looked-at.png", MARKS[name][0], rig.canvas_on_screen())
    rig.check(f"{name} is seen", found is not None)
    return found


def adds_and_excludes(rig, panel, document, view, zoom):
    yield from rig.select(document, None)
    x, y = yield from place(rig, "magenta")
    other_x, other_y = yield from place(rig, "yellow")
    _, position = rig.history()
    yield from panel.pick(True)
    yield from click(rig, panel, x, y, 1)
    yield from click(rig, panel, other_x, other_y, 1)
    yield from rig.soon(lambda: panel.clicks() == 2)
    rig.equal(f"{view}: both clicks count", panel.clicks(), 2)
    if view == "zoom 1":
        yield from rig.screen("picking")
    yield from rig.xdotool("key", "Return")
    yield from rig.soon(lambda: rig.history()[1] == position + 1)
    yield from panel.applied()
    found = rig.selection(document) or mask(WIDTH, HEIGHT, [])
    for mark in MARKS:
        (wanted_x, wanted_y) = MARKS[mark][1]
        left = (0, WIDTH // 2) if mark == "yellow" else (WIDTH // 2, WIDTH)
        at_x, at_y, area = middle(found, WIDTH, left)
        far = max(abs(at_x - wanted_x), abs(at_y - wanted_y))
        # The mouse points at whole pixels as Qt counts them, zoom is in those of the screen.
        is_there = far <= 0.5 + rig.window.devicePixelRatioF() / zoom
        rig.check(f"{view}: {mark} is where it was clicked", is_there, f"{at_x}, {at_y}")
        rig.figure(f"{view}: {mark} off by", round(far, 2))
        wanted_area = 3.1416 * RADIUS**2
        rig.check(f"{view}: {mark} is a whole disc", abs(area / wanted_area - 1) < 0.05, area)
    rig.equal(f"{view}: one undo step", rig.history()[1], position + 1)
    yield from rig.undo(document)
    rig.equal(f"{view}: undone", rig.selection(document), None)
    yield from panel.pick(False)


def keys(rig, panel, document):
    """Right click and Alt exclude, Backspace takes back, Esc leaves and changes nothing."""
    yield from shown(rig, 1.0, 0, False)
    yield from rig.select(document, None)
    x, y = yield from place(rig, "magenta")
    for how in ("right click", "Alt"):
        yield from panel.pick(True)
        yield from click(rig, panel, x, y, 1)
        if how == "Alt":
            yield from rig.xdotool("keydown", "alt")
            yield from click(rig, panel, x + 20, y, 1)
            yield from rig.xdotool("keyup", "alt")
        else:
            yield from click(rig, panel, x + 20, y, 3)
        yield from rig.xdotool("key", "Return")
        yield from rig.soon(lambda: not panel.clicks())
        yield from panel.applied()
        found = rig.selection(document) or mask(WIDTH, HEIGHT, [])
        at = MARKS["magenta"][1]
        rig.equal(f"{how}: excluded", found[at[1] * WIDTH + at[0] + 20], 0)
        rig.equal(f"{how}: the rest stays", found[at[1] * WIDTH + at[0] - 20], 255)
        yield from panel.pick(False)
        yield from rig.select(document, None)
    yield from panel.pick(True)
    yield from click(rig, panel, x, y, 1)
    yield from click(rig, panel, x + 20, y, 3)
    yield from rig.xdotool("key", "BackSpace")
    yield from panel.settled()
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    found = rig.selection(document) or mask(WIDTH, HEIGHT, [])
    area = middle(found, WIDTH, (0, WIDTH))[2]
    rig.check(
        "Backspace takes the last one back", abs(area / (3.1416 * RADIUS**2) - 1) < 0.05, area
    )
    yield from panel.pick(False)
    yield from rig.select(document, None)
    yield from panel.pick(True)
    yield from click(rig, panel, x, y, 1)
    yield from rig.xdotool("key", "Escape")
    yield lambda: not panel.is_picking()
    yield 300
    rig.equal("Esc leaves and changes nothing", rig.selection(document), None)


def box(rig, panel, document):
    """A drag is a box."""
    x, y = yield from place(rig, "magenta")
    yield from panel.pick(True)
    yield from rig.xdotool("mousemove", x - 40, y - 30, "mousedown", 1)
    yield 100
    yield from rig.xdotool("mousemove", x, y)
    yield 100
    yield from rig.xdotool("mousemove", x + 40, y + 30)
    yield 100
    yield from rig.xdotool("mouseup", 1)
    yield from panel.settled()
    yield from rig.screen("box")
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    found = rig.selection(document) or mask(WIDTH, HEIGHT, [])
    at_x, at_y, area = middle(found, WIDTH, (0, WIDTH))
    rig.check("box: its middle", abs(at_x - 200) <= 1.5 and abs(at_y - 90) <= 1.5, (at_x, at_y))
    rig.check("box: its area", abs(area / (80 * 60) - 1) < 0.08, area)
    yield from panel.pick(False)
    yield from rig.select(document, None)


def paints_again(rig, document, before):
    """Without the tool the same click is the brush's."""
    x, y = yield from place(rig, "magenta")
    yield from rig.xdotool("mousemove", x, y, "click", 1)
    yield 500
    document.waitForDone()
    rig.check("the brush paints again", rig.layers(document) != before)


def click(rig, panel, x, y, button):
    yield from rig.xdotool("mousemove", x, y)
    yield 50
    yield from rig.xdotool("click", button)
    yield from panel.settled()
