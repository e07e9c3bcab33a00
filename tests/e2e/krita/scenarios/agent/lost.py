"""The agent is killed in the middle of a request, and comes back."""

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

AGENT = ""
SETTINGS = {"starts_agent": False}


def run(rig):
    yield from rig.agent("start", seconds=30)
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(80, 60, [((10, 10, 30, 30), RED)])
    before = rig.layers(document)
    panel.words("red")
    panel.choose(output="selection")
    panel.press_run()
    yield panel.is_busy
    yield 1500
    yield from rig.agent("kill")
    yield panel.is_idle
    rig.check("it is said", "agent" in panel.message.lower(), panel.message)
    rig.figure("what is said", panel.message)
    rig.equal("nothing is changed", (rig.layers(document), rig.selection(document)), (before, None))
    rig.shot("lost")
    yield from rig.agent("start")
    yield from panel.until_light("running")
    yield from panel.run()
    rig.equal("it is back", rig.selection(document), mask(80, 60, [(10, 10, 30, 30)]))
    yield from rig.agent("stop")
    yield from panel.until_light("stopped")
    rig.figure("stopped", panel.light_text)
    yield from rig.select(document, None)
    yield from panel.run()
    rig.check("not running is said", "not running" in panel.message, panel.message)
    rig.equal("and nothing is changed", rig.selection(document), None)
