"""A picture for the documentation: the window with GIMP's light theme."""

from gi.repository import Gimp
from live import box_the_flower

AGENT = "classic"
THEME = "light"


def run(rig):
    image, _ = rig.photograph()
    Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.ready()
    box_the_flower(rig, image, "Select Interactively", 324)
    rig.screen.shot("gimp-window-light")
    rig.check("taken", True)
