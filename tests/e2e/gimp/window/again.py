"""The dialog for words: no OK without any, and after an error it comes back as it was left."""

from gi.repository import Gimp
from rig import RED

AGENT = "classic"
TITLE = "^Select by Words"


def run(rig):
    image, _ = rig.image(400, 300, [((100, 100, 200, 200), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    rig.screen.action("Select by Words")
    first = rig.screen.window(TITLE)
    rig.screen.key("ctrl+a", "BackSpace", "Return")
    rig.screen.shot("empty")
    rig.equal("no OK without words", rig.screen.windows(TITLE), [first])
    rig.screen.type("fox in the snow")
    rig.screen.key("Return")
    rig.until("the dialog is back", lambda: first not in (rig.screen.windows(TITLE) or [first]))
    again = rig.screen.window(TITLE)
    rig.screen.shot("again")
    log = (rig.folder / "runtime/gimp.log").read_text("utf-8")
    rig.check("it was said", "reads words" in log, log)
    rig.screen.key("Return")
    rig.until("the words were there", lambda: again not in (rig.screen.windows(TITLE) or [again]))
    rig.screen.close(TITLE)
    rig.equal("nothing was changed", image.is_dirty(), False)
