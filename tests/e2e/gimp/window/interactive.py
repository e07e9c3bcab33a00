"""Select Interactively: clicks, boxes, words, ticks and guesses, and what they become."""

from gi.repository import Gimp
from live import (
    FIRST,
    FIRST_NAME,
    FIRST_TICK,
    OPERATION,
    OUTPUT,
    READ_FROM,
    RECIPE,
    SECOND,
    TITLE,
    Window,
    discard,
)
from rig import GREEN, RED, mask, paint, selection, set_selection, values

WIDE, HIGH = 1600, 1200
THERE = (198, 200, 206)
"""The colour of the outline of what is there already."""
PATCHES = [((200, 200, 600, 500), RED), ((1000, 600, 1400, 1000), GREEN)]


def run(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = Window(rig)
    _click(rig, window)
    _box_and_apply(rig, image, window)
    chosen = _words_to_mask(rig, image, layer)
    _cut_out(rig, image, layer, chosen)
    _channels_zoomed(rig, image)
    _lost(rig, image)
    _another_picture(rig)


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
    rig.screen.xdotool("keydown", "shift")
    rig.screen.click(*window.at(550, 350))
    rig.screen.xdotool("keyup", "shift")
    rig.until("excluded with Shift", lambda: (window.shown(FIRST) or [0] * 4)[2] < 545)
    rig.check("Shift excludes", True)
    rig.screen.key("BackSpace")
    window.waits("taken back once more", FIRST, (250, 200, 550, 500))
    rig.screen.key(*["BackSpace"] * 4)  # three guesses, and the click
    rig.until("nothing is marked", lambda: window.shown(FIRST) is None)
    for keys in ("ctrl+shift+z", "ctrl+y"):
        rig.screen.key(keys)
        window.waits(f"marked again with {keys}", FIRST, (250, 200, 550, 500))
        rig.screen.key("ctrl+z")
        rig.until("taken back with Ctrl+Z", lambda: window.shown(FIRST) is None)


def _box_and_apply(rig, image, window):
    rig.screen.drag(*window.at(1000, 600), *window.at(1400, 1000))
    window.waits("a box", FIRST, (1000, 600, 1400, 1000))
    rig.screen.key("n")
    rig.screen.click(*window.at(400, 350))
    window.waits("another object", SECOND, (250, 200, 550, 500))
    rig.screen.shot("two-objects")
    window.click_beside(FIRST_NAME)
    rig.screen.click(*window.at(1450, 800))
    rig.until("a click tells more of the first", lambda: _grown(window))
    rig.check("and nothing of the second", window.shown(SECOND)[0] >= 245)
    rig.screen.shot("first-again")
    rig.screen.key("BackSpace")
    window.waits("taken back: the box alone", FIRST, (1000, 600, 1400, 1000))
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


def _grown(window):
    """Whether the first object reaches farther than its box."""
    found = window.shown(FIRST)
    return found and found[2] > 1420


def _words_to_mask(rig, image, layer):
    window = Window(rig)
    window.type("red, green")
    window.waits("words: the larger", FIRST, (1000, 600, 1400, 1000))
    window.waits("words: the smaller", SECOND, (200, 200, 600, 500))
    rig.screen.shot("words")
    window.click_beside(FIRST_TICK)
    rig.until("unticked", lambda: window.shown(FIRST) is None)
    rig.screen.key("ctrl+z")
    window.waits("ticked again, and the words stay", FIRST, (1000, 600, 1400, 1000))
    rig.screen.key("ctrl+shift+z")
    rig.until("unticked again", lambda: window.shown(FIRST) is None)
    window.take(OUTPUT, 1)
    window.take(OPERATION, 1)
    rig.screen.still(window.place)
    rig.screen.shot("unticked")
    chosen = [window.reads(one) for one in (OUTPUT, OPERATION)]
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    made = values(layer.get_mask())
    rig.check("what is ticked is shown", made[350 * WIDE + 400] == 255)
    rig.check("what is not is hidden", made[800 * WIDE + 1200] == 0)
    area = sum(made) / 255 / (400 * 300)
    rig.check("the whole of it", abs(area - 1) < 0.02, area)
    rig.screen.window("– GIMP$")
    rig.screen.key("ctrl+z")
    rig.until("the mask is undone", lambda: layer.get_mask() is None)
    rig.check("not dirty after undo of the mask", not image.is_dirty())
    return chosen


def _cut_out(rig, image, layer, chosen):
    """What is taken as a cut-out is the mask that was seen, soft as it was seen, on a copy."""
    window = Window(rig)
    remembered = [window.reads(one) for one in (OUTPUT, OPERATION)]
    rig.check("Take as and Operation are remembered", remembered == chosen)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box to cut out", FIRST, (200, 200, 600, 500))
    window.take(OUTPUT, 2)
    rig.screen.shot("cut-out")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.until("a cut-out", lambda: len(image.get_layers()) == 2 and not layer.get_visible())
    made = values(image.get_layers()[0].get_mask())
    area = sum(made) / 255 / (400 * 300)
    rig.check("what was shown is cut out", abs(area - 1) < 0.02, area)
    rig.screen.window("– GIMP$")
    rig.screen.key("ctrl+z")
    rig.until("the cut-out is undone", lambda: len(image.get_layers()) == 1 and layer.get_visible())
    rig.check("not dirty after undo of the cut-out", not image.is_dirty())


def _channels_zoomed(rig, image):
    window = Window(rig)
    at = map(round, window.at(400, 350))
    rig.screen.xdotool("mousemove", *at, "click", "--repeat", 2, "--delay", 300, 4)
    rig.until("larger", lambda: window.look() or window.zoom > 0.75)
    _pan(rig, window)
    rig.screen.click(*window.at(400, 350))
    window.waits("a disc, zoomed", FIRST, (250, 200, 550, 500))
    rig.screen.shot("zoomed")
    window.take(OUTPUT, 4)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    (channel,) = image.get_channels()
    made = values(channel)
    rig.equal("named by what it is of", channel.get_name(), "Selection of picture")
    rig.check("a channel", made[350 * WIDE + 400] == 255 and made[350 * WIDE + 800] == 0)
    rig.check("no selection", not any(selection(image)))


def _pan(rig, window):
    """The middle button takes the picture along."""
    x, y = map(round, window.at(400, 350))
    before = window.corner
    rig.screen.xdotool("mousemove", x, y, "mousedown", 2, "mousemove", x - 20, y - 20)
    rig.screen.xdotool("mousemove", x - 40, y - 30, "mouseup", 2)

    def moved():
        window.look()
        by = [after - here for after, here in zip(window.corner, before, strict=True)]
        return abs(by[0] + 40) <= 2 and abs(by[1] + 30) <= 2

    rig.until("the picture moves along", moved)
    rig.check("the middle button moves the picture", True)


def _lost(rig, image):
    """The agent goes while the window is open, and comes back."""
    window = Window(rig)
    rig.agent("kill")
    rig.screen.click(*window.at(400, 350))
    log = rig.folder / "runtime/gimp.log"
    rig.until("it is said", lambda: log.exists() and "window: " in log.read_text("utf-8"))
    rig.screen.shot("lost")
    rig.agent("start")
    rig.screen.click(*window.at(1200, 800))
    rig.until("it is back", lambda: window.shown(FIRST))
    rig.screen.key("Escape")
    rig.screen.window("^Discard what is marked")
    rig.screen.shot("discard")
    rig.screen.key("Escape")
    rig.screen.gone("^Discard what is marked")
    rig.check("marks are kept", window.id in rig.screen.windows(TITLE) and window.shown(FIRST))
    discard(rig)
    rig.check("Escape changes nothing", len(image.get_channels()) == 1)


def _another_picture(rig):
    """From the layer to what is visible, where marks stay in their places; and another recipe."""
    image, layer = rig.image(WIDE, HIGH, [PATCHES[0]], at=(100, 60), size=(1400, 1000))
    top = Gimp.Layer.new(image, "top", 400, 400, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(top, None, 0)
    top.set_offsets(1000, 600)
    paint(top, (0, 0, 400, 400), GREEN)
    image.set_selected_layers([layer])
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    window = Window(rig)
    rig.check("the layer alone is shown", rig.screen.find(GREEN, window.place) is None)
    rig.screen.drag(*window.at(300, 300), *window.at(500, 400))
    window.waits("a box on the layer", FIRST, (300, 300, 500, 400))
    window.take(OUTPUT, 0)  # channels, as it was remembered
    window.choose(READ_FROM, 1)
    rig.until("what is visible is shown", lambda: rig.screen.find(GREEN, window.place))
    window.look((300, 260))
    _there(rig, window, image)
    window.waits("the box is where it was", FIRST, (400, 360, 600, 460))
    window.type("green")
    window.waits("what only the other layer has", SECOND, (1000, 600, 1400, 1000))
    rig.screen.shot("visible")
    window.choose(RECIPE, 1)
    rig.until("all is asked anew", lambda: window.shown(SECOND))
    window.waits("by another recipe", SECOND, (1000, 600, 1400, 1000))
    rig.screen.shot("recipe")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    found = selection(image)
    rig.check("the box is added to the selection", found[410 * WIDE + 500] == 255)
    rig.check("which is there still", found[900 * WIDE + 300] == 255)
    rig.check("and the other layer's green", found[800 * WIDE + 1200] == 255)
    area = sum(found) / 255 / (200 * 100 + 400 * 400 + 200 * 100)
    rig.check("and no more", abs(area - 1) < 0.02, area)
    rig.equal("no image is left behind", len(Gimp.get_images()), 2)
    window = Window(rig)
    rig.check("the choice is remembered", rig.screen.find(GREEN, window.place))
    rig.screen.key("Escape")
    rig.screen.gone(TITLE)


def _there(rig, window, image):
    """What is added to is shown: the selection that is there, as soon as it is, in its place."""
    set_selection(image, mask(WIDE, HIGH, (200, 860, 400, 960)))
    Gimp.displays_flush()
    window.waits("the selection that is there", THERE, (202, 862, 398, 958))
    rig.screen.shot("there")
    window.take(OPERATION, 0)
    rig.until("which Replace does not show", lambda: window.shown(THERE) is None)
    window.take(OPERATION, 1)
    window.waits("and Add does", THERE, (202, 862, 398, 958))
    rig.screen.shot("add")
