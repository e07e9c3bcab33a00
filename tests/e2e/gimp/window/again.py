"""The dialog for words: no OK without any, and it stays, with an offer, while nobody reads them."""

from gi.repository import Gimp
from rig import RED

AGENT = "classic"
TITLE = "^Select by Words"
NOT_NOW = (126, 138)
"""Where it is: pixels from the dialog's left side and from its lower one."""


def run(rig):
    image, _ = rig.image(400, 300, [((100, 100, 200, 200), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    rig.screen.action("Select by Words")
    first = rig.screen.window(TITLE)
    rig.screen.still(rig.screen.place(first), looks=10)
    high = rig.screen.place(first)[3]
    rig.screen.key("ctrl+a", "BackSpace", "Return")
    rig.screen.shot("empty")
    rig.equal("no OK without words", rig.screen.windows(TITLE), [first])
    rig.screen.type("fox in the snow")
    rig.screen.key("Return")
    rig.screen.still(rig.screen.place(first), looks=10)
    rig.screen.shot("again")
    rig.equal("the dialog has stayed, with the words", rig.screen.windows(TITLE), [first])
    log = rig.folder / "runtime/gimp.log"
    rig.check("no error is said where models are offered", not log.exists())
    offering = rig.screen.place(first)[3]
    rig.screen.click_in(first, NOT_NOW[0], offering - NOT_NOW[1])
    rig.until("put away, it is no higher", lambda: rig.screen.place(first)[3] == high < offering)
    rig.screen.shot("put-away")
    rig.check("the offer's room is given back", True)
    rig.screen.close(TITLE)
    rig.equal("nothing was changed", image.is_dirty(), False)
