"""An engine older than the plug-in: Update is offered once; German, light, a fine screen."""

import contextlib
import json
import os
from pathlib import Path

from gi.repository import Gimp
from rig import RED

AGENT = ""
INSTALLS = False
UNPACKED = True
LANGUAGE = "de_DE.UTF-8"
SCALE = 2
THEME = "light"
SUBJECT, DIAGNOSTICS = "Motiv ausw", "Agent und Diagnose"
UPDATE, DECLINE = (120, 284), (356, 284)
"""The buttons of the box: pixels of the screen from the left side and the bottom."""
ALL = (0, 0, 1600, 1000)
DATA = Path(os.environ["HOME"]) / ".local/share/frisket"
KEPT = Path(os.environ["HOME"]) / ".config/frisket/plugins.json"
OLD = {"by": "panel", "version": "0.0.1"}


def run(rig):
    program = DATA / "environment/bin/frisket"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    (DATA / "environment/frisket-installation.json").write_text(json.dumps(OLD), "utf-8")
    image, _ = rig.image(400, 300, [((40, 30, 160, 120), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = _opened(rig, SUBJECT)
    tall = rig.screen.place(window)[3]
    rig.check("it is no higher than the screen", tall <= 978, tall)
    rig.screen.shot("offered")
    _press(rig, window, UPDATE)
    rig.until("it is being fetched", lambda: _fetched() > 500_000)
    rig.screen.shot("fetching")
    _press(rig, window, UPDATE)
    rig.screen.still(ALL, 10)
    rig.screen.shot("cancelled")
    rig.equal("the old one is still there", _there(), OLD)
    _press(rig, window, DECLINE)
    rig.until("declined", lambda: _declined())
    rig.screen.shot("declined")
    rig.screen.close(SUBJECT)
    window = _opened(rig, SUBJECT)
    rig.check("asked once", rig.screen.place(window)[3] < tall, (rig.screen.place(window), tall))
    rig.screen.close(SUBJECT)
    _opened(rig, DIAGNOSTICS)
    rig.screen.shot("offered-where-one-looks-for-it")
    rig.screen.close(DIAGNOSTICS)


def _opened(rig, title):
    rig.screen.action(title)
    window = rig.screen.window(title)
    rig.screen.still(rig.screen.place(window), 5)
    return window


def _there():
    return json.loads((DATA / "environment/frisket-installation.json").read_text("utf-8"))


def _declined():
    with contextlib.suppress(OSError, ValueError, KeyError):
        return json.loads(KEPT.read_text("utf-8"))["gimp"]["declined"]
    return ""


def _fetched():
    total = 0
    for folder in (DATA / "setup/downloads", DATA / "setup/uv"):
        for file in folder.rglob("*"):
            with contextlib.suppress(OSError):  # it was renamed meanwhile
                total += file.lstat().st_size if file.is_file() else 0
    return total


def _press(rig, window, place):
    x, y, _, high = rig.screen.place(window)
    rig.screen.click(x + place[0], y + high - place[1])
