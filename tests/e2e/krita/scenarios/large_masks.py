"""Masks of several megapixels: every mode, exact, one step of undo, and the outline is seen."""

from frisket_probe.panel import Panel
from frisket_probe.qt import QtGui
from frisket_probe.rig import RED, mask

WIDTH, HEIGHT = 2400, 1800
BOX = (100, 50, 2300, 1700)
OLD = (50, 900, 1200, 1750)
KEEP = {
    "replace": lambda new, old: new,
    "add": lambda new, old: new or old,
    "subtract": lambda new, old: old and not new,
    "intersect": lambda new, old: new and old,
}


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(WIDTH, HEIGHT, [(BOX, RED)])
    panel.words("red")
    old, new = mask(WIDTH, HEIGHT, [OLD]), mask(WIDTH, HEIGHT, [BOX])
    yield from rig.select(document, old)
    nodes = len(rig.nodes(document))
    for mode, keep in KEEP.items():
        _, before = rig.history()
        panel.choose(output="selection", mode=mode, edges="hard")
        yield from panel.run()
        yield from rig.soon(lambda at=before: rig.history()[1] == at + 1)
        rig.equal(f"{mode}: one undo step", rig.history()[1], before + 1)
        found = rig.selection(document)
        yield from outlined(rig, mode)
        # The fake models draw at the preview's scale: the edge may be a few pixels off.
        checked = [(x, y) for y in (20, 60, 1000, 1690, 1730) for x in (70, 110, 1100, 1300, 2290)]
        wrong = [
            (x, y)
            for x, y in checked
            if (found[y * WIDTH + x] > 127)
            != bool(keep(new[y * WIDTH + x] > 0, old[y * WIDTH + x] > 0))
        ]
        rig.equal(f"{mode}: it is what it should be", wrong, [])
        yield from rig.undo(document)
        rig.equal(f"{mode}: undone", rig.selection(document) == old, True)
        rig.equal(f"{mode}: nothing stays behind", len(rig.nodes(document)), nodes)
    yield from cut_out(rig, panel)


def cut_out(rig, panel):
    """While its pixels are written, the bar says how many are."""
    seen = []
    rig.widget("frisket.progress").valueChanged.connect(
        lambda value: panel.message == "Writing" and seen.append(value)
    )
    panel.choose(output="cutout")
    yield from panel.run()
    parts = [value for value in seen if 0 < value < 1000]
    rig.check("cut-out: how much is written", parts == sorted(parts) and len(parts) > 1, seen)


def outlined(rig, mode):
    """Krita draws its ants in black and white; nothing else on the canvas is either."""
    canvas = rig.canvas()

    def ants():
        image = canvas.grab().toImage().convertToFormat(QtGui.QImage.Format.Format_RGB32)
        data = image.constBits().asstring(image.sizeInBytes())
        return data.count(b"\0\0\0\xff") + data.count(b"\xff\xff\xff\xff")

    yield from rig.soon(lambda: ants() > 200)
    rig.check(f"{mode}: its outline is seen", ants() > 200, ants())
    rig.shot(mode)
