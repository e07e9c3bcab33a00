"""A sentence about a picture goes with the picture, the layer or the result that it speaks of."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED

BLUE = (0, 0, 255)
OUTPUTS = (("mask", "has “"), ("cutout", "Made"), ("objects", "group"), ("stored", "Stored"))
BOX = (20, 20, 60, 50)


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("red")
    yield from empty(rig, panel)
    yield from selected(rig, panel)
    yield from masked(rig, panel)
    yield from visible(rig, panel)
    yield from elsewhere(rig, panel)


def empty(rig, panel):
    """The layer is empty: that goes with another layer, another picture, and the first stroke."""
    document = yield from rig.document(100, 80, [(BOX, RED)])
    full = document.activeNode()
    hollow = yield from above(rig, document, "hollow")
    panel.choose(output="selection", read_from="layer")

    def refused():
        yield from panel.run()
        rig.check("empty: it is said", "is empty" in panel.message, panel.message)
        yield 1200
        rig.check("empty: and it stays", "is empty" in panel.message, panel.message)

    yield from refused()
    document.setActiveNode(full)
    yield from goes(rig, panel, "empty: with another layer", "is empty")
    yield from active(document, hollow)
    yield from refused()
    view = rig.app.activeWindow().activeView()
    yield from rig.document(60, 60)
    yield from goes(rig, panel, "empty: with another picture", "is empty")
    view.setVisible()
    yield lambda: rig.app.activeDocument() == document
    yield from active(document, hollow)
    yield from refused()
    rig.fill(hollow, BOX, RED)
    document.refreshProjection()
    yield from goes(rig, panel, "empty: with what is painted on it", "is empty")


def selected(rig, panel):
    document = yield from rig.document(100, 80, [(BOX, RED)])
    first = document.activeNode()
    second = yield from above(rig, document, "second")
    yield from active(document, first)
    panel.choose(output="selection", read_from="layer")

    def made():
        yield from panel.run()
        rig.check("selected: it is said", "Selected" in panel.message, panel.message)
        yield 1200
        rig.check("selected: and it stays", "Selected" in panel.message, panel.message)

    yield from made()
    yield from rig.undo(document)
    yield from goes(rig, panel, "selected: when it is undone", "Selected")
    yield from made()
    yield from active(document, second)
    yield from goes(rig, panel, "selected: with another layer", "Selected")
    yield from active(document, first)
    yield from made()
    yield from rig.document(60, 60)
    yield from goes(rig, panel, "selected: with another picture", "Selected")


def masked(rig, panel):
    document = yield from rig.document(100, 80, [(BOX, RED)])
    for output, word in OUTPUTS:
        panel.choose(output=output)
        yield from panel.run()
        rig.check(f"{output}: it is said", word in panel.message, panel.message)
        yield 1200
        rig.check(f"{output}: and it stays", word in panel.message, panel.message)
        yield from rig.undo(document)
        yield from goes(rig, panel, f"{output}: when it is undone", word)
    panel.choose(output="selection")


def visible(rig, panel):
    """What is visible is read, and the active layer is empty: only a mask on it is refused."""
    document = yield from rig.document(100, 80, [(BOX, RED)])
    hollow = yield from above(rig, document, "hollow")
    panel.choose(read_from="visible")
    for output in ("selection", "cutout", "stored"):
        panel.choose(output=output)
        yield from active(document, hollow)
        yield from panel.run()
        rig.check(f"visible, {output}: made", "object" in panel.message, panel.message)
        rig.check(f"visible, {output}: not empty", "empty" not in panel.message, panel.message)
        yield from rig.undo(document)
    panel.choose(output="mask")
    yield from active(document, hollow)
    before = (rig.layers(document), len(rig.history()[0]))
    panel.press_run()
    rig.check("visible, mask: refused at once", "is empty" in panel.message, panel.message)
    rig.check("visible, mask: and what to do", "Read from" not in panel.message, panel.message)
    yield panel.is_idle
    yield 200
    rig.equal("visible, mask: untouched", (rig.layers(document), len(rig.history()[0])), before)
    rig.fill(hollow, (70, 60, 90, 75), BLUE)
    document.refreshProjection()
    yield from goes(rig, panel, "visible, mask: with what is painted on it", "is empty")
    before = (rig.layers(document), len(rig.history()[0]))
    yield from panel.run()
    rig.check("visible, mask: none of the layer", "Nothing of the layer" in panel.message)
    rig.equal("none of it: untouched", (rig.layers(document), len(rig.history()[0])), before)
    rig.fill(hollow, (30, 30, 50, 40), RED)
    document.refreshProjection()
    yield from panel.run()
    rig.check("visible, mask: of what is there", "has “Mask" in panel.message, panel.message)


def elsewhere(rig, panel):
    """It is made while another picture is in front: that is named, and nothing else is like it."""
    document = yield from rig.document(100, 80, [(BOX, RED)])
    yield from rig.agent("pause")
    panel.choose(output="mask", read_from="layer")
    panel.press_run()
    yield 300
    yield from rig.document(60, 60)
    yield from rig.agent("go_on")
    yield panel.is_idle
    yield 100
    made = [node.type() for node in document.topLevelNodes()[0].childNodes()]
    rig.equal("elsewhere: it is made", made, ["transparencymask"])
    rig.check("elsewhere: and where", panel.message.startswith("In “picture”"), panel.message)
    yield 1200
    rig.check("elsewhere: it stays", panel.message.startswith("In "), panel.message)
    yield from rig.document(70, 60)
    yield from goes(rig, panel, "elsewhere: with another picture", "In “picture”")


def above(rig, document, name):
    """An empty layer, which is active."""
    made = document.createNode(name, "paintlayer")
    document.rootNode().addChildNode(made, None)
    yield 500
    yield from active(document, made)
    return made


def active(document, node):
    document.setActiveNode(node)
    yield lambda: document.activeNode() == node
    yield 100


def goes(rig, panel, name, word):
    yield from rig.soon(lambda: word not in panel.message)
    rig.check(f"{name} it goes", word not in panel.message, panel.message)
