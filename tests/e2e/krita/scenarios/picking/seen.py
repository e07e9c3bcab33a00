"""The mask is seen on every ground, of its own colour as well; its outline moves; views differ."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtGui

LIMIT = 600
WIDTH, HEIGHT, BAND = 400, 240, 40
GROUNDS = (
    *((255, 60, 40), (236, 140, 60), (0, 0, 0), (255, 255, 255), (128, 128, 128)),
    *((0, 90, 60), (255, 255, 0), (20, 30, 160), (200, 40, 160), (90, 90, 90)),
)
TOP, BOTTOM = 60, 180
ZOOM = 1.5
NEAR = 8
"""Pixels of the screen on both sides of the mask's border."""


def run(rig):
    panel = yield from Panel.shown(rig)
    bands = [((n * BAND, 0, (n + 1) * BAND, HEIGHT), one) for n, one in enumerate(GROUNDS)]
    yield from rig.document(WIDTH, HEIGHT, bands)
    rig.app.activeWindow().activeView().canvas().setZoomLevel(ZOOM)
    yield 500
    yield from rig.xdotool("mousemove", *rig.on_screen(WIDTH - 5, HEIGHT + 20))
    before = yield from seen(rig, "before")
    yield from panel.pick(True)
    ours = yield from cursor(rig)
    yield from brush(rig, False)
    yield from panel.drag((10, TOP), (WIDTH - 10, BOTTOM))
    yield from panel.settled()
    rig.check("a mask", panel.overlay().masks)
    yield from rig.xdotool("mousemove", *rig.on_screen(WIDTH - 5, HEIGHT + 20))
    for view in ("outline", "dimmed", "colour"):
        look(rig, view)
        yield 400
        shown = yield from seen(rig, view)
        outlined(rig, view, shown)
        later = yield from moved(rig, shown)
        rig.check(f"{view}: the outline moves", later)
        compare(rig, view, before, shown)
    yield from coloured(rig)
    yield from panel.pick(False)
    yield from cursor_is_kritas(rig, ours)
    yield from brush(rig, True)


def seen(rig, name):
    yield from rig.screen(name)
    return QtGui.QImage(str(rig.folder / f"{name}.png"))


def light(image, place):
    return QtGui.qGray(image.pixel(*place))


def look(rig, view):
    """By the menu of the panel."""
    menu = rig.widget("frisket.more").menu()
    menu.findChild(type(menu.actions()[0]), f"frisket.look.{view}").trigger()


def outlined(rig, view, image):
    """In every band the border has something dark and something light."""
    for number, ground in enumerate(GROUNDS):
        lights = [
            light(image, (x, y + away))
            for x, y in border(rig, number)
            for away in range(-NEAR, NEAR + 1)
        ]
        rig.check(f"{view}, {ground}: dark and light", min(lights) < 20 and max(lights) > 235)
        gray = QtGui.qGray(*ground)
        most = max(abs(gray - min(lights)), abs(gray - max(lights)))
        rig.check(f"{view}, {ground}: differs from it", most >= 100, most)


def border(rig, number):
    x, y = rig.on_screen(number * BAND + BAND // 2, TOP)  # which takes a while
    return [(x + round(ZOOM * way), y) for way in range(-8, 8)]


def moved(rig, first):
    """Whether the border of any band looks different a moment later."""
    for _ in range(6):
        yield 200
        now = yield from seen(rig, "later")
        places = [place for number in range(len(GROUNDS)) for place in border(rig, number)]
        near = [(x, y + away) for x, y in places for away in range(-NEAR, NEAR + 1)]
        if any(light(first, place) != light(now, place) for place in near):
            return True
    return False


def compare(rig, view, before, shown):
    """Inside and outside, far from the border."""
    for number, ground in enumerate(GROUNDS):
        x = number * BAND + BAND // 2
        inside, outside = rig.on_screen(x, 150), rig.on_screen(x, 20)
        was_in, was_out = before.pixel(*inside), before.pixel(*outside)
        is_in, is_out = shown.pixel(*inside), shown.pixel(*outside)
        if view != "colour":
            rig.equal(f"{view}, {ground}: inside stays", is_in, was_in)
        if view == "dimmed" and sum(ground):
            darker = QtGui.qGray(is_out) < 0.5 * QtGui.qGray(was_out) + 1
            rig.check(f"{view}, {ground}: outside is darker", darker)
        elif view != "dimmed":
            rig.equal(f"{view}, {ground}: outside stays", is_out, was_out)
    if view == "colour":
        there = rig.on_screen(2 * BAND + BAND // 2, 150)
        rig.check("the colour is over it", shown.pixel(*there) != before.pixel(*there))


def coloured(rig):
    """Another colour, by Krita's own window for them."""
    menu = rig.widget("frisket.more").menu()
    menu.findChild(type(menu.actions()[0]), "frisket.look.choose").trigger()
    dialog = rig.widget("frisket.colours")
    yield dialog.isVisible
    dialog.setCurrentColor(QtGui.QColor("#2040ff"))
    dialog.accept()
    yield 500
    shown = yield from seen(rig, "blue")
    over_black = QtGui.QColor(shown.pixel(*rig.on_screen(2 * BAND + BAND // 2, 150)))
    is_blue = over_black.blue() > 110 and over_black.red() < 40
    rig.check("the chosen colour is over it", is_blue, over_black.name())
    yield 700
    saved = (rig.folder / "config/plugins.json").read_text("utf-8")
    rig.check("it is remembered", '"#2040ff"' in saved, saved)


def cursor(rig):
    """A cross, whatever Krita makes of it meanwhile."""
    ours = rig.canvas().cursor().pixmap().cacheKey()
    rig.check("a cursor of its own", not rig.canvas().cursor().pixmap().isNull())
    for x in (50, 150, 250):
        yield from rig.xdotool("mousemove", *rig.on_screen(x, 100))
        yield 150
    yield from rig.xdotool("keydown", "ctrl", "keyup", "ctrl")
    yield 200
    rig.equal("it stays", rig.canvas().cursor().pixmap().cacheKey(), ours)
    button = rig.widget("frisket.pick")
    rig.check("the button says so", "Esc" in button.text() and button.isChecked(), button.text())
    return ours


def brush(rig, is_there):
    """Its outline is round the mouse, or not while somebody picks; pictures have no cursor."""
    name = "brush-is-there" if is_there else "no-brush"
    yield from rig.xdotool("mousemove", *rig.on_screen(350, 200))
    yield 300
    without = yield from seen(rig, f"{name}-yet")
    for x, key in ((150, "shift"), (100, "ctrl"), (120, "alt"), (110, "")):
        middle = rig.on_screen(x, 100)
        yield from rig.xdotool("mousemove", *middle)
        if key and not is_there:
            yield from rig.xdotool("keydown", key, "mousemove_relative", 2, 2, "keyup", key)
        yield 400
        now = yield from seen(rig, f"{name}-{x}")
        away = [way for way in range(-60, 61) if way]
        across = [(middle[0] + way, middle[1]) for way in away]
        down = [(middle[0], middle[1] + way) for way in away]
        other = sum(now.pixel(*place) != without.pixel(*place) for place in across + down)
        rig.check(f"{name} at {x}", (other > 0) == is_there, other)


def cursor_is_kritas(rig, ours):
    yield from rig.xdotool("mousemove", *rig.on_screen(50, 100))
    yield 300
    rig.check("Krita's cursor is back", rig.canvas().cursor().pixmap().cacheKey() != ours)
    rig.equal("and the button's text", rig.widget("frisket.pick").text(), "Pick on canvas")
