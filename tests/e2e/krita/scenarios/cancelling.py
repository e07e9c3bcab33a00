"""Cancel ends a request at once, changes nothing, and the next one works. The window lives on."""

import time

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

AGENT = ""


def run(rig):
    yield from rig.agent("start", seconds=20)
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(80, 60, [((10, 10, 30, 30), RED)])
    before = rig.layers(document)
    panel.words("red")
    panel.choose(output="selection")
    panel.press_run()
    yield panel.is_busy
    yield 1500
    rig.shot("busy")
    rig.check("a stage is named", len(panel.message) > 3, panel.message)
    started = time.monotonic()
    panel.press("cancel")
    yield panel.is_idle
    rig.check("it ends at once", time.monotonic() - started < 5, time.monotonic() - started)
    rig.equal("it is said", panel.message, "Cancelled.")
    rig.equal("nothing is selected", rig.selection(document), None)
    rig.equal("nothing is changed", rig.layers(document), before)
    yield from rig.agent("start")
    yield from panel.run()
    rig.equal("the next one works", rig.selection(document), mask(80, 60, [(10, 10, 30, 30)]))
