"""Start launches the frisket that put the plugin there, waits, and shows its log when it fails."""

import json
from pathlib import Path

from frisket_probe.panel import Panel
from frisket_probe.rig import RED, mask

AGENT = ""
COMMAND = ["/usr/bin/python3", "/mnt/start-agent.py", "serve"]
FAILS = """
import sys
sys.exit("frisket: there is no room on the disk")
"""
STARTS = """
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
    program.write_text(STARTS, "utf-8")
    panel.press("start")
    yield from panel.until_light("running")
    panel.words("red")
    panel.choose(output="selection")
    yield from panel.run()
    rig.equal("it works", rig.selection(document), mask(60, 40, [(10, 10, 30, 30)]))


def _written_by_installing(rig):
    """`frisket plugins install` wrote a command of the world outside; here it is one of inside."""
    import frisket_krita

    file = Path(frisket_krita.__file__).parent / "_vendor/agent.json"
    command = json.loads(file.read_text("utf-8"))["command"]
    rig.equal("an absolute command stands there", (command[0][:1], command[-1]), ("/", "serve"))
    file.write_text(json.dumps({"command": COMMAND}), "utf-8")
