"""What would do nothing is refused before anything is asked; what is said is what is so."""

import re
import time

from frisket_probe.panel import Panel
from frisket_probe.rig import RED
from krita import Selection

AGENT = ""
YELLOW = (255, 255, 0)
BOX = (20, 20, 60, 50)


def run(rig):
    yield from rig.agent("start", seconds=1)
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    panel.words("red")
    yield from pass_through(rig, panel)
    yield from filter_layer(rig, panel)
    yield from locked(rig, panel)
    yield from locked_while_picking(rig, panel)
    yield from empty_until_another(rig, panel)
    yield from made_while_another(rig, panel)
    yield from deleted_while_made(rig, panel)
    yield from waited(rig, panel)
    yield from other_document(rig, panel)


def pass_through(rig, panel):
    """Krita ignores a mask on such a group."""
    document = yield from rig.document(100, 80, [(BOX, RED)])
    group = document.createGroupLayer("group")
    document.rootNode().addChildNode(group, None)
    yield 300
    group.addChildNode(document.nodeByName("Background").duplicate(), None)
    group.setPassThroughMode(True)
    document.refreshProjection()
    yield 500  # Krita makes what is new the active one
    document.setActiveNode(group)
    yield 300
    rig.equal("the group is active", document.activeNode().name(), "group")
    yield from is_refused(rig, panel, document, "pass-through", "Pass Through")
    group.setPassThroughMode(False)
    document.refreshProjection()
    document.waitForDone()
    yield 300
    yield from panel.run()
    made = [node.type() for node in group.childNodes() if node.type() == "transparencymask"]
    rig.equal("switched off, it is made", len(made), 1)
    alpha = rig.picture(document)
    rig.check("and it is seen", len(alpha) > 0, panel.message)


def filter_layer(rig, panel):
    """Krita lets a new one cover everything: masked, it would leave the object alone of all."""
    document = yield from rig.document(100, 80, [(BOX, YELLOW)])
    everywhere = Selection()
    everywhere.select(0, 0, 100, 80, 255)
    made = document.createFilterLayer("inverted", rig.app.filter("invert"), everywhere)
    document.rootNode().addChildNode(made, None)
    yield 500
    document.setActiveNode(made)
    document.refreshProjection()
    yield lambda: document.activeNode() == made
    panel.choose(output="mask", read_from="layer")
    panel.press_run()
    is_said = "“inverted”" in panel.message and "“What is visible”" in panel.message
    rig.check("a filter layer has nothing to read, and what to do", is_said, panel.message)
    yield panel.is_idle
    panel.choose(read_from="visible")
    before = (rig.layers(document), rig.picture(document), len(rig.history()[0]))
    panel.press_run()
    rig.check("a mask would cut all else away", "Copy" in panel.message, panel.message)
    yield panel.is_idle
    after = (rig.layers(document), rig.picture(document), len(rig.history()[0]))
    rig.equal("filter layer: nothing is touched", after, before)
    made.setBlendingMode("normal")
    document.refreshProjection()
    document.waitForDone()
    panel.words("blue")
    yield from panel.run()
    seen = rig.picture(document)
    inside, outside = seen[(30 * 100 + 30) * 4 :][:4], seen[(5 * 100 + 5) * 4 :][:4]
    rig.equal("in Normal the filter acts on the object", inside.hex(), "ff0000ff")
    rig.equal("and on nothing else", outside.hex(), "808080ff")
    panel.words("red")


def locked(rig, panel):
    document = yield from rig.document(100, 80, [(BOX, RED)])
    document.activeNode().setLocked(True)
    yield from is_refused(rig, panel, document, "locked", "locked")


def locked_while_picking(rig, panel):
    """The first click says it, Enter once more, and what it says stays."""
    document = yield from rig.document(320, 240)
    document.activeNode().setLocked(True)
    panel.choose(output="mask")
    yield from panel.pick(True)
    x, y = rig.on_screen(160, 120)
    yield from rig.xdotool("mousemove", x, y, "click", 1)
    yield from panel.settled()
    rig.check("picking, locked: said before Enter", "locked" in panel.message, panel.message)
    yield from rig.xdotool("key", "Return")
    yield 1000
    rig.check("picking, locked: it is said", "locked" in panel.message, panel.message)
    rig.equal("picking, locked: nothing is made", len(document.activeNode().childNodes()), 0)
    rig.equal("the click stays", panel.clicks(), 1)
    document.activeNode().setLocked(False)
    yield from rig.soon(lambda: "locked" not in panel.message)
    rig.check("unlocked, it goes", "locked" not in panel.message, panel.message)
    yield from panel.pick(False)


def empty_until_another(rig, panel):
    """Why nobody can pick is said while that is so, and no longer."""
    document = yield from rig.document(320, 240)
    layer, empty = document.activeNode(), document.createNode("empty", "paintlayer")
    document.rootNode().addChildNode(empty, None)
    yield 500
    document.setActiveNode(empty)
    yield lambda: document.activeNode() == empty
    panel.press("pick")
    yield 700
    rig.check("an empty layer: said, and it stays", "is empty" in panel.message, panel.message)
    document.setActiveNode(layer)
    yield from rig.soon(lambda: "is empty" not in panel.message)
    rig.equal("with another layer it goes", panel.message, "Ready.")


def made_while_another(rig, panel):
    """While a cut-out is made an empty layer becomes active: both are told."""
    document = yield from rig.document(320, 240, [((80, 60, 240, 180), RED)])
    panel.choose(output="cutout")
    yield from panel.pick(True)
    x, y = rig.on_screen(160, 120)
    yield from rig.xdotool("mousemove", x, y, "click", 1)
    yield from panel.settled()
    yield from rig.xdotool("key", "Return")
    yield panel.is_busy
    document.rootNode().addChildNode(document.createNode("empty", "paintlayer"), None)
    yield from rig.soon(lambda: not panel.is_picking())
    yield panel.is_idle
    made = [name for name, _ in rig.nodes(document) if "cut out" in name]
    rig.check("it is made", made, panel.message)
    rig.check("which is told", "Made the layer" in panel.message, panel.message)
    if not panel.is_picking():
        rig.check("and why picking ended", "is empty" in panel.message, panel.message)
    yield from panel.pick(False)


def deleted_while_made(rig, panel):
    """The layer is deleted while its cut-out is made, and another is active: that is the reason."""
    document = yield from rig.document(2400, 1800, [((600, 450, 1800, 1350), RED)])
    layer, empty = document.activeNode(), document.createNode("other", "paintlayer")
    document.rootNode().addChildNode(empty, None)
    rig.fill(empty, (0, 0, 40, 40), RED)
    yield 500
    document.setActiveNode(layer)
    yield lambda: document.activeNode() == layer
    panel.choose(output="cutout")
    yield from panel.pick(True)
    x, y = rig.on_screen(1200, 900)
    yield from rig.xdotool("mousemove", x, y, "click", 1)
    yield from panel.settled()
    yield from rig.xdotool("key", "Return")
    yield panel.is_busy
    layer.remove()
    yield panel.is_idle
    yield 600
    yield panel.is_idle
    yield 100
    rig.check("that it was deleted is told", "deleted" in panel.message, panel.message)
    rig.equal("and nothing is made", [name for name, _ in rig.nodes(document)], ["other"])
    yield from panel.pick(False)


def is_refused(rig, panel, document, name, word):
    for read_from in ("layer", "visible"):
        panel.choose(output="mask", read_from=read_from)
        before = (rig.layers(document), len(rig.nodes(document)), len(rig.history()[0]))
        panel.press_run()
        is_said = panel.is_idle() and word in panel.message
        rig.check(f"{name}, {read_from}: at once", is_said, panel.message)
        yield panel.is_idle
        yield 200
        after = (rig.layers(document), len(rig.nodes(document)), len(rig.history()[0]))
        rig.equal(f"{name}, {read_from}: nothing is touched", after, before)
    panel.choose(read_from="layer")


def waited(rig, panel):
    """The seconds in the panel are those of the person; what a cut-out leaves is said."""
    document = yield from rig.document(100, 80, [(BOX, RED)])
    panel.choose(output="cutout")
    began = time.monotonic()
    panel.press_run()
    yield panel.is_busy
    yield panel.is_idle
    lasted = time.monotonic() - began
    told = float(re.search(r"\(([\d.]+) s,", panel.message).group(1))
    rig.check("the seconds are those that passed", abs(told - lasted) < 0.3, (told, lasted))
    rig.check("the original is said to stay", "hide" in panel.message, panel.message)
    rig.shot("cut-out")
    return document


def other_document(rig, panel):
    """What was found in one picture is not shown beside another one."""
    picture = rig.widget("frisket.picture")
    first = rig.app.activeDocument()
    panel.press("preview")
    yield panel.is_busy
    yield panel.is_idle
    yield 50
    rig.check("it is shown", picture.isVisibleTo(picture.parent()))
    view = rig.app.activeWindow().activeView()
    second = yield from rig.document(60, 60)
    yield 300
    rig.check("not beside another", not picture.isVisibleTo(picture.parent()))
    rig.check("nor its objects", rig.widget("frisket.objects").count() == 0)
    view.setVisible()
    yield from rig.soon(lambda: rig.app.activeDocument() == first)
    rig.equal("the first is in front", rig.app.activeDocument().width(), 100)
    yield 300
    rig.check("it is there again", picture.isVisibleTo(picture.parent()))
    return second
