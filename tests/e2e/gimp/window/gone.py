"""Select Interactively, when the agent is gone for good: how to start it stands there each time,
and what is marked stays in the list."""

from gi.repository import Gimp
from live import FIRST, SECOND, Window, discard
from rig import RED

WIDE, HIGH = 1600, 1200
FOLDED = (290, 701)
"""Where Options are: from the window's right side and from its top."""
PATCH = (200, 200, 600, 500)


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [(PATCH, RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box", FIRST, PATCH)
    rig.screen.still(window.place, 20)  # seen in full
    x, y, wide, high = window.place
    beside = (x + wide - 330, y, 330, high)
    buttons = (x + wide - 205, y + high - 44, 28, 40)  # where sentences do not reach
    without = rig.screen.pixels(buttons)
    rig.agent("kill")
    rig.screen.key("n")
    rig.screen.click(*window.at(1200, 800))
    log = rig.folder / "runtime/gimp.log"
    rig.until("it is said", lambda: log.exists() and "window: " in log.read_text("utf-8"))
    rig.screen.still(window.place, 10)
    rig.screen.shot("gone")
    rig.check("what is marked is in the list", rig.screen.find(SECOND, beside))
    rig.check("what helps stands there", rig.screen.pixels(buttons) != without)
    said = len(log.read_text("utf-8"))
    rig.screen.key("Return")
    rig.screen.shot("applied")
    rig.until("it is said again", lambda: len(log.read_text("utf-8")) > said)
    rig.screen.still(window.place, 10)
    rig.screen.shot("gone-still")
    rig.check("it is in the list still", rig.screen.find(SECOND, beside))
    rig.check("and what helps stands there again", rig.screen.pixels(buttons) != without)
    rig.screen.key("n")
    rig.screen.still(window.place, 10)
    rig.screen.shot("gone-another")
    rig.check("whatever is done", rig.screen.pixels(buttons) != without)
    rig.agent("start")
    rig.until("it is answered by itself", lambda: window.shown(SECOND))
    rig.screen.still(window.place, 10)
    rig.screen.shot("back")
    rig.equal("nothing helps any more", rig.screen.pixels(buttons), without)
    _in_sight(rig, window)
    discard(rig)


def _in_sight(rig, window):
    """Of more objects than the list has room for, the one that is being marked is seen."""
    from frisket_gimp.picking import painting  # the plug-in is on the path only by now

    window.click_beside(FOLDED)
    for at in ((250, 800), (550, 900), (850, 950), (1000, 250), (1350, 250)):
        rig.screen.key("n")
        rig.screen.click(*window.at(*at))
        rig.screen.still(window.place, 10)
    rig.screen.shot("many")
    x, y, wide, high = window.place
    beside = (x + wide - 320, y + 150, 60, 200)
    last = painting.colours(FIRST, 7)[-1]
    rig.check("the last is in sight", rig.screen.find(last, beside), last)
