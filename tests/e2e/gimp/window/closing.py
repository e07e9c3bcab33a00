"""A picture with nothing to look at, and one that is closed meanwhile: a sentence, no error."""

from gi.repository import Gegl, Gimp
from live import FIRST, TITLE, Window
from rig import RED

WORDS = "^Select by Words"
PLACE = (200, 200, 600, 500)


def run(rig):
    image, layer = rig.image(1600, 1200, [(PLACE, RED)])
    group = Gimp.GroupLayer.new(image, "nothing")
    image.insert_layer(group, None, 0)
    image.set_selected_layers([group])
    display = Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    _refused(rig, "empty-group")
    image.set_selected_layers([layer])
    quick = Gimp.Channel.new(image, "Qmask", 1600, 1200, 50, Gegl.Color.new("red"))
    image.insert_channel(quick, None, 0)
    image.set_selected_layers([layer])
    Gimp.displays_flush()
    _refused(rig, "quick-mask")
    image.remove_channel(quick)
    image.set_selected_layers([layer])
    Gimp.displays_flush()
    window = Window(rig)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("it works on a layer", FIRST, PLACE)
    before = rig.screen.pixels(window.place)
    display.delete()
    rig.screen.still(window.place, before=before)
    rig.screen.shot("closed-window")
    rig.screen.key("Return", "BackSpace", "n", "g")
    rig.screen.still(window.place)
    rig.check("the window stays and says it", rig.screen.windows(TITLE))
    rig.screen.key("Escape")  # what was marked is lost already: nothing is asked
    rig.screen.gone(TITLE)
    image, _ = rig.image(400, 300, [((40, 30, 160, 120), RED)])
    display = Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.action("Select by Words")
    place = rig.screen.place(rig.screen.window(WORDS))
    rig.screen.still(place)
    before = rig.screen.pixels(place)
    display.delete()
    rig.screen.still(place, before=before)
    rig.screen.shot("closed-dialog")
    rig.check("so does a dialog", rig.screen.windows(WORDS))
    rig.screen.close(WORDS)
    log = rig.folder / "runtime/gimp.log"
    told = log.read_text("utf-8") if log.exists() else ""
    rig.check("no command failed", "plug-in-frisket" not in told, told)


def _refused(rig, name):
    before = rig.screen.pixels((0, 0, 1600, 1000))
    rig.screen.action("Select Interactively")
    rig.screen.still((0, 0, 1600, 1000), looks=20, before=before)
    rig.screen.shot(name)
    rig.check(f"no window opens: {name}", not rig.screen.windows(TITLE))
