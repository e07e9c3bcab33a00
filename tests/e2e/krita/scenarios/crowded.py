"""Every layer has masks already: a selection is one step of undo all the same, and they stay."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask
from krita import Krita, Selection

# Krita says this whenever a mask is given another selection; nothing follows from it.
ALLOWED = (r"SAFE ASSERT .*!m_d->parent",)
WIDTH, HEIGHT = 100, 80
BOX = (20, 20, 60, 50)


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("red")
    for kinds in ([kept], [inverted], [inverted, kept]):
        yield from selects(rig, panel, kinds)
    yield from twice(rig, panel)


def selects(rig, panel, kinds):
    names = " and ".join(kind.__name__ for kind in kinds)
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    layer = document.activeNode()
    for kind in kinds:
        made = kind(document)
        layer.addChildNode(made, None)
        yield 300
    document.setActiveNode(layer)
    yield lambda: document.activeNode() == layer
    yield 300
    yield from one_step(rig, panel, document, names)


def one_step(rig, panel, document, names):
    panel.choose(output="selection", mode="replace")
    before = held(rig, document)
    layers, picture = rig.layers(document), rig.picture(document)
    steps, position = rig.history()
    yield from panel.run()
    wanted = mask(WIDTH, HEIGHT, [BOX])
    rig.equal(f"{names}: found", rig.selection(document), wanted)
    yield from rig.soon(lambda: rig.history()[1] == position + 1)
    rig.equal(f"{names}: one step", rig.history()[1], position + 1)
    yield from rig.undo(document)
    rig.equal(f"{names}: undone", rig.selection(document), None)
    yield from rig.redo(document)
    rig.equal(f"{names}: done again", rig.selection(document), wanted)
    rig.equal(f"{names}: all masks stay", held(rig, document), before)
    own = {path: data for path, data in rig.layers(document).items() if path in layers}
    rig.equal(f"{names}: what they hold stays", own, layers)
    rig.equal(f"{names}: the picture stays", rig.picture(document), picture)


def held(rig, document):
    """All nodes but the selection itself, in their order."""
    return [
        (path, node.type(), node.uniqueId())
        for path, node in rig.nodes(document)
        if "/" in path or node.type() != "selectionmask"
    ]


def twice(rig, panel):
    """A mask that frisket stored, and then a selection."""
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    panel.choose(output="stored")
    yield from panel.run()
    yield 300
    rig.equal("stored", len(rig.nodes(document)), 2)
    yield from one_step(rig, panel, document, "stored")
    yield from rig.undo(document)
    yield from rig.undo(document)
    rig.equal("stored: its own step goes back", len(held(rig, document)), 1)


def kept(document):
    made = document.createSelectionMask("kept")
    everything = Selection()
    everything.select(0, 0, WIDTH, HEIGHT, 255)
    made.setSelection(everything)
    return made


def inverted(document):
    beside = Selection()
    beside.select(BOX[2], 0, WIDTH - BOX[2], HEIGHT, 255)
    return document.createFilterMask("inverted", Krita.instance().filter("invert"), beside)
