"""Each colour model and depth: the mask is exact, the layer's own bytes stay, the cut-out too."""

from frisket_probe.panel import Panel
from frisket_probe.rig import mask

WIDTH, HEIGHT = 96, 64
WHITE_BOX = (20, 12, 60, 44)
KINDS = (
    ("RGBA", "U8"),
    ("RGBA", "U16"),
    ("RGBA", "F16"),
    ("RGBA", "F32"),
    ("GRAYA", "U8"),
    ("GRAYA", "U16"),
    ("GRAYA", "F32"),
    ("CMYKA", "U8"),
    ("CMYKA", "U16"),
    ("LABA", "U8"),
    ("LABA", "U16"),
    ("LABA", "F32"),
)


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("white")
    wanted = mask(WIDTH, HEIGHT, [WHITE_BOX])
    for model, depth in KINDS:
        kind = f"{model} {depth}"
        document = yield from rig.document(
            WIDTH, HEIGHT, [(WHITE_BOX, (255, 255, 255))], model=model, depth=depth
        )
        layer = document.activeNode()
        rig.equal(f"{kind}: the document", (layer.colorModel(), layer.colorDepth()), (model, depth))
        before = rig.layers(document)
        for read_from in ("layer", "visible"):
            panel.choose(output="selection", read_from=read_from)
            yield from rig.select(document, None)
            yield from panel.run()
            rig.equal(f"{kind}: mask from {read_from}", rig.selection(document), wanted)
        panel.choose(output="cutout", read_from="layer")
        yield from panel.run()
        after = rig.layers(document)
        rig.check(f"{kind}: the layer stays", before.items() <= after.items(), panel.message)
        new = [
            node
            for path, node in rig.nodes(document)
            if path not in before and node.type() == "paintlayer"
        ]
        rig.equal(f"{kind}: a cut-out", len(new), 1)
        for cut in new:
            rig.equal(
                f"{kind}: its own colours", (cut.colorModel(), cut.colorDepth()), (model, depth)
            )
            seen = cut.thumbnail(cut.bounds().width(), cut.bounds().height())
            x, y = 30 - cut.bounds().x(), 30 - cut.bounds().y()
            white = seen.pixelColor(x, y)
            rig.check(f"{kind}: white stays white", min(white.getRgb()[:3]) >= 250, white.getRgb())
        document.setModified(False)
        document.close()
        yield 100
