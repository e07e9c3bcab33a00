"""A click that finds nothing: why that is so is said, and what to do about it helps."""

import random

from frisket_probe.panel import Panel
from frisket_probe.rig import RED

AGENT = "classic"
WIDTH, HEIGHT = 320, 240
HINT = "Only the layer “Background” was looked at"


def run(rig):
    panel = yield from Panel.shown(rig)
    panel.choose(output="selection", mode="replace", read_from="layer")
    yield from opaque(rig, panel)
    yield from masked(rig, panel)
    yield from faded(rig, panel)


def opaque(rig, panel):
    """Only that layer was looked at, where others are seen as well."""
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


def masked(rig, panel):
    """What the mask that was just made hides can be added to it, as it is said."""
    one, other = (40, 60, 120, 180), (200, 60, 280, 180)
    document = yield from rig.document(WIDTH, HEIGHT, [(one, RED), (other, RED)])
    layer = document.activeNode()
    panel.choose(output="mask")
    yield from panel.pick(True)
    yield from rig.xdotool("mousemove", *rig.on_screen(80, 120), "click", 1)
    yield from panel.settled()
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    (made,) = layer.childNodes()
    yield from rig.xdotool("mousemove", *rig.on_screen(240, 120), "click", 1)
    yield from panel.settled()
    told = panel.message
    rig.check("masked: the mask is named", f"“{made.name()}” hides it" in told, told)
    rig.check("masked: nothing else is blamed", "transparent" not in told, told)
    yield from rig.screen("masked")
    made.setVisible(False)
    document.refreshProjection()
    yield 500
    yield from panel.settled()
    rig.equal("masked: the click stays", panel.clicks(), 1)
    rig.check("masked: and finds it now", panel.overlay().masks, panel.message)
    yield from rig.xdotool("key", "shift+Return")
    yield from panel.applied()
    document.waitForDone()
    (both,) = layer.childNodes()
    rig.check("masked: the mask is seen again", both.visible(), panel.message)
    seen = [bytes(both.pixelData(x, 120, 1, 1))[0] for x in (80, 240)]
    rig.equal("masked: both are in it", seen, [255, 255])
    rig.equal("masked: and nothing between", bytes(both.pixelData(160, 120, 1, 1))[0], 0)
    yield from panel.pick(False)
    panel.choose(output="selection")


def faded(rig, panel):
    """Nobody sees a layer whose opacity is 0."""
    document = yield from rig.document(WIDTH, HEIGHT, [((40, 60, 120, 180), RED)])
    document.activeNode().setOpacity(0)
    document.refreshProjection()
    yield 300
    panel.press("pick")
    yield 500
    rig.check("faded: it is said", "its opacity is 0" in panel.message, panel.message)
    rig.check("faded: nobody picks", not panel.is_picking())
