"""While a request runs, its document is closed or another is in front, its layer is deleted."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

AGENT = ""


def run(rig):
    yield from rig.agent("start", seconds=3)
    panel = yield from Panel.shown(rig)
    panel.words("red")
    for output in ("selection", "mask", "cutout", "objects"):
        panel.choose(output=output)
        yield from closed(rig, panel, output)
        yield from deleted(rig, panel, output)
        yield from switched(rig, panel, output)


def begun(rig, panel):
    document = yield from rig.document(80, 60, [((10, 10, 30, 30), RED)])
    panel.press_run()
    yield panel.is_busy
    yield 800
    return document


def closed(rig, panel, output):
    document = yield from begun(rig, panel)
    document.setModified(False)
    document.close()
    yield panel.is_idle
    rig.check(f"{output}: closed", "closed" in panel.message, panel.message)


def deleted(rig, panel, output):
    document = yield from begun(rig, panel)
    document.activeNode().remove()
    document.waitForDone()
    yield panel.is_idle
    yield 300
    if output == "selection":
        # The picture is still there, and so is where the object was; either is right.
        wanted = mask(80, 60, [(10, 10, 30, 30)])
        rig.check("selection: deleted", rig.selection(document) in (None, wanted), panel.message)
    else:
        rig.check(f"{output}: deleted", "deleted" in panel.message, panel.message)
        rig.equal(f"{output}: nothing was made", len(rig.nodes(document)), 0)
    rig.figure(f"{output}: deleted", panel.message)


def switched(rig, panel, output):
    document = yield from begun(rig, panel)
    other = yield from rig.document(80, 60)
    before = (rig.layers(document), rig.layers(other))
    yield panel.is_idle
    yield 300
    rig.equal(
        f"{output}: the other stays", (rig.layers(other), rig.selection(other)), (before[1], None)
    )
    made = rig.layers(document) != before[0] or rig.selection(document) is not None
    rig.figure(f"{output}: switched", "made" if made else panel.message)
    rig.check(f"{output}: made or said", made or panel.message.endswith("."), panel.message)
