"""Words that nobody here can read, in the window: models are offered, and clicks go on."""

from gi.repository import Gimp
from live import FIRST, RECIPE, TITLE, Window
from rig import GRAY, RED, selection

AGENT = "classic"
WIDE, HIGH = 1600, 1200


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [((200, 200, 600, 500), RED)])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    rig.agent("pause")
    window = Window(rig)
    place = window.zoom, window.corner
    line = (window.place[0] + 20, window.place[1] + window.place[3] - 200, 600, 90)
    before = rig.screen.pixels(line)
    window.type("fox")
    rig.agent("go_on")  # only now it can be known what is lacking
    rig.screen.still(line, looks=10, before=before)
    log = rig.folder / "runtime/gimp.log"
    rig.check("no error is said where models are offered", not log.exists())
    rig.screen.shot("words")
    rig.screen.key("Escape")
    rig.check("Escape leaves the words, not the window", window.id in rig.screen.windows(TITLE))
    window.look((200, 200))
    rig.equal("the picture stays where it is", (window.zoom, window.corner), place)
    rig.screen.click(*window.at(400, 350))
    window.waits("a click works afterwards", FIRST, (200, 200, 600, 500))
    rig.screen.shot("clicked")
    before = rig.screen.pixels(line)
    window.choose(RECIPE, 2)
    rig.screen.still(line, looks=10, before=before)
    rig.screen.shot("another-recipe")
    window.waits("the mark stays where models are offered", FIRST, (200, 200, 600, 500))
    window.choose(RECIPE, -2)
    rig.until("what was offered for it goes with it", lambda: _is_bare(rig, line))
    window.waits("and the mark stays", FIRST, (200, 200, 600, 500))
    rig.screen.shot("recipe-back")
    rig.screen.drag(*window.at(180, 180), *window.at(620, 520))
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    found = selection(image)
    rig.equal("a mark that is still being looked at is waited for", found[350 * WIDE + 400], 255)


def _is_bare(rig, line):
    """There is nothing but the picture."""
    return set(rig.screen.pixels(line)) == set(bytes(GRAY))
