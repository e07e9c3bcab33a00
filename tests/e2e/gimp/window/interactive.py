"""Select Interactively: clicks, boxes, words, ticks and guesses, and what they become."""

from gi.repository import Gimp
from rig import GREEN, RED

WIDE, HIGH = 1600, 1200
PATCHES = [((200, 200, 600, 500), RED), ((1000, 600, 1400, 1000), GREEN)]


def run(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    rig.screen.action("Select Interactively")
    rig.screen.window("Select Interactively")
    rig.screen.shot("opened")
