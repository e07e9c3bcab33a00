"""A picture with nothing to look at, and one that is closed meanwhile: a sentence, no error; and
how many layers are looked at is said."""

from gi.repository import Gegl, Gimp
from live import FIRST, TITLE, Window
from rig import RED
from screen import IN_FULL

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
    _on_what_is_visible(rig, "empty-group")
    image.set_selected_layers([layer])
    quick = Gimp.Channel.new(image, "Qmask", 1600, 1200, 50, Gegl.Color.new("red"))
    image.insert_channel(quick, None, 0)
    image.set_selected_layers([layer])
    Gimp.displays_flush()
    _refused(rig, "quick-mask")
    quick.set_name("another")
    _channel(rig, image, quick)
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
    image, layer = rig.image(400, 300, [((40, 30, 160, 120), RED)])
    image.insert_layer(layer.copy(), None, 0)
    display = Gimp.Display.new(image)
    several = _reads(rig, image, image.get_layers())
    rig.check("one layer is not called several", _reads(rig, image, [layer]) != several)
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


def _refused(rig, name, action=TITLE, title=TITLE):
    before = rig.screen.pixels((0, 0, 1600, 1000))
    rig.screen.action(action)
    rig.screen.still((0, 0, 1600, 1000), looks=20, before=before)
    rig.screen.shot(name)
    rig.check(f"no window opens: {name}", not rig.screen.windows(title))


def _on_what_is_visible(rig, name):
    """What is chosen cannot be read by itself: the window opens all the same."""
    rig.screen.action("Select Interactively")
    window = rig.screen.window(TITLE)
    rig.screen.still(rig.screen.place(window))
    rig.screen.shot(name)
    title = rig.screen.xdotool("getwindowname", window)
    rig.check(f"what is visible is read: {name}", "What is visible" in title, title)
    rig.screen.close(TITLE)


def _channel(rig, image, channel):
    """It is no layer: what is visible is read, and why no mask can be made is said."""
    image.set_selected_channels([channel])
    Gimp.displays_flush()
    _on_what_is_visible(rig, "channel")
    _refused(rig, "channel-mask", "Mask Layer by Words", "^Mask Layer")


def _reads(rig, image, layers):
    """The dialog, which says what is read, and is else the same for any number."""
    image.set_selected_layers(layers)
    Gimp.displays_flush()
    rig.screen.action("Select by Words")
    place = rig.screen.place(rig.screen.window(WORDS))
    rig.screen.xdotool("mousemove", 5, 5)
    rig.screen.still(place, IN_FULL)
    rig.screen.shot(f"reads-{len(layers)}")
    seen = rig.screen.pixels(place)
    rig.screen.close(WORDS)
    return seen
