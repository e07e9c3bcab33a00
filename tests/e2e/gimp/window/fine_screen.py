"""A fine screen (two of its pixels for each of GTK's), in German: sharp, and all of it in sight."""

from gi.repository import Gimp
from live import FIRST, Window
from rig import GREEN, RED, paint, values

SCALE = 2
LANGUAGE = "de_DE.UTF-8"
WIDE, HIGH = 1000, 700
TITLE = "Interaktiv ausw"
RESULT, APPLY = (200, 327), (120, 50)
"""Where they are: pixels of the screen from the window's lower right corner."""


def run(rig):
    image, layer = rig.image(WIDE, HIGH, [((200, 200, 600, 500), RED)])
    for x in range(640, 760, 3):
        paint(layer, (x, 100, x + 1, 600), GREEN)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig, TITLE, density=2)
    x, y, wide, high = window.place
    rig.check("wholly on the screen", 0 <= x <= 1600 - wide and 0 <= y <= 1000 - high, window.place)
    rig.check("pixels of the screen are not drawn in pairs", _unlike(rig, window) > 0.2)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box", FIRST, (200, 200, 600, 500))
    rig.screen.shot("box")
    before = rig.screen.pixels(window.place)
    rig.screen.click_in(window.id, wide - RESULT[0], high - RESULT[1])
    rig.screen.still(window.place, before=before)  # the list is open
    rig.screen.key("Down", "Down", "Return")
    rig.screen.shot("german")
    rig.screen.click_in(window.id, wide - APPLY[0], high - APPLY[1])
    rig.screen.gone(TITLE)
    rig.until("a cut-out", lambda: len(image.get_layers()) == 2)
    made = values(image.get_layers()[0].get_mask())
    rig.check("what was shown is there", made[350 * WIDE + 400] == 255)
    rig.check("and no more", made[100 * WIDE + 100] == made[350 * WIDE + 700] == 0)
    rig.check("the layer is hidden", not layer.get_visible())
    rig.equal("its name", image.get_layers()[0].get_name(), "picture (freigestellt)")


def _unlike(rig, window):
    """The share of the screen's pixels in the stripes that are unlike their neighbour in a pair."""
    x, y = (2 * round(place / 2) for place in window.at(650, 300))
    row = rig.screen.pixels((x, y, 80, 1))
    pairs = [(row[6 * n : 6 * n + 3], row[6 * n + 3 : 6 * n + 6]) for n in range(40)]
    return sum(one != other for one, other in pairs) / len(pairs)
