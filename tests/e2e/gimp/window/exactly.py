"""What the window shows of a large layer, looked at closely, is what Apply makes; and of two things
beside each other, each a layer, no ground is seen between them."""

from gi.repository import Gimp
from live import FIRST, OUTPUT, SECOND, TITLE, Window
from rig import GREEN, RED, pixels, selection, values
from screen import IN_FULL

WIDE, HIGH = 3000, 2000
MARK = (1200, 880, 1216, 1040)
"""A green bar beside the disc that a click in the middle makes: by it places are found."""
EDGE = (1245, 910, 1285, 950)
"""A part of the layer through which the disc's edge goes."""
HALF = 156
"""How red the gray ground is under half a mask, or more under more of it."""
ROUNDED = 4
"""Of 255: four steps of a mask are one of the colour over it, which may round to either side."""
DARK, LIGHT = 60, 200
"""Darker or lighter are only the dashes of the outline."""
LEFT, RIGHT = (200, 200, 600, 500), (600, 200, 1000, 500)
STEPS = 10
"""Turns of the wheel, each 1.25 times as large."""


def run(rig):
    image, _ = rig.image(WIDE, HIGH, [((200, 200, 600, 500), RED), (MARK, GREEN)])
    Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    rig.screen.click(*window.at(1500, 1000))
    window.waits("a disc", FIRST, (1250, 750, 1750, 1250))
    x, y = map(round, window.at(1250, 1000))
    rig.screen.xdotool("mousemove", x, y, "click", "--repeat", STEPS, "--delay", 150, 4)
    mark = rig.until("the mark, close", lambda: _close(rig, window))
    left, top, wide, high = window.place
    rig.screen.still((left, top, wide - 330, high), IN_FULL)
    shown = _shown(rig, mark)
    rig.screen.shot("close")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.until("selected", lambda: not Gimp.Selection.is_empty(image))
    found = selection(image)
    made = [
        found[row * WIDE + column]
        for row in range(EDGE[1], EDGE[3])
        for column in range(EDGE[0], EDGE[2])
    ]
    seen = [
        (one, value)
        for one, value in zip(shown, made, strict=True)
        if one is not None and abs(value - 128) > ROUNDED
    ]
    off = sum(one != (value >= 128) for one, value in seen)
    rig.check("nearly all of it is seen", len(seen) > 0.98 * len(made), len(seen))
    within = sum(value >= 128 for value in made)
    rig.check("the edge goes through it", 200 < within < 1400, within)
    rig.check("each pixel is made as it was shown", off == 0, f"{off} of {len(made)} are not")
    _beside(rig)


def _beside(rig):
    """The fake models' soft edges are five pixels wide, and half where two things meet."""
    image, layer = rig.image(1600, 1200, [(LEFT, RED), (RIGHT, GREEN)])
    Gimp.Display.new(image)
    Gimp.displays_flush()
    window = Window(rig)
    window.type("red, green")
    window.waits("one of the two", FIRST, LEFT)
    window.waits("the other", SECOND, RIGHT)
    window.take(OUTPUT, 3)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.until("a layer of each", lambda: len(image.get_layers()) == 3 and not layer.get_visible())
    masks = [values(one.get_mask()) for one in image.get_layers()[:2]]
    middle = 350 * image.get_width() + LEFT[2]
    rig.check("both are there at the seam", all(0 < one[middle] < 255 for one in masks))
    together = image.duplicate()
    seen = pixels(together.merge_visible_layers(Gimp.MergeType.EXPAND_AS_NECESSARY), "R'G'B'A u8")
    least = min(seen[3::4][middle - 10 : middle + 10])
    together.delete()
    rig.check("no ground is seen between them", least >= 254, least)


def _close(rig, window):
    """Where the mark is, once it is large."""
    found = rig.screen.find(GREEN, window.place)
    return found if found and found[2] - found[0] > 36 else None


def _shown(rig, mark):
    """Of each of the layer's pixels in EDGE, whether it is seen as inside.

    None where a black or a white dash of the outline lies in its middle.
    """
    zoom = (mark[3] - mark[1]) / (MARK[3] - MARK[1])
    x, y = (round(mark[n] + (EDGE[n] - MARK[n]) * zoom) for n in (0, 1))
    side = round((EDGE[2] - EDGE[0]) * zoom)
    rows = rig.screen.pixels((x, y, side, side))
    seen = []
    for row in range(EDGE[3] - EDGE[1]):
        for column in range(EDGE[2] - EDGE[0]):
            at = 3 * (int((row + 0.5) * zoom) * side + int((column + 0.5) * zoom))
            is_dash = max(rows[at : at + 3]) < DARK or min(rows[at : at + 3]) > LIGHT
            seen.append(None if is_dash else rows[at] >= HALF)
    return seen
