"""An agent that hangs: the window says so in 5 seconds, ends it when asked to, and goes on."""

import itertools
import json
import os
import time
from pathlib import Path

from gi.repository import Gimp
from live import FIRST, Window, discard
from rig import RED

AGENT = "fake"
WIDE, HIGH = 1600, 1200
DIALOG = "^Select Subject"
ANEW, ANEW_IN_DIALOG = [(228, 36), (228, 44)], [(266, 150), (266, 163), (266, 175)]
"""Where Start Anew is: pixels from the lower right corner of each; how many lines the dialog has
above it depends on what it says."""
KEPT = Path(os.environ["HOME"]) / ".config/frisket/plugins.json"
STARTER = """#!/bin/sh
# What frisket would be: it has the agent started, outside.
echo '{"do": "start"}' >/mnt/asked/start.part
mv /mnt/asked/start.part /mnt/asked/start-$$.json
exec sleep 1000
"""


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [((200, 200, 600, 500), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    _window(rig)
    _dialog(rig, image)
    starter = rig.folder / "starter.sh"
    starter.write_text(STARTER)
    starter.chmod(0o755)
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    KEPT.write_text(json.dumps({"gimp": {"command": str(starter)}}), "utf-8")
    _anew_in_window(rig)
    _anew_in_dialog(rig, image)


def _window(rig):
    window = Window(rig)
    rig.screen.still(window.place, 20)
    rig.agent("pause")
    line = _line(window)
    before = rig.screen.pixels(line)
    began = time.monotonic()
    rig.screen.click(*window.at(400, 350))
    rig.until("the button that helps", lambda: rig.screen.pixels(line) != before)
    taken = time.monotonic() - began
    rig.figure("until it is said", taken)
    rig.check("it is said soon", taken < 8, f"{taken:.1f} s")
    rig.screen.shot("silent")
    rig.agent("go_on")
    window.waits("it goes on by itself", FIRST, (250, 200, 550, 500))
    rig.screen.shot("back")
    discard(rig)


def _dialog(rig, image):
    """OK of a dialog, with an agent that hangs: the dialog comes back soon, and works."""
    rig.screen.action("Select Subject")
    first = rig.screen.window(DIALOG)
    rig.screen.still(rig.screen.place(first))
    rig.agent("pause")
    began = time.monotonic()
    rig.screen.key("Return")
    rig.until("the dialog is back", lambda: first not in (rig.screen.windows(DIALOG) or [first]))
    rig.check("not after minutes", time.monotonic() - began < 30, time.monotonic() - began)
    again = rig.screen.window(DIALOG)
    rig.screen.still(rig.screen.place(again), 10)
    rig.screen.shot("dialog-silent")
    rig.equal("nothing was changed", image.is_dirty(), False)
    silent = rig.screen.pixels(rig.screen.place(again))
    rig.agent("go_on")
    rig.screen.still(rig.screen.place(again), before=silent)
    rig.screen.shot("dialog-back")
    rig.screen.key("Return")
    rig.screen.gone(DIALOG)
    rig.until("it works again", lambda: not Gimp.Selection.is_empty(image))
    rig.check("it works again", True)


def _anew_in_window(rig):
    """Start Anew is pressed: that agent is ended, another one answers the same click."""
    window = Window(rig)
    rig.screen.still(window.place, 20)
    hung = _pid(rig)
    rig.agent("pause")
    rig.screen.click(*window.at(400, 350))
    _anew(rig, window.id, ANEW, hung)
    rig.check("the one that hung is gone", not _lives(hung))
    window.waits("the click is answered by the other one", FIRST, (250, 200, 550, 500))
    rig.screen.shot("anew")
    discard(rig)


def _anew_in_dialog(rig, image):
    Gimp.Selection.none(image)
    hung = _pid(rig)
    rig.agent("pause")
    rig.screen.action("Select Subject")
    dialog = rig.screen.window(DIALOG)
    rig.screen.still(rig.screen.place(dialog), 10)
    rig.screen.shot("dialog-to-press")
    _anew(rig, dialog, ANEW_IN_DIALOG, hung)
    rig.check("the one that hung in the dialog is gone", not _lives(hung))
    rig.screen.still(rig.screen.place(dialog), 10)
    rig.screen.shot("dialog-anew")
    rig.screen.window(DIALOG)
    rig.screen.key("Return")
    rig.screen.gone(DIALOG)
    rig.until("it is selected", lambda: not Gimp.Selection.is_empty(image))


def _anew(rig, window, places, hung):
    """Press the button as soon as it is there, which is when the agent is known to hang."""
    every = itertools.cycle(places)

    def pressed():
        _press(rig, window, next(every))
        time.sleep(1)
        return _pid(rig) not in (hung, 0)

    rig.until("another agent runs", pressed)


def _press(rig, window, place):
    x, y, wide, high = rig.screen.place(window)
    rig.screen.click(x + wide - place[0], y + high - place[1])


def _pid(rig):
    """Of the agent that announces itself; 0 for none."""
    file = rig.folder / "runtime/agent.json"
    try:
        return json.loads(file.read_text("utf-8"))["pid"]
    except (OSError, ValueError):
        return 0


def _lives(pid):
    """A zombie, which its parent has not asked for yet, does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _line(window):
    """The end of the line below the picture, where buttons come."""
    x, y, wide, high = window.place
    return x + wide - 310, y + high - 44, 150, 40
