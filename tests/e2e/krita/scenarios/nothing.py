"""Nothing is found: nothing changes, and the panel says so."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

SAID = "Nothing called 'green' was found. Nothing was changed."
WIDTH, HEIGHT = 80, 60


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(WIDTH, HEIGHT, [((10, 10, 30, 30), RED)])
    there = mask(WIDTH, HEIGHT, [(5, 5, 50, 40)])
    yield from rig.select(document, there)
    before, (names, _) = rig.layers(document), rig.history()
    panel.words("green")
    for output in ("selection", "mask", "cutout", "objects", "stored"):
        panel.choose(output=output)
        yield from panel.run()
        rig.check(f"{output}: said", panel.message == SAID, panel.message)
        rig.equal(f"{output}: the selection stays", rig.selection(document), there)
        rig.equal(f"{output}: the layers stay", rig.layers(document), before)
        rig.equal(f"{output}: no undo step", len(rig.history()[0]), len(names))
