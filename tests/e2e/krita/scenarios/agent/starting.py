"""Start launches the frisket that put the plugin there; a click and words do so by themselves."""

import json
from pathlib import Path

from frisket_probe.panel import Panel
from frisket_probe.qt import QtWidgets
from frisket_probe.rig import RED, mask

AGENT = ""
OK = QtWidgets.QDialogButtonBox.StandardButton.Ok
COMMAND = ["/usr/bin/python3", "/mnt/start-agent.py", "serve"]
FAILS = """
import sys
sys.exit("frisket: there is no room on the disk")
"""
BEGINS = """
import os, time
with open("/mnt/asked/start.part", "w") as wish:
    wish.write('{"do": "start"}')
os.rename("/mnt/asked/start.part", "/mnt/asked/start.json")
time.sleep(600)
"""


def run(rig):
    panel = yield from Panel.shown(rig)
    document = yield from rig.document(60, 40, [((10, 10, 30, 30), RED)])
    yield from panel.until_light("stopped")
    rig.shot("stopped")
    program = rig.folder / "start-agent.py"
    program.write_text(FAILS, "utf-8")
    _written_by_installing(rig)
    panel.press("start")
    yield lambda: "no room on the disk" in panel.message
    rig.check("it failed, and why", "no room on the disk" in panel.message, panel.message)
    rig.shot("failed")
    yield from panel.until_light("stopped")
    program.write_text(BEGINS, "utf-8")
    panel.press("start")
    yield from panel.until_light("running")
    panel.words("red")
    panel.choose(output="selection")
    yield from panel.run()
    rig.equal("it works", rig.selection(document), mask(60, 40, [(10, 10, 30, 30)]))
    yield from by_itself(rig, panel, document, program)


def by_itself(rig, panel, document, program):
    """No agent is there: it starts, and what was asked for is done without being asked again."""
    wanted = mask(60, 40, [(10, 10, 30, 30)])
    lights, told = [], []
    panel._desk.lookout.changed.connect(lambda state: lights.append(state.problem))
    panel._desk.progressed.connect(lambda stage, _: told.append(stage))
    yield from gone(rig, panel, document)
    yield from panel.run()
    rig.equal("words start it, and are done", rig.selection(document), wanted)
    rig.check("the light says that it starts", "The agent is starting." in lights, lights)
    rig.check("and so does the panel", "start" in told, told)

    yield from gone(rig, panel, document)
    panel.press("preview")
    yield from panel.settled()
    rig.check("Preview starts it", rig.widget("frisket.apply").isVisible(), panel.message)

    yield from gone(rig, panel, document)
    yield from panel.pick(True)
    yield from rig.agent("kill")
    yield from panel.until_light("stopped")
    program.write_text(FAILS, "utf-8")
    yield from rig.xdotool("mousemove", *rig.on_screen(20, 20), "click", 1)
    yield lambda: "no room on the disk" in panel.message
    rig.check("a click is kept where that fails", panel.clicks() == 1, panel.message)
    rig.check("which is said, with the reason", "clicks are kept" in panel.message, panel.message)
    rig.shot("kept")
    program.write_text(BEGINS, "utf-8")
    yield from rig.xdotool("mousemove", *rig.on_screen(25, 25), "click", 1)
    yield lambda: bool(panel.overlay().masks)
    rig.equal("another click starts it, and both are answered", panel.clicks(), 2)
    yield from rig.xdotool("key", "Return")
    yield from panel.applied()
    made = rig.selection(document)
    clicked = [made[y * 60 + x] for x, y in ((20, 20), (25, 25))] if made else made
    rig.equal("and Enter makes it", clicked, [255, 255])
    yield from panel.pick(False)
    yield from off(rig, panel, document)


def off(rig, panel, document):
    """The person has turned it off in the settings."""
    panel._desk.say("It is in the settings.")
    yield 100
    panel.press("settings")
    yield 300
    rig.widget("frisket.settings.starts_agent").setChecked(False)
    yield from rig.screen("settings")
    dialog = rig.widget("frisket.settings.starts_agent").window()
    dialog.findChild(QtWidgets.QDialogButtonBox).button(OK).click()
    yield 300
    yield from gone(rig, panel, document)
    yield from panel.run()
    rig.check("turned off, Start is named", "Press Start" in panel.message, panel.message)
    rig.equal("and nothing is made", rig.selection(document), None)


def gone(rig, panel, document):
    yield from rig.agent("kill")
    yield from panel.until_light("stopped")
    yield from rig.select(document, None)


def _written_by_installing(rig):
    """`frisket plugins install` wrote a command of the world outside; here it is one of inside."""
    import frisket_krita

    file = Path(frisket_krita.__file__).parent / "_vendor/agent.json"
    command = json.loads(file.read_text("utf-8"))["command"]
    rig.equal("an absolute command stands there", (command[0][:1], command[-1]), ("/", "serve"))
    file.write_text(json.dumps({"command": COMMAND}), "utf-8")
