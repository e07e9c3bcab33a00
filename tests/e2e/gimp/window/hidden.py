"""A hidden layer gets its mask in one step of undo, and stays hidden."""

from gi.repository import Gimp
from live import FIRST, OUTPUT, TITLE, Window
from rig import GRAY, GREEN, RED, paint

WIDE, HIGH = 1600, 1200
PLACE = (200, 200, 600, 500)


def run(rig):
    image, layer = rig.image(WIDE, HIGH, [(PLACE, RED)])
    other = Gimp.Layer.new(image, "other", WIDE, HIGH, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(other, None, 1)
    paint(other, (0, 0, WIDE, HIGH), GRAY)
    paint(other, (900, 700, 1000, 800), GREEN)
    layer.set_visible(False)
    image.set_selected_layers([layer])
    Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    rig.equal("opened: it stays hidden", layer.get_visible(), False)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box", FIRST, PLACE)
    window.take(OUTPUT, 1)
    rig.equal("marked: it stays hidden", layer.get_visible(), False)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.until("it has a mask", lambda: layer.get_mask() is not None)
    rig.equal("it stays hidden", layer.get_visible(), False)
    rig.screen.window("– GIMP$")
    rig.screen.key("ctrl+z")
    rig.until("one step takes the mask away", lambda: layer.get_mask() is None)
    rig.equal("and it is hidden still", layer.get_visible(), False)
