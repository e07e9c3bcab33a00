"""The wheel over the panel turns no value; where it is closed, what is said is over the picture."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask
from frisket_probe.seen import softened

WIDTH, HEIGHT = 120, 80
VALUES = ("output", "prompt_from", "recipe", "read_from", "edges", "grow", "feather", "smooth")


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(WIDTH, HEIGHT, [((10, 10, 50, 40), RED)])
    yield from wheel(rig)
    yield from floats(rig, panel, document)


def wheel(rig):
    rig.widget("frisket.options").setChecked(True)
    docker = next(d for d in rig.app.dockers() if d.objectName() == "frisket_docker")
    docker.setFloating(True)
    docker.resize(300, 700)
    docker.move(200, 150)
    yield 500
    rig.canvas().setFocus()
    for name in VALUES:
        before = value(rig, name)
        yield from turned(rig, name)
        rig.equal(f"{name}: the wheel over it", value(rig, name), before)
    docker.activateWindow()
    rig.widget("frisket.grow").setFocus()
    yield lambda: rig.widget("frisket.grow").hasFocus()
    yield from turned(rig, "grow")
    rig.check("with the focus it turns", value(rig, "grow") != 0, value(rig, "grow"))
    rig.widget("frisket.grow").setValue(0)
    docker.setFloating(False)
    yield 300


def turned(rig, name):
    widget = rig.widget(f"frisket.{name}")
    place = widget.mapToGlobal(widget.rect().center())
    yield from rig.xdotool("mousemove", place.x(), place.y(), "click", 5, "click", 5)
    yield 100


def value(rig, name):
    widget = rig.widget(f"frisket.{name}")
    return widget.currentIndex() if hasattr(widget, "currentIndex") else widget.value()


def floats(rig, panel, document):
    """An action that cannot be done, and what picking says."""
    yield from rig.select(document, None)
    docker = next(d for d in rig.app.dockers() if d.objectName() == "frisket_docker")
    rig.app.action("frisket_refine").trigger()
    yield 300
    rig.equal("with the panel in sight nothing floats", rig.floating(), None)
    docker.setVisible(False)
    yield 300
    rig.app.action("frisket_refine").trigger()
    yield 300
    yield from rig.screen("refused")
    rig.check("an error floats", rig.floating() is not None)
    rig.app.action("frisket_pick").trigger()
    yield panel.is_picking
    yield 500
    yield from rig.screen("picking")
    yield from rig.xdotool("mousemove", *rig.on_screen(30, 25), "click", 1)
    yield from panel.settled()
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    yield from rig.screen("made")
    rig.check("picking works without the panel", rig.selection(document) is not None)
    yield from rig.xdotool("key", "Escape")
    yield lambda: not panel.is_picking()
    yield from refined(rig, panel, document)


def refined(rig, panel, document):
    """Whatever the mode: what was rough does not stay beside what was made of it."""
    for mode in ("add", "subtract", "intersect"):
        panel.choose(mode=mode)
        rough = mask(WIDTH, HEIGHT, [(5, 5, 70, 30)], 200)
        yield from rig.select(document, rough)
        rig.app.action("frisket_refine").trigger()
        yield 20
        yield panel.is_idle
        yield 100
        wanted = softened(rough, WIDTH)
        rig.equal(f"{mode}: refined and replaced", rig.selection(document), wanted)
