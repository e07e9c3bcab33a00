"""What stays on the panel after a result is true of it, however that ended; it is in sight."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, bounds

AGENT = ""
WIDTH, HEIGHT = 320, 240
DEFAULT = (1067, 760)
"""The size of Krita's window when it is started for the first time."""
BOXES = ((20, 20, 90, 70), (150, 120, 220, 200))


def run(rig):
    yield from rig.agent("start")
    panel = yield from Panel.shown(rig, size=DEFAULT)
    yield from panel.until_light("running")
    document = yield from picture(rig)
    panel.choose(output="selection", mode="replace", prompt_from="words")
    panel.words("red")
    yield from in_sight(rig, panel)
    for case in (applied, run_again, other_words, another_option, another_layer, refused):
        yield from previewed(rig, panel)
        yield from case(rig, panel, document)
        yield from rig.select(document, None)
    yield from picks(rig, panel, document)
    yield from named(rig, panel, document)
    yield from undone(rig, panel, document)
    yield from cancelled(rig, panel)
    yield from closed(rig, panel, document)


def picture(rig):
    document = yield from rig.document(WIDTH, HEIGHT, [(box, RED) for box in BOXES])
    return document


def undone(rig, panel, document):
    """Run leaves the panel where it was scrolled; what is said to be made is there."""
    panel.choose(output="cutout", prompt_from="words")
    panel.words("red")
    rig.widget("frisket.options").setChecked(True)
    yield 300
    area = rig.widget("frisket.pick").parent()
    while not area.inherits("QAbstractScrollArea"):
        area = area.parent()
    bar = area.verticalScrollBar()
    bar.setValue(bar.maximum() // 4)
    yield 100
    rig.check("there is something to be scrolled", bar.maximum() > 0, bar.maximum())
    before = bar.value()
    yield from panel.run()
    yield 300
    rig.equal("it is where it was", bar.value(), before)
    rig.widget("frisket.options").setChecked(False)
    rig.check("made, and said", "Made the layer" in panel.message, panel.message)
    yield 700
    rig.check("it stays", "Made the layer" in panel.message, panel.message)
    yield from rig.undo(document)
    yield from rig.soon(lambda: "Made" not in panel.message)
    rig.equal("undone, it is not said any more", panel.message, "Ready.")
    panel.choose(output="selection")


def offered(rig):
    names = ("apply", "objects", "picture", "which_one")
    return {name for name in names if rig.widget(f"frisket.{name}").isVisible()}


ALL = {"apply", "objects", "picture"}


def previewed(rig, panel):
    panel.choose(mode="replace", output="selection", grow=0)
    panel.words("red")
    panel.press("preview")
    yield 20
    yield panel.is_idle
    yield 100
    rig.equal("previewed: offered", offered(rig), ALL)


def in_sight(rig, panel):
    yield from previewed(rig, panel)
    yield 200
    for name in ("picture", "objects"):
        widget = rig.widget(f"frisket.{name}")
        seen = widget.visibleRegion().boundingRect()
        rig.equal(f"{name}: all of it is in sight", seen, widget.rect())
    high = rig.widget("frisket.picture").height()
    rig.check("the picture is no stamp", high >= 48, high)
    yield from rig.screen("previewed")


def applied(rig, panel, document):
    steps = len(rig.history()[0])
    panel.press("apply")
    yield 20
    yield panel.is_idle
    yield 200
    rig.check("apply: made", rig.selection(document) is not None)
    yield from rig.soon(lambda: len(rig.history()[0]) == steps + 1)
    rig.equal("apply: one step", len(rig.history()[0]), steps + 1)
    rig.equal("apply: nothing is offered twice", offered(rig), set())


def run_again(rig, panel, document):
    yield from panel.run()
    rig.equal("run: nothing is offered any more", offered(rig), set())
    rig.check("run: it is said what was found", "2 objects, " in panel.message, panel.message)


def other_words(rig, panel, document):
    panel.words("blue")
    yield 50
    rig.equal("other words: gone", offered(rig), set())
    rig.check("other words: it is said", "Press Preview" in panel.message, panel.message)
    panel.words("blues")
    yield 50
    rig.check("other words: and it stays", "Press Preview" in panel.message, panel.message)


def another_option(rig, panel, document):
    panel.choose(mode="add")
    yield 50
    rig.equal("another mode: Apply obeys it, so all stays", offered(rig), ALL)
    apply, objects = rig.widget("frisket.apply"), rig.widget("frisket.objects")
    picture = rig.widget("frisket.picture")
    before = picture.pixmap().toImage()
    objects.item(1).setCheckState(unticked())
    for grow in (1, 2, 4):
        panel.choose(grow=grow)
        yield 50
        rig.equal(f"grown by {grow}: all stays", offered(rig), ALL)
        rig.check(f"grown by {grow}: nothing older can be applied", not apply.isEnabled())
    yield from rig.soon(apply.isEnabled)
    yield from panel.settled()
    rig.equal("grown: offered again", offered(rig), ALL)
    rig.check("grown: another mask is shown", picture.pixmap().toImage() != before)
    rig.equal("grown: it is told anew", panel.message[:15], "Found 2 objects")
    rig.check("grown: what was not ticked is not", objects.item(1).checkState() == unticked())
    panel.choose(mode="replace")
    panel.press("apply")
    yield from panel.settled()
    x0, y0, x1, y1 = BOXES[1]  # the larger one comes first
    made = rig.selection(document)
    rig.equal("grown: so it is made", bounds(made, WIDTH), (x0 - 4, y0 - 4, x1 + 4, y1 + 4))
    panel.choose(grow=0)


def unticked():
    from frisket_probe.qt import QtCore

    return QtCore.Qt.CheckState.Unchecked


def another_layer(rig, panel, document):
    lower = document.activeNode()
    upper = document.createNode("upper", "paintlayer")
    document.rootNode().addChildNode(upper, None)
    yield lambda: document.activeNode() == upper
    yield 500
    rig.equal("another layer: not shown", offered(rig), set())
    document.setActiveNode(lower)
    yield lambda: document.activeNode() == lower
    yield 500
    rig.equal("the layer again: shown", offered(rig), ALL)
    upper.remove()
    yield 300
    document.setActiveNode(lower)
    yield 300


def refused(rig, panel, document):
    document.activeNode().setLocked(True)
    panel.choose(output="mask")
    panel.press("apply")
    yield 200
    rig.check("an error is said", "locked" in panel.message, panel.message)
    rig.equal("nothing is made, so all stays", offered(rig), ALL)
    document.activeNode().setLocked(False)
    panel.choose(output="selection")
    panel.words("other")
    yield 100


def picks(rig, panel, document):
    """Enter, Esc and further clicks; the list says what Run will use."""
    yield from previewed(rig, panel)
    yield from panel.pick(True)
    rig.equal("picking begins: gone", offered(rig), set())
    prompt = rig.widget("frisket.prompt_from")
    rig.equal("the list says clicks", prompt.currentData(), "clicks")
    rig.check("and rests", not prompt.isEnabled())
    yield from click(rig, panel, 50, 40)
    rig.equal("guesses of this click", offered(rig), {"which_one"})
    yield from rig.screen("picking")
    panel.press("preview")
    yield 20
    yield panel.is_idle
    yield 100
    rig.equal("previewed: the picture alone", offered(rig), {"which_one", "picture"})
    yield from click(rig, panel, 60, 50)
    rig.equal("after a further click: gone", offered(rig), set())
    rig.check("the sentence is not of before", "Found" not in panel.message, panel.message)
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    rig.check("Enter: made", rig.selection(document) is not None)
    rig.equal("Enter: nothing is offered any more", offered(rig), set())
    rig.check("Enter: it is said", "Selected" in panel.message, panel.message)
    yield from click(rig, panel, 50, 40)
    rig.check("the next click: that has gone", "Selected" not in panel.message, panel.message)
    rig.equal("guesses of the next click", offered(rig), {"which_one"})
    yield from rig.xdotool("key", "Escape")
    yield lambda: not panel.is_picking()
    rig.equal("Esc: nothing is offered", offered(rig), set())
    rig.equal("the list is as it was", prompt.currentData(), "words")
    rig.check("and can be used", prompt.isEnabled())
    yield from rig.select(document, None)


def named(rig, panel, document):
    """Two things that nobody named have two names."""
    panel.choose(output="cutout")
    yield from panel.pick(True)
    for x, y in ((50, 40), (180, 160)):
        yield from click(rig, panel, x, y)
        yield from rig.xdotool("key", "Return")
        yield from panel.applied()
        yield 300
    yield from panel.pick(False)
    names = [path for path, _ in rig.nodes(document) if "(cut out)" in path and "/" not in path]
    wanted = ["Background 2 (cut out)", "Background (cut out)"]
    rig.equal("named one by one", sorted(names), sorted(wanted))
    panel.choose(output="selection")
    for _ in names:
        yield from rig.undo(document)
    document.setActiveNode(document.topLevelNodes()[0])
    yield 300


def cancelled(rig, panel):
    yield from rig.agent("start", seconds=3)
    yield from panel.until_light("running")
    panel.words("red")
    places = where(rig)
    panel.press_run()
    yield 600
    rig.equal("busy: Run and Cancel stay in their place", where(rig), places)
    panel.press("cancel")
    yield panel.is_idle
    yield 100
    rig.equal("cancelled: nothing is offered", offered(rig), set())
    rig.check("and that is said", "Cancelled" in panel.message, panel.message)
    yield from rig.agent("start")
    yield from panel.until_light("running")


def where(rig):
    from frisket_probe.qt import QtCore

    return [
        rig.widget(f"frisket.{name}").mapToGlobal(QtCore.QPoint(0, 0))
        for name in ("run", "preview", "cancel")
    ]


def closed(rig, panel, document):
    yield from previewed(rig, panel)
    document.setModified(False)
    document.close()
    yield 600
    rig.equal("the picture is closed: gone", offered(rig), set())


def click(rig, panel, x, y):
    yield from rig.xdotool("mousemove", *rig.on_screen(x, y))
    yield 50
    yield from rig.xdotool("click", 1)
    yield from panel.settled()
