"""A picture for the documentation: the window on a fine screen, in German."""

import time

from gi.repository import Gimp
from live import FIRST

AGENT = "classic"
LANGUAGE = "de_DE.UTF-8"
SCALE = 2
TITLE = "Interaktiv ausw"
FLOWER = (164, 78, 452, 372)


def run(rig):
    image, _ = rig.photograph()
    Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.ready()
    rig.screen.action(TITLE)
    window = rig.screen.window(TITLE)
    place = rig.until("it stays", lambda: _still(rig, window))
    wide = place[2] - 336 * SCALE
    high = place[3] - 58 * SCALE
    zoom = min(wide / image.get_width(), high / image.get_height())
    left = 8 * SCALE + (wide - image.get_width() * zoom) / 2
    top = 8 * SCALE + (high - image.get_height() * zoom) / 2
    rig.screen.drag(
        place[0] + left + FLOWER[0] * zoom,
        place[1] + top + FLOWER[1] * zoom,
        place[0] + left + FLOWER[2] * zoom,
        place[1] + top + FLOWER[3] * zoom,
    )
    rig.until("the flower", lambda: rig.screen.find(FIRST, rig.screen.place(window)))
    time.sleep(3)  # until it is seen in full, which nothing outside of the window tells
    rig.screen.shot("gimp-window-german")
    rig.check("taken", True)
    rig.screen.key("Escape")
    rig.screen.gone(TITLE)


def _still(rig, window):
    before = rig.screen.place(window)
    time.sleep(1)
    return before if before == rig.screen.place(window) else None
