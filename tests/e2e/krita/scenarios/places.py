"""Layers that lie elsewhere than the canvas: moved, larger, smaller, empty, hidden, outside."""

from frisket_probe.panel import Panel
from frisket_probe.rig import GRAY, RED, mask

WIDTH, HEIGHT = 100, 80


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("red")
    panel.choose(output="selection")
    yield from one(rig, panel, "larger", (-40, -30, 160, 120), (-20, 10, 30, 40))
    yield from one(rig, panel, "smaller", (30, 20, 70, 60), (40, 30, 60, 50))
    yield from one(rig, panel, "over the edge", (60, 50, 150, 130), (70, 60, 120, 110))
    yield from moved(rig, panel)
    yield from as_masks(rig, panel)
    yield from empty(rig, panel)
    yield from hidden(rig, panel)
    yield from outside(rig, panel)


def layered(rig, around, box):
    """A document with a transparent layer on which there is only this."""
    document = yield from rig.document(WIDTH, HEIGHT)
    layer = document.createNode("odd", "paintlayer")
    rig.fill(layer, around, GRAY)
    if box:
        rig.fill(layer, box, RED)
    document.rootNode().addChildNode(layer, None)
    document.waitForDone()
    yield 200
    document.setActiveNode(layer)
    yield lambda: document.activeNode().name() == "odd"
    return document, layer


def one(rig, panel, name, around, box):
    document, _ = yield from layered(rig, around, box)
    yield from panel.run()
    rig.equal(name, rig.selection(document), mask(WIDTH, HEIGHT, [box]))


def moved(rig, panel):
    document, layer = yield from layered(rig, (10, 10, 60, 50), (20, 20, 40, 40))
    layer.move(layer.position().x() + 25, layer.position().y() + 15)
    document.refreshProjection()
    document.waitForDone()
    yield from panel.run()
    rig.equal("moved", rig.selection(document), mask(WIDTH, HEIGHT, [(45, 35, 65, 55)]))


def as_masks(rig, panel):
    document, layer = yield from layered(rig, (-40, -30, 160, 120), (10, 10, 40, 40))
    panel.choose(output="mask")
    yield from panel.run()
    made = [node for node in layer.childNodes() if node.type() == "transparencymask"]
    rig.equal("a mask on a larger layer", len(made), 1)
    found = bytes(made[0].pixelData(0, 0, WIDTH, HEIGHT))
    rig.equal("its bytes", found, mask(WIDTH, HEIGHT, [(10, 10, 40, 40)]))
    rig.check("of the first nothing else is said", "already" not in panel.message, panel.message)
    made[0].setName("mine")
    yield from panel.run()
    rig.check("a second one is told of", "had a mask already" in panel.message, panel.message)
    panel.choose(output="selection")


def empty(rig, panel):
    document = yield from rig.document(WIDTH, HEIGHT)
    layer = document.createNode("nothing", "paintlayer")
    document.rootNode().addChildNode(layer, None)
    yield 300
    document.setActiveNode(layer)
    yield lambda: document.activeNode().name() == "nothing"
    before = rig.layers(document)
    yield from panel.run()
    said = panel.message
    rig.check("empty: said, and what to do", "“nothing” is empty. Choose" in said, said)
    rig.equal("empty: nothing selected", rig.selection(document), None)
    rig.equal("empty: nothing changed", rig.layers(document), before)


def hidden(rig, panel):
    document = yield from rig.document(WIDTH, HEIGHT, [((10, 10, 30, 30), RED)])
    document.activeNode().setVisible(False)
    yield 100
    before = rig.layers(document)
    yield from panel.run()
    said = panel.message
    rig.check("hidden: said, and what to do", "is hidden. Show it" in said, said)
    panel.press("pick")
    yield 300
    rig.check("hidden: nobody picks on it", not panel.is_picking())
    rig.check("hidden: which is said", "is hidden" in panel.message, panel.message)
    rig.equal("hidden: nothing changed", rig.layers(document), before)
    panel.choose(output="selection")
    document.activeNode().setVisible(True)
    yield from panel.pick(True)
    document.activeNode().setVisible(False)
    yield 300
    yield from rig.xdotool("mousemove", *rig.on_screen(20, 20), "click", 1)
    yield 500
    rig.equal(
        "hidden meanwhile: a click is refused", (panel.clicks(), panel.is_picking()), (0, True)
    )
    rig.check("hidden meanwhile: and why", "is hidden" in panel.message, panel.message)
    yield from panel.pick(False)
    yield from in_hidden_group(rig, panel)


def in_hidden_group(rig, panel):
    """What is made would not be seen."""
    document = yield from rig.document(WIDTH, HEIGHT, [((10, 10, 30, 30), RED)])
    group = document.createGroupLayer("folder")
    inside = document.createNode("inside", "paintlayer")
    document.rootNode().addChildNode(group, None)
    group.addChildNode(inside, None)
    group.setVisible(False)
    yield 300
    document.setActiveNode(inside)
    yield lambda: document.activeNode().name() == "inside"
    panel.choose(read_from="visible", output="cutout")
    before = rig.layers(document)
    yield from panel.run()
    rig.check("in a hidden group: said", "“folder” is hidden" in panel.message, panel.message)
    rig.equal("in a hidden group: nothing changed", rig.layers(document), before)
    panel.choose(read_from="layer", output="selection")


def outside(rig, panel):
    document, layer = yield from layered(rig, (200, 200, 240, 240), None)
    before = rig.layers(document)
    yield from panel.run()
    rig.check("outside: said", "odd" in panel.message, panel.message)
    rig.equal("outside: nothing changed", rig.layers(document), before)
