"""A picture for the documentation: the window on a fine screen, in German."""

from gi.repository import Gimp
from live import box_the_flower

AGENT = "classic"
LANGUAGE = "de_DE.UTF-8"
SCALE = 2


def run(rig):
    image, _ = rig.photograph()
    Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.ready()
    box_the_flower(rig, image, "Interaktiv ausw", 336, SCALE)
    rig.screen.shot("gimp-window-german")
    rig.check("taken", True)
