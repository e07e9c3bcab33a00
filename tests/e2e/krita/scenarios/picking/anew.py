"""What the overlay shows is what Enter makes, after anything that changes the picture under it."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtGui
from krita import Selection

AGENT = "classic"
WIDTH, HEIGHT = 320, 240
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
SMALL, LARGE = (120, 80, 200, 160), (60, 40, 260, 200)


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace", read_from="layer", prompt_from="clicks")
    for case in (layer, source, moment, masked, faded, mirrored, option, inverse, pixels):
        document = yield from rig.document(WIDTH, HEIGHT)
        lower = document.activeNode()
        paint(rig, document, lower, SMALL)
        yield from panel.pick(True)
        yield from rig.xdotool("mousemove", *rig.on_screen(160, 120), "click", 1)
        yield from panel.settled()
        first = shown(panel)
        rig.check(f"{case.__name__}: something is shown", any(first))
        yield from case(rig, panel, document, lower)
        yield from panel.settled()
        if case not in (option, inverse):
            rig.check(f"{case.__name__}: it is said", "anew" in panel.message, panel.message)
        second = shown(panel)
        if case not in (moment, faded):
            rig.check(f"{case.__name__}: another mask is shown", first != second)
        yield from rig.screen(case.__name__)
        rig.equal(f"{case.__name__}: nothing is made yet", rig.selection(document), None)
        yield from rig.xdotool("key", "Return")
        yield from panel.applied()
        made = rig.selection(document) or bytes(WIDTH * HEIGHT)
        other = sum((a > 127) != (b > 63) for a, b in zip(made, second, strict=True))
        rig.check(f"{case.__name__}: Enter makes what is shown", other == 0, other)
        yield from panel.pick(False)
        panel.choose(read_from="layer", grow=0, invert=False)
    yield from passed(rig, panel)


def paint(rig, document, node, box):
    rig.fill(node, (0, 0, WIDTH, HEIGHT), BLACK)
    rig.fill(node, box, WHITE)
    document.refreshProjection()
    document.waitForDone()


def upper(rig, document):
    made = document.createNode("upper", "paintlayer")
    document.rootNode().addChildNode(made, None)
    paint(rig, document, made, LARGE)
    return made


def layer(rig, panel, document, lower):
    """A layer above becomes the active one."""
    made = upper(rig, document)
    yield 300
    document.setActiveNode(made)
    yield lambda: document.activeNode() == made
    yield 400


def source(rig, panel, document, lower):
    """Read from what is visible, where another layer lies above."""
    upper(rig, document)
    yield 300
    document.setActiveNode(lower)
    yield lambda: document.activeNode() == lower
    yield 400
    panel.choose(read_from="visible")
    yield 300


def moment(rig, panel, document, lower):
    document.setCurrentTime(7)
    yield lambda: document.currentTime() == 7
    yield 400


def masked(rig, panel, document, lower):
    """The layer gets a mask that leaves its left half."""
    made = document.createTransparencyMask("half")
    half = Selection()
    half.select(0, 0, WIDTH // 2 + 10, HEIGHT, 255)
    made.setSelection(half)
    lower.addChildNode(made, None)
    yield 300
    document.setActiveNode(lower)
    yield lambda: document.activeNode() == lower
    yield 400


def faded(rig, panel, document, lower):
    """The layer itself, which a cut-out is as opaque as."""
    lower.setOpacity(128)
    document.refreshProjection()
    yield 400


def mirrored(rig, panel, document, lower):
    """As Image ▸ Mirror Image Horizontally does, and so the click is on something else."""
    paint(rig, document, lower, (120, 80, 300, 160))
    yield 800
    yield from panel.settled()
    before = shown(panel)
    rig.app.action("mirrorImageHorizontal").trigger()
    yield 800
    yield from panel.settled()
    x0 = next(x for x in range(WIDTH) if shown(panel)[120 * WIDTH + x] > 63)
    rig.check("mirrored: the mask lies where the thing is now", x0 < 60, x0)
    rig.check("mirrored: it lay elsewhere before", before[120 * WIDTH + x0] < 63, x0)


def option(rig, panel, document, lower):
    panel.choose(grow=6)
    yield 100


def inverse(rig, panel, document, lower):
    """All but the object, which is drawn at once."""
    panel.choose(invert=True)
    yield 300
    whole = shown(panel)
    rig.check("inverse: what was free is covered", whole[0] > 63 and not whole[120 * WIDTH + 160])


def pixels(rig, panel, document, lower):
    """Painted by a script, which nobody can see coming."""
    paint(rig, document, lower, LARGE)
    yield from rig.soon(lambda: "anew" in panel.message)


def shown(panel):
    """The opacity of the overlay's masks in each pixel of the picture, 0 to 127."""
    masks = panel.overlay().masks
    image = QtGui.QImage(WIDTH, HEIGHT, QtGui.QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QtGui.QPainter(image)
    for box, tinted in masks:
        painter.drawImage(round(box.x0), round(box.y0), tinted)
    painter.end()
    bits = image.constBits()
    return bits.asstring(4 * WIDTH * HEIGHT)[3::4]


def passed(rig, panel):
    """A group that passes its layers through is no picture; one that does not is, of what is seen
    of its layers."""
    document = yield from rig.document(WIDTH, HEIGHT)
    group = document.createGroupLayer("group")
    document.rootNode().addChildNode(group, None)
    for box in (SMALL, LARGE):
        inner = document.createNode("inner", "paintlayer")
        group.addChildNode(inner, None)
        paint(rig, document, inner, box)
    group.setPassThroughMode(True)
    document.refreshProjection()
    yield 500  # Krita makes what is new the active one
    document.setActiveNode(group)
    yield lambda: document.activeNode() == group
    panel.press("pick")
    yield 400
    rig.check("passed through: it is said", "passes its layers through" in panel.message)
    rig.check("passed through: nobody picks", not panel.is_picking())
    group.setPassThroughMode(False)
    document.refreshProjection()
    yield from rig.soon(lambda: "passes" not in panel.message)
    rig.equal("passed through no more: the sentence goes", panel.message, "Ready.")
    yield from panel.pick(True)
    yield from rig.xdotool("mousemove", *rig.on_screen(160, 120), "click", 1)
    yield from panel.settled()
    before = shown(panel)
    inner.setVisible(False)
    document.refreshProjection()
    yield 400
    yield from panel.settled()
    areas = [sum(alpha > 63 for alpha in masks) for masks in (before, shown(panel))]
    rig.check("hidden in the group: another mask is shown", areas[0] > areas[1] > 0, areas)
    group.setPassThroughMode(True)
    document.refreshProjection()
    yield from rig.soon(lambda: not panel.is_picking())
    rig.check("passed through again: why it ends", "passes its" in panel.message, panel.message)
    yield from panel.pick(False)
