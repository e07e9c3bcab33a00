"""From the menus: the dialog, the selection, undo and redo with the keyboard, Repeat."""

from gi.repository import Gimp
from rig import GREEN, RED, mask, selection

WIDE, HIGH = 400, 300
PATCHES = [((40, 30, 160, 120), RED), ((240, 160, 340, 260), GREEN)]


def run(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    Gimp.Display.new(image)
    Gimp.displays_flush()
    red, nothing = mask(WIDE, HIGH, (40, 30, 160, 120)), bytes(WIDE * HIGH)
    rig.screen.window("GIMP")
    rig.screen.shot("start")
    rig.screen.action("Select by Words")
    rig.screen.window("Select by Words")
    rig.screen.type("the red")
    rig.screen.shot("dialog")
    rig.screen.key("Return")
    rig.until("the selection", lambda: selection(image) == red)
    rig.screen.gone("Select by Words")
    rig.screen.shot("selected")
    rig.check("dirty", image.is_dirty())
