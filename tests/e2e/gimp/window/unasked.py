"""Words that nobody here can read, in the window: models are offered, and clicks go on."""

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
    large = window.zoom
    before = rig.screen.pixels(window.place)
    window.type("fox")
    rig.screen.still(window.place, looks=10, before=before)
    log = rig.folder / "runtime/gimp.log"
    rig.check("no error is said where models are offered", not log.exists())
    rig.screen.shot("words")
    rig.screen.key("Escape")
    rig.check("Escape leaves the words, not the window", window.id in rig.screen.windows(TITLE))
    window.look((200, 200))
    rig.screen.click(*window.at(400, 350))
    window.waits("a click works afterwards", FIRST, (200, 200, 600, 500))
    rig.screen.shot("clicked")
    window.choose(RECIPE, 2)
    rig.screen.still(window.place, looks=10)
    window.look_at_object((200, 200, 600, 500))
    rig.screen.shot("another-recipe")
    window.waits("the mark stays where models are offered", FIRST, (200, 200, 600, 500))
    window.choose(RECIPE, -2)
    rig.screen.still(window.place, looks=10)
    window.look_at_object((200, 200, 600, 500))
    rig.check("what was offered for it goes with it", abs(window.zoom / large - 1) < 0.02)
    rig.screen.shot("recipe-back")
    rig.screen.drag(*window.at(180, 180), *window.at(620, 520))
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    found = selection(image)
    rig.equal("a mark that is still being looked at is waited for", found[350 * WIDE + 400], 255)
