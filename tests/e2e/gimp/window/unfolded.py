"""The dialogs' Options: what does something is not folded away when the dialog opens again."""

from gi.repository import Gimp
from rig import RED, selection

TITLE = "^Select Subject"
FOLD = (30, 150)
"""Where it is in the dialog."""


def run(rig):
    image, _ = rig.image(400, 300, [((100, 75, 300, 225), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    _, folded = _opened(rig, "folded")
    window, again = _opened(rig, "again", close=False)
    rig.equal("folded while nothing is set", again[3], folded[3])
    rig.screen.click_in(window, *FOLD)
    rig.until("unfolded", lambda: rig.screen.place(window)[3] > folded[3] + 50)
    rig.screen.still(rig.screen.place(window))
    rig.screen.shot("unfolded")
    rig.screen.key("alt+a")
    rig.screen.key("ctrl+a")
    rig.screen.type("10")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.until("selected", lambda: any(selection(image)))
    window, high = _opened(rig, "remembered", close=False)
    rig.check("what does something is seen", high[3] > folded[3] + 50, high)
    rig.screen.click_in(window, *FOLD)
    rig.until("folded, it is no higher", lambda: rig.screen.place(window)[3] == folded[3])
    rig.screen.shot("folded-again")
    rig.screen.close(TITLE)


def _opened(rig, name, close=True):
    rig.screen.action("Select Subject")
    window = rig.screen.window(TITLE)
    rig.screen.still(rig.screen.place(window), 10)
    place = rig.screen.place(window)
    rig.screen.shot(name)
    if close:
        rig.screen.close(TITLE)
    return window, place
