"""Every kind of layer and mask as the active one, hidden and locked ones too."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtGui
from frisket_probe.rig import RED, mask
from krita import Selection

# Krita says this whenever a mask is given another selection; nothing follows from it.
ALLOWED = (r"SAFE ASSERT .*!m_d->parent",)
WIDTH, HEIGHT = 100, 80
BOX = (20, 20, 60, 50)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100pt" height="80pt" viewBox="0 0 100 80">'
    '<rect x="20" y="20" width="40" height="30" fill="#ff0000"/></svg>'
)


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("red")
    panel.choose(output="selection", read_from="layer")
    for make in (group, vector, clone, file, selection_mask, transparency_mask, hidden):
        yield from reads(rig, panel, make)
    yield from locked(rig, panel)


def reads(rig, panel, make):
    """Either the mask is the box, or a sentence says why not; the picture never changes."""
    name = make.__name__
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    node = yield from make(rig, document)
    document.waitForDone()
    yield 500
    document.setActiveNode(node)
    yield lambda: document.activeNode() == node
    yield 200
    before = rig.picture(document)
    names, _ = rig.history()
    yield from panel.run()
    found = rig.selection(document)
    wanted = mask(WIDTH, HEIGHT, [BOX])
    if found is None:
        rig.check(f"{name}: says why not", panel.message.endswith("."), panel.message)
        rig.figure(f"{name}", panel.message)
        rig.equal(f"{name}: no undo step", len(rig.history()[0]), len(names))
    elif name == "vector":
        # Its edge is drawn with antialiasing: the box is right to a pixel.
        differing = sum(a != b for a, b in zip(found, wanted, strict=True))
        rig.check(f"{name}: found", differing <= 2 * (40 + 30) + 8, differing)
    else:
        rig.equal(f"{name}: found", found, wanted)
    rig.equal(f"{name}: the picture stays", rig.picture(document), before)
    rig.equal(f"{name}: stays active", document.activeNode().name(), node.name())


def group(rig, document):
    inside = document.activeNode()
    made = document.createGroupLayer("group")
    document.rootNode().addChildNode(made, None)
    yield 300
    copy = inside.duplicate()
    made.addChildNode(copy, None)
    inside.setVisible(False)
    document.refreshProjection()
    return made


def vector(rig, document):
    made = document.createVectorLayer("vector")
    document.rootNode().addChildNode(made, None)
    yield 300
    made.addShapesFromSvg(SVG)
    yield 800
    return made


def clone(rig, document):
    made = document.createCloneLayer("clone", document.activeNode())
    document.rootNode().addChildNode(made, None)
    document.refreshProjection()
    yield 300
    return made


def file(rig, document):
    """A picture that lies beside, shown as a layer."""
    picture = QtGui.QImage(WIDTH, HEIGHT, QtGui.QImage.Format.Format_RGB32)
    picture.fill(QtGui.QColor(128, 128, 128))
    painter = QtGui.QPainter(picture)
    painter.fillRect(BOX[0], BOX[1], BOX[2] - BOX[0], BOX[3] - BOX[1], QtGui.QColor(*RED))
    painter.end()
    picture.save(str(rig.folder / "beside.png"))
    made = document.createFileLayer("file", str(rig.folder / "beside.png"), "None")
    document.rootNode().addChildNode(made, None)
    yield lambda: not made.bounds().isEmpty()
    document.refreshProjection()
    yield 300
    return made


def selection_mask(rig, document):
    layer = document.activeNode()
    made = document.createSelectionMask("kept")
    everything = Selection()
    everything.select(0, 0, WIDTH, HEIGHT, 255)
    made.setSelection(everything)
    layer.addChildNode(made, None)
    yield 300
    return made


def transparency_mask(rig, document):
    layer = document.activeNode()
    made = document.createTransparencyMask("shown")
    made.setPixelData(bytes([255]) * WIDTH * HEIGHT, 0, 0, WIDTH, HEIGHT)
    layer.addChildNode(made, None)
    yield 300
    return made


def hidden(rig, document):
    document.activeNode().setVisible(False)
    document.refreshProjection()
    yield 100
    return document.activeNode()


def locked(rig, panel):
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    document.activeNode().setLocked(True)
    yield from panel.run()
    rig.equal("locked: can be selected", rig.selection(document), mask(WIDTH, HEIGHT, [BOX]))
    before = rig.layers(document)
    panel.choose(output="mask")
    yield from panel.run()
    rig.check("locked: no mask, and why", "locked" in panel.message, panel.message)
    rig.equal("locked: nothing changed", rig.layers(document), before)
