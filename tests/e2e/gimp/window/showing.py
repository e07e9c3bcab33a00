"""Select Interactively: how masks are shown, on any ground; another object, a layer for each."""

import json
import os
from pathlib import Path

from gi.repository import Gimp
from live import FIRST, FIRST_TICK, OUTPUT, SECOND, TITLE, Window
from rig import GRAY, GREEN, RED, WHITE, paint, values

WIDE, HIGH = 1600, 1200
BOX, OTHER, HOLE = (200, 200, 600, 500), (1000, 600, 1400, 1000), (100, 800, 500, 1100)
THIRD = (80, 220, 90)
LIGHT, DARK, BLACK = (153, 153, 153), (102, 102, 102), (0, 0, 0)
MARKED = (40, 190, 70)
"""The colour of a box that was dragged."""
SHOW = (214, 22)
"""The button: pixels from the window's left side and its bottom."""
KEPT = Path(os.environ["HOME"]) / ".config/frisket/plugins.json"


def run(rig):
    image, layer = rig.image(WIDE, HIGH, [(BOX, RED), (OTHER, GREEN)])
    paint(layer, HOLE, GRAY, 0)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    hole = _part(window, HOLE)
    seen = rig.screen.find(LIGHT, hole) and rig.screen.find(DARK, hole)
    rig.check("squares are seen through the picture", seen)
    rig.screen.drag(*window.at(190, 190), *window.at(610, 510))
    window.waits("a box", FIRST, (190, 190, 610, 510))
    for name, colour in (("white", WHITE), ("black", BLACK)):
        found = rig.screen.find(colour, _part(window, (150, 150, 650, 550)))
        rig.check(f"its outline is {name} too", found and found[2] - found[0] > 400 * window.zoom)
    rig.check("it is tinted", rig.screen.find(RED, _part(window, BOX)) is None)
    _show(rig, window, 1, "dimmed")
    rig.until("all else is darker", lambda: rig.screen.find(GREEN, _part(window, OTHER)) is None)
    rig.check("it is not", rig.screen.find(RED, _part(window, BOX)))
    rig.screen.shot("dimmed")
    rig.screen.key("n")
    rig.screen.click(*window.at(1200, 800))
    window.waits("another object, not dimmed", SECOND, (1050, 650, 1350, 950))
    window.click_beside(FIRST_TICK)
    rig.until("the first is dark", lambda: rig.screen.find(RED, _part(window, BOX)) is None)
    found = rig.screen.find(MARKED, _round(window, BOX))
    rig.check("its mark is as bright as before", found and found[2] - found[0] > 400 * window.zoom)
    rig.screen.shot("dimmed-mark")
    rig.screen.key("ctrl+z", "ctrl+z", "ctrl+z")
    window.waits("the box alone", FIRST, (190, 190, 610, 510))
    _show(rig, window, 2, "outline")
    rig.until("nothing is darker", lambda: rig.screen.find(GREEN, _part(window, OTHER)))
    rig.check("nor is it tinted", rig.screen.find(RED, _part(window, BOX)))
    window.waits("its outline stays", FIRST, (190, 190, 610, 510))
    rig.screen.shot("outline")
    before = rig.screen.pixels(window.place)
    rig.screen.key("n")
    rig.screen.still(window.place, before=before)
    beside = (window.place[0] + window.place[2] - 330, window.place[1], 330, window.place[3])
    rig.check("another object has a line of its own", rig.screen.find(SECOND, beside))
    rig.screen.shot("another")
    rig.screen.click(*window.at(1200, 800))
    window.waits("a click", SECOND, (1050, 650, 1350, 950))
    before = rig.screen.pixels(window.place)
    rig.screen.drag(*window.at(990, 590), *window.at(1410, 1010))
    rig.screen.still(window.place, before=before)
    rig.check("a box round it is no third", rig.screen.find(THIRD, beside) is None)
    window.take(OUTPUT, 3)
    rig.screen.shot("each")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    first, second, own = image.get_layers()
    rig.check("the layer is kept, and hidden", own == layer and not layer.get_visible())
    rig.equal("one is chosen, not all", image.get_selected_layers(), [first])
    for name, made, at in (("first", first, (400, 350)), ("second", second, (1200, 800))):
        mask = values(made.get_mask())
        inside = [mask[y * WIDE + x] for x, y in ((400, 350), (1200, 800))]
        rig.equal(f"the {name} alone", inside, [255 * (at[0] == 400), 255 * (at[0] == 1200)])
    window = Window(rig)
    rig.screen.drag(*window.at(190, 190), *window.at(610, 510))
    window.waits("it opens again", FIRST, (190, 190, 610, 510))
    rig.check("as it was chosen", rig.screen.find(RED, _part(window, BOX)))
    rig.equal("remembered", json.loads(KEPT.read_text("utf-8"))["gimp"]["view"], "outline")


def _show(rig, window, steps, view):
    rig.screen.click_in(window.id, SHOW[0], window.place[3] - SHOW[1])
    rig.screen.still((0, 0, 1600, 1000))
    rig.screen.key("Home", *["Down"] * steps, "Return")
    rig.until(view, lambda: KEPT.exists() and view in KEPT.read_text("utf-8"))


def _round(window, box):
    """This box and a little around it, likewise."""
    x, y, wide, high = _part(window, box)
    return x - 24, y - 24, wide + 48, high + 48


def _part(window, box):
    """Well within this box of the picture, on the screen: x, y, width, height."""
    (x0, y0), (x1, y1) = window.at(*box[:2]), window.at(*box[2:])
    return round(x0) + 8, round(y0) + 8, round(x1 - x0) - 16, round(y1 - y0) - 16
