"""While somebody picks nothing paints and no shortcut acts, whatever has focus, button or view."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets
from frisket_probe.rig import bounds

WIDTH, HEIGHT = 320, 240


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace")
    document = yield from rig.document(WIDTH, HEIGHT, [((180, 70, 220, 110), (255, 0, 255))])
    # What Krita fills with must be seen.
    rig.app.action("reset_fg_bg").trigger()
    before = held(rig, document)
    yield from buttons(rig, panel, document)
    yield from rig.select(document, None)
    before = held(rig, document)
    for case in (keys, space, another_view, beside, tools):
        yield from case(rig, panel, document)
        rig.equal(f"{case.__name__}: nothing was painted", held(rig, document), before)


def held(rig, document):
    """The pixels, the selection, and what was done."""
    return pixels(rig, document), rig.selection(document), rig.history()


def pixels(rig, document):
    """Of every layer; a selection has a node of its own."""
    names = [path for path, node in rig.nodes(document) if node.type() != "selectionmask"]
    return {path: data for path, data in rig.layers(document).items() if path in names}


def keys(rig, panel, document):
    """Backspace in the panel took the host's fill; so it was with every key."""
    yield from panel.pick(True)
    for x in (200, 100):
        yield from click(rig, panel, x, 90)
    yield from focus(rig, "frisket.output")
    yield from rig.xdotool("key", "BackSpace")
    yield 300
    rig.equal("Backspace in the panel takes one back", panel.clicks(), 1)
    yield from rig.xdotool("key", "ctrl+z")
    yield 300
    rig.equal("Ctrl+Z in the panel as well", panel.clicks(), 0)
    rig.check("no words while clicks count", not rig.widget("frisket.words").isEnabled())
    panel.choose(options=True)
    yield from focus(rig, "frisket.feather")
    yield from rig.xdotool("key", "ctrl+a", "type", "--delay", 30, "123")
    yield from rig.xdotool("key", "BackSpace")
    yield 300
    rig.check("digits are the panel's", rig.widget("frisket.feather").text().startswith("12"))
    rig.widget("frisket.feather").setValue(0)
    yield from rig.xdotool("key", "Delete", "ctrl+x", "shift+BackSpace")
    yield from click(rig, panel, 200, 90)
    yield from rig.xdotool("key", "Delete", "ctrl+x", "shift+BackSpace", "ctrl+shift+z", "ctrl+j")
    yield 300
    rig.check("shortcuts rest, and that is said", "rest" in panel.message, panel.message)
    yield from focus(rig, "frisket.feather")
    yield from rig.xdotool("key", "Escape")
    yield lambda: not panel.is_picking()
    rig.equal("Esc in a number leaves", rig.selection(document), None)
    panel.choose(options=False)


def space(rig, panel, document):
    """Held on the canvas, released elsewhere; moves the picture while it is held."""
    yield from panel.pick(True)
    x, y = rig.on_screen(100, 90)
    yield from rig.xdotool("mousemove", x, y, "click", 1)
    yield from panel.settled()
    for held in ((), ("ctrl",), ("shift",), ("alt",)):
        yield from moves(rig, panel, held)
    yield from rig.xdotool("keydown", "space")
    yield 50
    yield from focus(rig, "frisket.output")
    yield from rig.xdotool("keyup", "space")
    yield from click(rig, panel, 200, 90)
    rig.equal("released elsewhere: a click is a click", panel.clicks(), 2)
    yield from panel.pick(False)


def moves(rig, panel, held):
    """The space bar moves the picture, and other keys that are held make nothing else of it."""
    view = rig.app.activeWindow().activeView().canvas()
    looked = view.zoomLevel(), view.rotation()
    x, y = rig.on_screen(100, 90)
    yield from rig.xdotool("mousemove", x, y)
    for key in (*held, "space"):
        yield from rig.xdotool("keydown", key)
    yield from rig.xdotool("mousedown", 1, "mousemove_relative", 30, 10)
    yield from rig.xdotool("mousemove_relative", 10, 10)
    yield from rig.xdotool("mouseup", 1)
    for key in ("space", *held):
        yield from rig.xdotool("keyup", key)
    yield 100
    moved_x, moved_y = rig.on_screen(100, 90)
    name = "+".join((*held, "space"))
    rig.equal(f"{name} moves the picture", (moved_x - x, moved_y - y), (40, 20))
    rig.equal(f"{name} does nothing else", (view.zoomLevel(), view.rotation()), looked)
    rig.equal("which is no click", panel.clicks(), 1)
    rig.check("and nothing is said of shortcuts", "rest" not in panel.message, panel.message)


def another_view(rig, panel, document):
    """A second view of the same picture, both in sight."""
    window = rig.app.activeWindow()
    yield from panel.pick(True)
    yield from click(rig, panel, 200, 90)
    window.addView(document)
    yield 500
    rig.app.action("windows_tile").trigger()
    yield 700
    both = canvases(rig)
    rig.equal("two views", len(both), 2)
    for turn in range(2):
        for canvas in both:
            place = canvas.mapToGlobal(canvas.rect().center())
            yield from rig.xdotool("mousemove", place.x(), place.y(), "mousedown", 1)
            yield from rig.xdotool("mousemove_relative", 20, 5)
            yield from rig.xdotool("mouseup", 1)
            yield 500
        yield from rig.screen(f"two-views-{turn}")
    rig.check("picking goes on", panel.is_picking())
    holding = [c for c in both if c.findChild(QtWidgets.QWidget, "frisket.overlay")]
    rig.equal("in one view", len(holding), 1)
    yield from panel.pick(False)
    area = rig.window.findChild(QtWidgets.QMdiArea)
    area.activeSubWindow().close()
    yield 500
    rig.equal("one view again", len(canvases(rig)), 1)
    area.activeSubWindow().showMaximized()
    # Krita forgets it with a view.
    document.setActiveNode(document.topLevelNodes()[0])
    yield lambda: document.activeNode() is not None
    yield 500


def tools(rig, panel, document):
    """Another one is chosen in Krita's tool box: it lights up there, and does nothing yet."""
    yield from panel.pick(True)
    every = [one for one in rig.window.findChildren(QtWidgets.QToolButton) if one.isVisible()]
    boxed = [one for one in every if one.inherits("KoToolBoxButton")]
    other = next(one for one in boxed if not one.isChecked())
    place = other.mapToGlobal(other.rect().center())
    yield from rig.xdotool("mousemove", place.x(), place.y(), "click", 1)
    yield 400
    rig.check("a tool rests, which is said", "rests while you pick" in panel.message, panel.message)
    rig.check("and is chosen", other.isChecked())
    yield from panel.pick(False)
    rig.app.action("KritaShape/KisToolBrush").trigger()
    yield 200


def canvases(rig):
    classes = ("KisOpenGLCanvas2", "KisQPainterCanvas")
    every = rig.window.findChildren(QtWidgets.QWidget)
    return [w for w in every if w.metaObject().className() in classes and w.isVisible()]


def beside(rig, panel, document):
    """Clicks and drags on the ground round the picture."""
    rig.app.activeWindow().activeView().canvas().setZoomLevel(1.0)
    yield 300
    yield from panel.pick(True)
    for x, y in ((-20, 90), (WIDTH + 20, 90), (100, -20), (100, HEIGHT + 20)):
        yield from click(rig, panel, x, y)
        rig.check("beside: said", "beside" in panel.message, panel.message)
    yield from panel.drag((-60, 40), (-20, 90))
    yield from panel.settled()
    rig.equal("beside: no click", panel.clicks(), 0)
    yield from panel.drag((-20, 40), (60, 90))
    yield from panel.settled()
    rig.equal("a drag into the picture counts", panel.clicks(), 1)
    yield from panel.pick(False)


def buttons(rig, panel, document):
    """Run means the clicks, and guesses can be chosen as soon as they are there."""
    panel.choose(prompt_from="words")
    yield from panel.pick(True)
    panel.press_run()
    yield 200
    rig.check("Run without clicks", "Click on the picture" in panel.message, panel.message)
    yield from click(rig, panel, 200, 90)
    other = rig.widget("frisket.which_one")
    rig.check("other guesses are offered", other.isVisible())
    rig.equal("by number", other.text(), "Other guess (1/3)")
    first = shown(panel)
    panel.press("which_one")
    yield 200
    second = shown(panel)
    rig.equal("now the second", other.text(), "Other guess (2/3)")
    rig.check("it shows the next guess", first != second, (first, second))
    yield from rig.screen("guesses")
    panel.press_run()
    yield from panel.applied()
    made = bounds(rig.selection(document) or bytes(WIDTH * HEIGHT), WIDTH)
    rig.equal("Run makes what is shown", [made], second)
    yield from panel.pick(False)
    rig.equal("the button says that picking ended", panel.message, "Picking ended.")
    yield from rig.undo(document)


def shown(panel):
    masks = panel.overlay().masks
    return [tuple(round(side) for side in (b.x0, b.y0, b.x1, b.y1)) for b, _ in masks]


def focus(rig, name):
    """By a real click that changes nothing, or none where that would open a list."""
    rig.widget(name).setFocus()
    yield lambda: QtWidgets.QApplication.focusWidget() is rig.widget(name)
    yield 100


def click(rig, panel, x, y):
    there = rig.on_screen(x, y)
    yield from rig.xdotool("mousemove", *there)
    yield 50
    yield from rig.xdotool("click", 1)
    yield from panel.settled()
