"""Options and Invert in the window: what is shown of them is what is made."""

from gi.repository import Gimp
from live import FIRST, TITLE, Window
from rig import RED, selection
from screen import IN_FULL

AGENT = "classic"
WIDE, HIGH = 1600, 1200
PATCH = (200, 200, 600, 500)
FOLDED, GROW, INVERT = (290, 701), (140, 534), (305, 480)
"""Where they are, the last two when it is unfolded: from the right side and from the top."""
NEW = (242, 516)
BY = 40


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [(PATCH, RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    rig.screen.still(window.place, IN_FULL)
    _said_once(rig, window)
    rig.screen.click(*window.at(400, 350))
    window.waits("what is clicked on", FIRST, PATCH)
    rig.screen.shot("clicked")
    _grown(rig, window)
    _inverted(rig, window)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.until("selected", lambda: not Gimp.Selection.is_empty(image))
    found = selection(image)
    grown = (PATCH[0] - BY, PATCH[1] - BY, PATCH[2] + BY, PATCH[3] + BY)
    at = {"the middle": (400, 350), "grown": (580 + BY, 350), "beside it": (660 + BY, 350)}
    made = {name: found[y * WIDE + x] >= 128 for name, (x, y) in at.items()}
    rig.equal(
        "grown, then inverted", made, {"the middle": False, "grown": False, "beside it": True}
    )
    area = sum(value < 128 for value in found)
    wanted = (grown[2] - grown[0]) * (grown[3] - grown[1])
    rig.check("as large as it was shown", abs(area / wanted - 1) < 0.03, (area, wanted))
    again = Window(rig)
    rig.screen.still(again.place, IN_FULL)
    rig.screen.shot("next-window")
    again.click_beside(INVERT)
    rig.screen.click(*again.at(400, 350))
    again.waits("clicked on again", FIRST, grown)
    again.click_beside(GROW)
    rig.screen.key("ctrl+a")
    rig.screen.type(0)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    area = sum(value >= 128 for value in selection(image))
    wanted = (PATCH[2] - PATCH[0]) * (PATCH[3] - PATCH[1])
    rig.check("Enter makes it with the number", abs(area / wanted - 1) < 0.03, (area, wanted))


def _said_once(rig, window):
    """What cannot be done is said, and not any more when something else is done."""
    x, y, wide, high = window.place
    line = (x + 300, y + high - 50, wide - 600, 45)
    hint = rig.screen.pixels(line)
    rig.screen.click(*window.at(1000, 900), 3)
    rig.screen.still(line, before=hint)
    rig.screen.shot("nothing-to-exclude")
    window.click_beside(NEW)
    rig.until("it is over", lambda: rig.screen.pixels(line) == hint)
    rig.check("what is over is not said any more", True)


def _grown(rig, window):
    """A number that is typed; its keys are letters meanwhile."""
    window.click_beside(FOLDED)
    rig.screen.still(window.place, 5)
    rig.screen.shot("unfolded")
    window.click_beside(GROW)
    rig.screen.key("ctrl+a")
    rig.screen.type(BY)
    rig.screen.key("Tab")
    grown = (PATCH[0] - BY, PATCH[1] - BY, PATCH[2] + BY, PATCH[3] + BY)
    window.waits("it is seen grown", FIRST, grown)
    rig.screen.shot("grown")


def _inverted(rig, window):
    window.click_beside(INVERT)
    window.waits("all the rest is seen", FIRST, (0, 0, WIDE, HIGH))
    rig.screen.still(window.place, 5)
    rig.screen.shot("inverted")
