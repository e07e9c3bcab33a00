"""Words that nobody here can read, in the window: said once, taken back, and clicks go on."""

from gi.repository import Gimp
from live import FIRST, RECIPE, TITLE, Window
from rig import RED, selection

AGENT = "classic"
WIDE, HIGH = 1600, 1200


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [((200, 200, 600, 500), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    window.type("fox")
    log = rig.folder / "runtime/gimp.log"
    rig.until("it is said", lambda: "window: " in _said(log))
    rig.screen.shot("words")
    rig.screen.key("Escape")
    rig.check("Escape leaves the words, not the window", window.id in rig.screen.windows(TITLE))
    rig.screen.click(*window.at(400, 350))
    window.waits("a click works afterwards", FIRST, (200, 200, 600, 500))
    rig.screen.shot("clicked")
    window.choose(RECIPE, 2)
    rig.until("another recipe cannot", lambda: _said(log).count("window: ") > 1)
    window.waits("the mark stays", FIRST, (200, 200, 600, 500))
    rig.screen.still(window.place)
    rig.screen.shot("choice-back")
    rig.screen.drag(*window.at(180, 180), *window.at(620, 520))
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    found = selection(image)
    rig.check("a mark that is still being looked at is waited for", found[350 * WIDE + 400] == 255)


def _said(log):
    return log.read_text("utf-8") if log.exists() else ""
