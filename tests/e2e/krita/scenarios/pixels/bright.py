"""Light beyond 1.0 in a float picture stays as bright up to the soft edge of its cut-out."""

import struct

from frisket_probe.panel import Panel

WIDTH, HEIGHT = 96, 64
BOX = (24, 16, 64, 48)
LIGHT = 5.0


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.words("white")
    panel.choose(output="cutout", edges="soft", feather=2)
    for read_from in ("layer", "visible"):
        document = yield from rig.document(WIDTH, HEIGHT, model="RGBA", depth="F32")
        layer = document.activeNode()
        x0, y0, x1, y1 = BOX
        pixel = struct.pack("<4f", LIGHT, LIGHT, LIGHT, 1.0)
        layer.setPixelData(pixel * ((x1 - x0) * (y1 - y0)), x0, y0, x1 - x0, y1 - y0)
        document.refreshProjection()
        document.waitForDone()
        yield 300
        panel.choose(read_from=read_from)
        yield from panel.run()
        cut = next(
            (n for n in document.topLevelNodes() if n.name() != layer.name()),
            None,
        )
        rig.check(f"{read_from}: there is a cut-out", cut is not None, panel.message)
        alpha = bytes(cut.childNodes()[0].pixelData(0, 0, WIDTH, HEIGHT))
        data = bytes(cut.pixelData(0, 0, WIDTH, HEIGHT))
        red = [value for value, *_ in struct.iter_unpack("<4f", data)]
        soft = [value for value, a in zip(red, alpha, strict=True) if 0 < a < 255]
        inside = [value for value, a in zip(red, alpha, strict=True) if a == 255]
        rig.check(f"{read_from}: its edge is soft", len(soft) > 100, len(soft))
        rig.check(f"{read_from}: the light stays", min(inside) > 4.9, min(inside))
        rig.check(f"{read_from}: up to the edge", min(soft) > 4.9, (min(soft), max(soft)))
        document.setModified(False)
        document.close()
        yield 200
