"""An agent that hangs: the window says so in 5 seconds, ends it when asked to, and goes on."""

import time

from gi.repository import Gimp
from live import FIRST, Window, discard
from rig import RED

AGENT = "fake"
WIDE, HIGH = 1600, 1200
DIALOG = "^Select Subject"


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [((200, 200, 600, 500), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    _window(rig)
    _dialog(rig, image)


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


def _line(window):
    """The end of the line below the picture, where buttons come."""
    x, y, wide, high = window.place
    return x + wide - 310, y + high - 44, 150, 40
