"""A click that finds nothing on an opaque layer: it is said that only that one was looked at."""

import random

from frisket_probe.panel import Panel
from frisket_probe.rig import RED

AGENT = "classic"
WIDTH, HEIGHT = 320, 240
HINT = "Only the layer “Background” was looked at"


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace", read_from="layer")
    document = yield from rig.document(WIDTH, HEIGHT)
    lower = document.activeNode()
    noise = bytearray(random.Random(1).randbytes(4 * WIDTH * HEIGHT))
    noise[3::4] = b"\xff" * (WIDTH * HEIGHT)
    lower.setPixelData(bytes(noise), 0, 0, WIDTH, HEIGHT)
    upper = document.createNode("upper", "paintlayer")
    rig.fill(upper, (120, 80, 200, 160), RED)
    document.rootNode().addChildNode(upper, None)
    document.refreshProjection()
    yield 500  # Krita makes what is new the active one
    for is_seen in (True, False):
        upper.setVisible(is_seen)
        document.refreshProjection()
        document.setActiveNode(lower)
        yield 500
        yield from panel.pick(True)
        yield from rig.xdotool("mousemove", *rig.on_screen(160, 120), "click", 1)
        yield from panel.settled()
        told = panel.message
        rig.check(f"{is_seen}: nothing was found", "nothing was found there" in told, told)
        rig.equal(f"{is_seen}: only this layer", HINT in told, is_seen)
        yield from panel.pick(False)
