"""No picture is open and no agent runs: the agent's window starts it. Then a menu does."""

import json
import os
from pathlib import Path

from gi.repository import Gimp
from rig import RED, mask, selection

AGENT = ""
STARTER = """#!/bin/sh
# What frisket would be: it has the agent started, outside.
echo '{"do": "start"}' >/mnt/asked/start.part
mv /mnt/asked/start.part /mnt/asked/start-$$.json
exec sleep 1000
"""


def run(rig):
    starter = rig.folder / "starter.sh"
    starter.write_text(STARTER)
    starter.chmod(0o755)
    settings = Path(os.environ["HOME"]) / ".config/frisket/plugins.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"gimp": {"command": str(starter)}}))
    rig.screen.ready()
    rig.screen.action("Agent and Diagnostics")
    rig.screen.window("Agent and Diagnostics")
    rig.screen.shot("stopped")
    rig.screen.key("alt+s")
    rig.until("the agent runs", lambda: "running" in _agent())
    rig.screen.key("alt+l")
    rig.screen.shot("running")
    rig.screen.key("alt+o")
    rig.screen.gone("Agent and Diagnostics")
    rig.check("started from its window", True)

    rig.agent("kill")
    image, _ = rig.image(400, 300, [((40, 30, 160, 120), RED)])
    Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.window("– GIMP$")
    rig.screen.action("Select Subject")
    rig.screen.window("^Select Subject")
    rig.screen.shot("says-it-will-start")
    rig.screen.key("Return")
    rig.until("selected", lambda: selection(image) == mask(400, 300, (100, 75, 300, 225)))
    rig.check("a menu entry starts the agent too", True)


def _agent():
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-diagnostics")
    report = procedure.run(procedure.create_config()).index(1)
    return next((line for line in report.splitlines() if line.startswith("agent")), "")
