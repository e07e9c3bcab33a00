"""What is saved is the whole picture, also of a file that was only opened, whatever was made.

Krita keeps no picture of its own of a file with one layer: it shows that layer. With a second one
it only drew where that lies, and saved nothing of the rest, while the canvas showed all of it.
"""

from frisket_probe.panel import Panel
from frisket_probe.rig import mask

AGENT = "classic"
BOX = (130, 20, 500, 400)
PART = (150, 60, 300, 200)
OUTPUTS = ("cutout", "objects", "mask", "stored", "selection")


def run(rig):
    yield from rig.agent("mask_example", name="expected.png", box=BOX)
    panel = yield from Panel.shown(rig)
    for output in OUTPUTS:
        document = yield from rig.open(rig.folder / "dahlia.jpg")
        size = document.width(), document.height()
        before = bytes(document.topLevelNodes()[0].pixelData(0, 0, *size))
        yield from rig.select(document, mask(*size, [BOX]))
        panel.choose(output=output, prompt_from="box", edges="hard")
        yield from panel.run()
        same(rig, document, output, before)
        if output == "selection":
            continue
        yield from rig.undo(document)
        same(rig, document, f"{output}, undone", before, whole=True)
        yield from rig.redo(document)
        same(rig, document, f"{output}, done again", before)
    yield from several(rig, panel)


def several(rig, panel):
    """Cut-outs made and undone in turn: what is undone leaves nothing behind."""
    document = yield from rig.open(rig.folder / "dahlia.jpg")
    size = document.width(), document.height()
    panel.choose(output="cutout", prompt_from="box", edges="soft")
    seen = [rig.picture(document)]
    for box, stays in ((BOX, False), (PART, True), (BOX, False), (PART, False)):
        yield from rig.select(document, mask(*size, [box]))
        yield from panel.run()
        seen.append(rig.picture(document))
        rig.equal("several: opaque everywhere", set(seen[-1][3::4]), {255})
        if not stays:
            yield from rig.undo(document)
            rig.equal("several: undone", rig.picture(document), seen[-2])
            seen.pop()


def same(rig, document, what, before, whole=False):
    """A mask shows only the object; everything else leaves the picture opaque as it was."""
    seen, (width, height) = rig.picture(document), (document.width(), document.height())
    if what.startswith("mask") and not whole:
        inside = 4 * (height // 2 * width + width // 2)
        rig.equal(f"{what}: the object", seen[inside : inside + 4], before[inside : inside + 4])
        rig.equal(f"{what}: beside it", seen[3], 0)
        return
    rig.equal(f"{what}: opaque everywhere", set(seen[3::4]), {255})
    rig.equal(f"{what}: its corner", seen[:400], before[:400])
    rig.equal(f"{what}: its end", seen[-400:], before[-400:])
    if whole:
        rig.equal(f"{what}: all of it", seen, before)
