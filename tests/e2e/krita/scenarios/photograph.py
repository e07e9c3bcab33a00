"""A real photograph and the classical engine, which is there without any download."""

from frisket_probe.panel import Panel
from frisket_probe.rig import mask
from frisket_probe.seen import gray, overlap

AGENT = "classic"
BOX = (130, 20, 500, 400)


def run(rig):
    yield from rig.agent("mask_example", name="expected.png", box=BOX)
    panel = yield from Panel.shown(rig)
    document = yield from rig.open(rig.folder / "dahlia.jpg")
    width, height = document.width(), document.height()
    yield from rig.select(document, mask(width, height, [BOX]))
    panel.choose(output="selection", prompt_from="box", edges="soft")
    yield from panel.run()
    found, wanted = rig.selection(document), gray(rig.folder / "expected.png")
    same = overlap(found, wanted)
    rig.check("as the command line does it", same > 0.97, f"{same:.3f}")
    rig.check("it is not the box", 0.2 < sum(found) / 255 / (370 * 380) < 0.98, sum(found) / 255)
    rig.check("its edge is soft", len(set(found)) > 10, sorted(set(found))[:10])
    panel.choose(output="cutout", edges="matte")
    yield from panel.run()
    layers = [node for _, node in rig.nodes(document) if node.type() == "paintlayer"]
    rig.equal("a cut-out beside the original", len(layers), 2)
    rig.figure("said", panel.message)
