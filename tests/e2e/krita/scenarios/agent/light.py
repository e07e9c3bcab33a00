"""The light tells the truth within five seconds: busy or not, hung, gone and back."""

import time

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

AGENT = ""
SETTINGS = {"starts_agent": False}
MOST = 5.0
TERMINAL = ("`", "serve", "token")


def run(rig):
    yield from rig.agent("start")
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(80, 60, [((10, 10, 30, 30), RED)])
    yield from panel.until_light("running")
    panel.words("red")
    panel.choose(output="selection")
    for _ in range(2):
        yield from told(rig, panel, "idle, hung", "pause", "silent")
        yield from told(rig, panel, "idle, goes on", "go_on", "running")
    rig.check("nobody is told that it was lost", panel.message == "Ready.", panel.message)

    yield from told(rig, panel, "killed", "kill", "stopped")
    yield from panel.run()
    rig.check("Start is offered, and named", "Start" in panel.message, panel.message)
    rig.check("Start can be pressed", rig.widget("frisket.start").isVisible())
    for text in (panel.message, panel.light_text):
        rig.check("no terminal is needed", not any(word in text for word in TERMINAL), text)
    rig.shot("stopped")
    yield from told(rig, panel, "back", "start", "running")
    yield 100
    rig.check("nobody is told any more that it is gone", "not running" not in panel.message)
    yield from told(rig, panel, "hung", "pause", "silent")
    rig.shot("silent")
    yield from told(rig, panel, "hung, killed", "kill", "stopped")

    yield from rig.agent("start", seconds=30)
    yield from panel.until_light("running")
    panel.press_run()
    yield panel.is_busy
    yield 500
    yield from told(rig, panel, "busy, hung", "pause", "silent")
    rig.check("it is still busy", panel.is_busy())
    yield from told(rig, panel, "busy, goes on", "go_on", "running")
    panel.press("cancel")
    yield panel.is_idle
    panel.press_run()
    yield panel.is_busy
    yield 500
    yield from told(rig, panel, "busy, hung again", "pause", "silent")
    yield from told(rig, panel, "busy, hung, killed", "kill", "stopped")
    yield panel.is_idle
    rig.check("the job says so", "agent" in panel.message.lower(), panel.message)
    yield from told(rig, panel, "back after all", "start", "running")
    yield from panel.run()
    rig.equal("it works", rig.selection(document), mask(80, 60, [(10, 10, 30, 30)]))


def told(rig, panel, name, do, light):
    """The light has this state in time."""
    yield from rig.agent(do)
    began = time.monotonic()
    yield from rig.soon(lambda: panel.light == light)
    taken = time.monotonic() - began
    rig.check(name, panel.light == light and taken < MOST, f"{panel.light} after {taken:.1f} s")
    rig.figure(name, round(taken, 2))
