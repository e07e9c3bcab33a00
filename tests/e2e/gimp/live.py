"""Select Interactively, as scenarios click in it. Runs inside GIMP."""

import time

from rig import RED
from screen import IN_FULL, SIZE

TITLE = "Select Interactively"
FIRST, SECOND = (255, 60, 40), (64, 160, 255)
"""The colours in which the first and the second object are drawn."""
READ_FROM, RECIPE = (126, 26), (126, 66)
WORDS, FIRST_TICK, FIRST_NAME = (190, 108), (284, 206), (229, 212)
OUTPUT, OPERATION = (126, 559), (126, 599)
"""Where they are: pixels from the window's right side and from its top."""


class Window:
    """The window, and where in it the layer is. density: pixels of the screen for one of GTK's."""

    def __init__(self, rig, title=TITLE, density=1):
        self.screen, self.rig, self.density = rig.screen, rig, density
        self.screen.action(title)
        self.id = self.screen.window(title)
        self.look()

    def look(self, at=(200, 200)):
        """Find the red patch, which begins there in the picture, and by it the scale."""
        self.place = self.screen.place(self.id)
        red = self.rig.until("the picture", self._still_red)
        self.zoom = (red[2] - red[0]) / 400
        self.corner = (red[0] - at[0] * self.zoom, red[1] - at[1] * self.zoom)

    def look_at_object(self, box):
        """Find the first object, which stands in `box` of the picture, and by it the scale."""
        left = (*self.place[:2], self.place[2] - 330 * self.density, self.place[3])
        found = self.rig.until("the object", lambda: self._still(FIRST, left))
        self.zoom = (found[2] - found[0]) / (box[2] - box[0])
        self.corner = (found[0] - box[0] * self.zoom, found[1] - box[1] * self.zoom)

    def _still_red(self):
        """Where red is: through a window not drawn yet, others are seen."""
        return self._still(RED, self.place)

    def _still(self, colour, box):
        """Where a colour is, once it stays there."""
        before = self.screen.find(colour, box)
        time.sleep(0.4)
        return before if before == self.screen.find(colour, box) else None

    def at(self, x, y):
        """A layer pixel, on the screen."""
        return self.corner[0] + x * self.zoom, self.corner[1] + y * self.zoom

    def shown(self, colour):
        """The box round what is drawn in this colour, in layer pixels; None when nothing is."""
        left = (*self.place[:2], self.place[2] - 330 * self.density, self.place[3])
        found = self.screen.find(colour, left)
        if found is None:
            return None
        x, y = self.corner
        edges = ((found[0] - x), (found[1] - y), (found[2] - x), (found[3] - y))
        return [round(edge / self.zoom) for edge in edges]

    def click_beside(self, place):
        """Something in the part beside the picture."""
        self.screen.click_in(self.id, self.place[2] - place[0], place[1])

    def type(self, words):
        """Into the field for words."""
        self.click_beside(WORDS)
        self.screen.type(words)
        self.screen.key("Return")

    def choose(self, which, steps):
        """So many further down in one of the lists, or further up."""
        before = self.screen.pixels(self.place)
        self.click_beside(which)
        self.screen.still(self.place, before=before)  # the list is open
        self.screen.key(*["Down" if steps > 0 else "Up"] * abs(steps), "Return")

    def take(self, which, number):
        """In one of the lists the one of this number, from 0, whatever was chosen before."""
        before = self.screen.pixels(self.place)
        self.click_beside(which)
        self.screen.still(self.place, before=before)  # the list is open
        self.screen.key("Home", *["Down"] * number, "Return")

    def reads(self, which):
        """What stands in one of the lists: where its letters are bright, whatever the ground."""
        self.screen.xdotool("mousemove", self.place[0] + 40, self.place[1] + 40)
        self.screen.still(self.place)
        box = (self.place[2] - which[0] - 100, which[1] - 8, 160, 16)
        return bytes(value > 200 for value in self.screen.pixels(box, self.id))

    def waits(self, what, colour, box):
        """Until that is drawn, to three pixels of the screen."""

        def near():
            found = self.shown(colour)
            return found and all(
                abs(one - other) <= 4 / self.zoom for one, other in zip(found, box, strict=True)
            )

        self.rig.until(what, near)
        self.rig.check(what, True)


def discard(rig):
    """Leave the window and what is marked in it; the question is asked first."""
    rig.screen.key("Escape")
    rig.screen.window("^Discard what is marked")
    rig.screen.key("alt+d")
    rig.screen.gone(TITLE)


FLOWER = (164, 78, 452, 372)
"""Where the photograph's flower is, in its pixels."""
AROUND, BELOW = 8, 58
"""Pixels of GTK's round the picture in the window, and what lies below it."""


def box_the_flower(rig, image, title, beside, density=1):
    """Open the window, and draw a box round the photograph's flower, until it is seen in full.

    beside: how wide in pixels of GTK's everything is that lies beside the picture.
    """
    rig.screen.action(title)
    window = rig.screen.window(title)

    rig.screen.still((0, 0, *SIZE), IN_FULL)  # it has found its size
    x, y, wide, high = rig.screen.place(window)
    wide, high = wide - beside * density, high - BELOW * density
    zoom = min(wide / image.get_width(), high / image.get_height())
    left = x + AROUND * density + (wide - image.get_width() * zoom) / 2
    top = y + AROUND * density + (high - image.get_height() * zoom) / 2
    x0, y0, x1, y1 = (edge * zoom for edge in FLOWER)
    rig.screen.drag(left + x0, top + y0, left + x1, top + y1)
    rig.until("the flower", lambda: rig.screen.find(FIRST, rig.screen.place(window)))
    rig.screen.still((x, y, wide, high), IN_FULL)
