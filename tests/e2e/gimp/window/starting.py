"""No picture is open and no agent runs: the agent's window starts it. Then a menu does."""

import json
import os
from pathlib import Path

from gi.repository import Gimp
from rig import RED, mask, selection, softened

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
    rig.screen.ready()
    rig.screen.action("Agent and Diagnostics")
    window = rig.screen.window("Agent and Diagnostics")
    rig.screen.shot("stopped")
    _save_command(rig, window, starter)
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
    made = softened(mask(400, 300, (100, 75, 300, 225)), 400)
    rig.until("selected", lambda: selection(image) == made)
    rig.check("a menu entry starts the agent too", True)


def _save_command(rig, window, starter):
    """The agent's command, typed into the window and saved; then an address, and none again."""
    rig.screen.click_in(window, *COMMAND)
    rig.screen.type(str(starter))
    rig.screen.key("alt+v")
    rig.until("the command is saved", lambda: _saved("command") == str(starter))
    rig.screen.click_in(window, *ADDRESS)
    rig.screen.type("127.0.0.1:9")
    rig.screen.key("Return")
    rig.until("the address is saved", lambda: _saved("address") == "127.0.0.1:9")
    rig.screen.shot("elsewhere")
    rig.check("nobody is there", "running" not in _agent())
    rig.screen.click_in(window, *ADDRESS)
    rig.screen.key("ctrl+a", "Delete", "alt+v")
    rig.until("no address any more", lambda: _saved("address") == "")
    mode = FILE.stat().st_mode & 0o777
    rig.equal("only this user can read it", mode, 0o600)


def _saved(name):
    return FILE.exists() and json.loads(FILE.read_text("utf-8"))["gimp"][name]


COMMAND, ADDRESS = (400, 60), (400, 100)
"""Places in the window."""
FILE = Path(os.environ["HOME"]) / ".config/frisket/plugins.json"


def _agent():
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-diagnostics")
    report = procedure.run(procedure.create_config()).index(1)
    return next((line for line in report.splitlines() if line.startswith("agent")), "")
