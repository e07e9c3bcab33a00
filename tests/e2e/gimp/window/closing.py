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
    display.delete()
    rig.screen.gone(TITLE)
    rig.check("the window ends with its picture", True)
    rig.screen.still((0, 0, 1600, 1000))
    rig.screen.shot("closed-window")
    image, _ = rig.image(400, 300, [((40, 30, 160, 120), RED)])
    display = Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.action("Select by Words")
    rig.screen.window(WORDS)
    display.delete()
    rig.screen.gone(WORDS)
    rig.check("so does a dialog", True)
    log = rig.folder / "runtime/gimp.log"
    told = log.read_text("utf-8") if log.exists() else ""
    rig.check("no command failed", "plug-in-frisket" not in told, told)


def _refused(rig, name):
    before = rig.screen.pixels((0, 0, 1600, 1000))
    rig.screen.action("Select Interactively")
    rig.screen.still((0, 0, 1600, 1000), looks=20, before=before)
    rig.screen.shot(name)
    rig.check(f"no window opens: {name}", not rig.screen.windows(TITLE))
