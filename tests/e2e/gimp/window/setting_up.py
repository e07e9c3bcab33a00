"""With an empty home and no uv: Set up is clicked, the agent comes, starts, and a click selects."""

import contextlib
import fcntl
import os
import time
from pathlib import Path

from gi.repository import Gimp
from live import FIRST, TITLE, Window
from rig import RED, selection

AGENT = ""
INSTALLS = False
UNPACKED = True
WIDE, HIGH = 1600, 1200
WORDS, DIAGNOSTICS = "^Select by Words", "Agent and Diagnostics"
ALL = (0, 0, 1600, 1000)
LIVE_BUTTON, WORDS_BUTTON = (53, 81), (60, 143)
"""Where Set up is, and then Cancel: from the window's left side, and from its bottom."""
REMOVE_BUTTON = (219, 106)
"""Likewise in Agent and Diagnostics."""
DATA = Path(os.environ["HOME"]) / ".local/share/frisket"
RUNTIME = Path(os.environ["FRISKET_RUNTIME"])


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [((200, 200, 600, 500), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    _cancelled(rig)
    _closed(rig)
    _set_up(rig)
    _starts_by_itself(rig)
    _selects(rig, image)
    _removed(rig)


def _cancelled(rig):
    """In the window in which one clicks."""
    window = _opened(rig, TITLE, TITLE)
    rig.screen.shot("offered")
    rig.check("nothing was fetched before", not (DATA / "setup").exists())
    _press(rig, window, LIVE_BUTTON)
    _until_fetched(rig, 3_000_000)
    rig.screen.shot("fetching")
    _press(rig, window, LIVE_BUTTON)
    rig.until("it has stopped", _is_free)
    rig.screen.still(ALL)
    rig.screen.shot("cancelled")
    rig.check("nothing counts as installed", not (DATA / "environment").exists())
    rig.check("what came stays", _fetched() > 1_000_000, _fetched())
    rig.screen.key("Escape")
    rig.screen.gone(TITLE)


def _closed(rig):
    """A window that is closed takes it along, and it is said."""
    had = _fetched()
    window = _opened(rig, "Select by Words", WORDS)
    rig.screen.shot("words-offered")
    _press(rig, window, WORDS_BUTTON)
    _until_fetched(rig, had + 1_000_000)
    rig.screen.shot("words-fetching")
    rig.screen.key("Escape")
    rig.screen.gone(WORDS)
    rig.until("it has stopped", _is_free)
    rig.screen.still(ALL)  # GIMP says it in the line below the picture
    rig.screen.shot("words-closed")
    rig.check("closing cancelled it", not (DATA / "environment").exists())


def _set_up(rig):
    """It goes on where it was, the agent runs, and the dialog is as it was."""
    had = _fetched()
    window = _opened(rig, "Select by Words", WORDS)
    rig.screen.type("fox")
    begun = time.monotonic()
    _press(rig, window, WORDS_BUTTON)
    least = had
    while not (DATA / "environment").exists() and time.monotonic() < begun + 90:
        least = min(least, _fetched())
        time.sleep(0.05)
    rig.check("nothing is fetched a second time", least >= had, (least, had))
    rig.until("it is installed", (DATA / "environment").exists)
    rig.until("the agent runs", (RUNTIME / "agent.json").exists)
    rig.figure("seconds from Set up until the agent runs", round(time.monotonic() - begun, 1))
    rig.figure("megabytes on the disk", round(_size(DATA) / 1e6))
    rig.check("it was tried", (DATA / "environment/frisket-installation.json").exists())
    rig.screen.still(ALL)
    rig.screen.shot("words-ready")
    rig.screen.key("Escape")
    rig.screen.gone(WORDS)


def _starts_by_itself(rig):
    """Nobody presses Start: the window asks, and so there is an agent."""
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-frisket-diagnostics")
    report = procedure.run(procedure.create_config()).index(1)
    rig.check("it is the one that was set up", "environment/bin/frisket" in report, report)
    rig.agent("end_announced")
    (RUNTIME / "agent.json").unlink(missing_ok=True)


def _selects(rig, image):
    window = Window(rig)
    rig.until("the agent has started by itself", (RUNTIME / "agent.json").exists)
    rig.screen.click(*window.at(400, 350))
    rig.until("the click is seen", lambda: window.shown(FIRST))
    rig.screen.shot("clicked")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    found = selection(image)
    area = sum(value >= 128 for value in found)
    rig.check("a click selects", found[350 * WIDE + 400] >= 128)
    rig.check("what was clicked on, and no more", abs(area / (400 * 300) - 1) < 0.02, area)


def _removed(rig):
    window = _opened(rig, DIAGNOSTICS, DIAGNOSTICS)
    rig.screen.shot("diagnostics")
    _press(rig, window, REMOVE_BUTTON)
    question = rig.screen.window("^Remove what was set up")
    rig.screen.still(rig.screen.place(question))
    rig.screen.shot("asked")
    rig.screen.key("alt+y")
    rig.until("it is gone", lambda: not (DATA / "environment").exists() and _is_free())
    rig.screen.still(rig.screen.place(window))
    rig.screen.shot("removed")
    left = sorted(file.name for file in DATA.iterdir())
    rig.check("nothing of it is left", not {"environment", "setup"} & set(left), left)
    rig.screen.key("Escape")
    rig.screen.gone(DIAGNOSTICS)


def _opened(rig, action, title):
    rig.screen.action(action)
    window = rig.screen.window(title)
    rig.screen.still(rig.screen.place(window))
    return window


def _press(rig, window, place):
    x, y, _, high = rig.screen.place(window)
    rig.screen.click(x + place[0], y + high - place[1])


def _until_fetched(rig, count):
    rig.until(f"{count} bytes are here", lambda: _fetched() > count)


def _fetched():
    return _size(DATA / "setup/downloads") + _size(DATA / "setup/uv")


def _size(folder):
    total = 0
    for file in folder.rglob("*"):
        with contextlib.suppress(OSError):  # it was renamed meanwhile
            total += file.lstat().st_size if file.is_file() else 0
    return total


def _is_free():
    """Whether nobody is setting up: the lock is not held."""
    try:
        with (DATA / "setup.lock").open("rb+") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True
