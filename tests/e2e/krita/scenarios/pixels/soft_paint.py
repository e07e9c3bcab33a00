"""A stroke that is half transparent itself: masked or cut out, it is as opaque as it was, and as
the selection of it says."""

import math

from frisket_probe.panel import Panel

WIDTH, HEIGHT = 120, 80
STROKE = (16, 24, 104, 56)
LEVELS = 2
"""By which what is seen may be off: the mask and Krita's own arithmetic are both rounded."""
KINDS = (("RGBA", "U8"), ("RGBA", "U16"), ("RGBA", "F32"), ("GRAYA", "U8"))


def run(rig):
    panel = yield from Panel.shown(rig, edges="soft")
    panel.words("")
    for model, depth in KINDS:
        for output in ("mask", "cutout"):
            yield from as_opaque(rig, panel, output, f"{model} {depth}", (model, depth))
    yield from as_opaque(rig, panel, "cutout", "of what is visible", read_from="visible")
    yield from as_opaque(rig, panel, "cutout", "in a group", is_grouped=True)
    yield from as_opaque(rig, panel, "mask", "of a group", is_grouped=True)
    yield from inverted(rig, panel)


def as_opaque(rig, panel, output, name, kind=(), read_from="layer", is_grouped=False):
    document, layer = yield from painted(rig, kind, is_grouped)
    before = seen(rig, document)
    rig.check(f"{name}: the stroke is soft", len(set(before)) > 100, len(set(before)))
    panel.choose(read_from=read_from)
    shown = yield from selected(rig, panel, document)
    wanted = bytes(map(min, shown, before))
    alike = sum(abs(a - b) <= LEVELS for a, b in zip(shown, before, strict=True) if 0 < b < 255)
    rig.check(f"{name}: the mask is as soft as the stroke", alike > 1000, alike)
    panel.choose(output=output)
    yield from panel.run()
    yield from told(rig, document, layer, wanted, f"{name}: {output}", output == "mask")
    if output == "mask":
        shown = yield from selected(rig, panel, document)
        panel.choose(output=output)
        yield from panel.run()
        wanted = bytes(map(min, shown, before))
        yield from told(rig, document, layer, wanted, f"{name}: masked again", True)
    yield from closed(document)


def inverted(rig, panel):
    """The surroundings of a stroke have nothing of it."""
    document, layer = yield from painted(rig)
    before = seen(rig, document)
    panel.choose(read_from="layer")
    shown = yield from selected(rig, panel, document)
    panel.choose(output="mask", invert=True)
    yield from panel.run()
    panel.choose(invert=False)
    wanted = bytes(max(0, b - a) for a, b in zip(shown, before, strict=True))
    yield from told(rig, document, layer, wanted, "inverted", True)
    yield from closed(document)


def selected(rig, panel, document):
    """What is shown of the thing, as a selection."""
    panel.choose(output="selection")
    yield from panel.run()
    shown = rig.selection(document)
    yield from rig.select(document, None)
    return shown


def painted(rig, kind=(), is_grouped=False):
    """A document with a stroke alone, soft at its rim and ever more opaque; and what is chosen."""
    document = yield from rig.document(WIDTH, HEIGHT)
    layer = document.activeNode()
    x0, y0, x1, y1 = STROKE
    rows = bytearray(4 * WIDTH * HEIGHT)
    for y in range(y0, y1):
        for x in range(x0, x1):
            alpha = 150 + 105 * (x - x0) / (x1 - 1 - x0)
            away = math.hypot(x - min(max(x, x0 + 16), x1 - 16), y - 39.5)
            fade = min(1.0, max(0.0, (16 - away) / 8))
            at = 4 * (y * WIDTH + x)
            rows[at : at + 4] = bytes((0, 0, 255, round(alpha * fade)))
    layer.setPixelData(bytes(rows), 0, 0, WIDTH, HEIGHT)
    if kind and kind != ("RGBA", "U8"):
        document.setColorSpace(*kind, rig.app.profiles(*kind)[0])
    if is_grouped:
        group = document.createGroupLayer("group")
        inside = layer.duplicate()
        group.setChildNodes([inside])
        document.rootNode().addChildNode(group, layer)
        layer.remove()
        document.waitForDone()
        yield 200
        document.setActiveNode(group)
        layer = group
    document.refreshProjection()
    document.waitForDone()
    yield lambda: document.activeNode().uniqueId() == layer.uniqueId()
    yield 100
    return document, layer


def told(rig, document, layer, wanted, name, is_masked):
    made = [node for _, node in rig.nodes(document) if node.type() == "transparencymask"]
    rig.equal(f"{name}: there is one mask", len(made), 1)
    layer.setVisible(is_masked)
    document.refreshProjection()
    yield 100
    off = max(abs(a - b) for a, b in zip(seen(rig, document), wanted, strict=True))
    rig.check(f"{name}: as opaque as it was shown", off <= LEVELS, off)
    rig.figure(f"{name}: levels off", off)


def seen(rig, document):
    """How opaque each pixel of the picture is, 0 to 255."""
    document.waitForDone()
    image = document.projection(0, 0, WIDTH, HEIGHT)
    return bytes(image.pixelColor(x, y).alpha() for y in range(HEIGHT) for x in range(WIDTH))


def closed(document):
    document.setModified(False)
    document.close()
    yield 100
