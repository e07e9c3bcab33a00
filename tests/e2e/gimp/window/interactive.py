"""Select Interactively: clicks, boxes, words, ticks and guesses, and what they become."""

from gi.repository import Gimp
from rig import GREEN, RED, selection

WIDE, HIGH = 1600, 1200
PATCHES = [((200, 200, 600, 500), RED), ((1000, 600, 1400, 1000), GREEN)]
FIRST, SECOND = (255, 64, 160), (64, 160, 255)
"""The colours in which the first and the second object are drawn."""
TITLE = "Select Interactively"


def run(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    _click(rig, window)
    _box_and_apply(rig, image, window)
    _words_to_mask(rig, image, layer)
    _channels_zoomed(rig, image)


class Window:
    """The window, and where in it the layer is."""

    def __init__(self, rig):
        self.screen, self.rig = rig.screen, rig
        self.screen.action(TITLE)
        self.id = self.screen.window(TITLE)
        self.look()

    def look(self):
        """Find the red patch, and by it the scale."""
        self.place = self.screen.place(self.id)
        red = self.rig.until("the picture", lambda: self.screen.find(RED, self.place))
        self.zoom = (red[2] - red[0]) / 400
        self.corner = (red[0] - 200 * self.zoom, red[1] - 200 * self.zoom)

    def at(self, x, y):
        """A layer pixel, on the screen."""
        return self.corner[0] + x * self.zoom, self.corner[1] + y * self.zoom

    def shown(self, colour):
        """The box round what is drawn in this colour, in layer pixels; None when nothing is."""
        left = (*self.place[:2], self.place[2] - 330, self.place[3])
        found = self.screen.find(colour, left)
        if found is None:
            return None
        x, y = self.corner
        edges = ((found[0] - x), (found[1] - y), (found[2] - x), (found[3] - y))
        return [round(edge / self.zoom) for edge in edges]

    def waits(self, what, colour, box):
        """Until that is drawn, to three pixels of the screen."""

        def near():
            found = self.shown(colour)
            return found and all(
                abs(one - other) <= 4 / self.zoom for one, other in zip(found, box, strict=True)
            )

        self.rig.until(what, near)
        self.rig.check(what, True)


def _click(rig, window):
    """The fake models draw a disc of an eighth of the shorter side."""
    rig.screen.click(*window.at(400, 350))
    window.waits("a disc where one clicked", FIRST, (250, 200, 550, 500))
    rig.screen.shot("clicked")
    rig.screen.key("g")
    window.waits("the next guess", FIRST, (325, 275, 475, 425))
    rig.screen.key("g", "g")
    window.waits("the first guess again", FIRST, (250, 200, 550, 500))
    rig.screen.click(*window.at(700, 350))
    window.waits("a click more, the same object", FIRST, (250, 200, 850, 500))
    rig.screen.key("BackSpace")
    window.waits("taken back", FIRST, (250, 200, 550, 500))
    rig.screen.click(*window.at(550, 350), button=3)
    rig.until("excluded", lambda: (window.shown(FIRST) or [0] * 4)[2] < 545)
    rig.check("a right click excludes", True)
    rig.screen.shot("excluded")
    rig.screen.key("BackSpace")
    window.waits("taken back too", FIRST, (250, 200, 550, 500))
    rig.screen.key("BackSpace")
    rig.until("nothing is marked", lambda: window.shown(FIRST) is None)


def _box_and_apply(rig, image, window):
    rig.screen.drag(*window.at(1000, 600), *window.at(1400, 1000))
    window.waits("a box", FIRST, (1000, 600, 1400, 1000))
    rig.screen.key("n")
    rig.screen.click(*window.at(400, 350))
    window.waits("another object", SECOND, (250, 200, 550, 500))
    rig.screen.shot("two-objects")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    found = selection(image)
    rig.check("the disc's middle", found[350 * WIDE + 400] == 255)
    rig.check("the box's middle", found[800 * WIDE + 1200] == 255)
    rig.check("not between", found[550 * WIDE + 800] == 0)
    area = sum(found) / 255
    wanted = 400 * 400 + 3.14159 * 150 * 150
    rig.check("the whole area", abs(area / wanted - 1) < 0.02, f"{area}, not {wanted}")
    rig.check("dirty", image.is_dirty())
    rig.screen.window("– GIMP$")
    rig.screen.key("ctrl+z")
    rig.until("undone", lambda: not any(selection(image)))
    rig.check("one step, and not dirty", not image.is_dirty())


def _words_to_mask(rig, image, layer):
    window = Window(rig)
    rig.screen.key("Tab")
    x, y, width, _ = window.place
    rig.screen.click(x + width - 200, y + 26)
    rig.screen.type("red, green")
    rig.screen.key("Return")
    window.waits("words: one", FIRST, (200, 200, 600, 500))
    window.waits("words: the other", SECOND, (1000, 600, 1400, 1000))
    rig.screen.shot("words")
    rig.screen.click(x + width - 285, y + 96)
    rig.until("unticked", lambda: window.shown(SECOND) is None or window.shown(FIRST) is None)
    rig.screen.shot("unticked")
    left = GREEN if window.shown(FIRST) is None else RED
    box = next(patch for patch, colour in PATCHES if colour == left)
    combo = (x + width - 120, window.take_as if hasattr(window, "take_as") else 0)
    del combo
    rig.screen.key("Escape")
    rig.screen.gone(TITLE)
    rig.equal("Escape changes nothing", any(selection(image)), False)
    rig.check("not dirty", not image.is_dirty())
    del box, layer, mask, values


def _channels_zoomed(rig, image):
    window = Window(rig)
    rig.screen.xdotool("mousemove", *map(round, window.at(400, 350)), "click", "--repeat", 4, 4)
    rig.until("larger", lambda: window.look() or window.zoom > 0.8)
    rig.screen.shot("zoomed")
    rig.screen.click(*window.at(400, 350))
    window.waits("a disc, zoomed", FIRST, (250, 200, 550, 500))
    rig.screen.shot("zoomed-clicked")
    rig.screen.key("Escape")
    rig.screen.gone(TITLE)
