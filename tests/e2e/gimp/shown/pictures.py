"""Pictures for the documentation: a photograph, the classical engine, the real GIMP."""

from gi.repository import Gimp

AGENT = "classic"
FLOWER = (164, 78, 452, 372)
TITLE = "Select Interactively"
CHECK = (153, 153, 153)
"""Of the two grays that GIMP shows where there is nothing, the light one."""
VIEW = (436, 359, 856, 702)
"""The picture's part of the window: its middle, width and height."""


def run(rig):
    image, layer = rig.photograph()
    Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.ready()
    rig.screen.key("ctrl+shift+j")
    rig.screen.action(TITLE)
    window = rig.screen.window(TITLE)
    rig.screen.xdotool("windowmove", "--sync", window, 190, 90)
    _drag(rig, image, window)
    rig.until("the flower", lambda: rig.screen.find((255, 60, 40), rig.screen.place(window)))
    rig.screen.shot("gimp-window")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.screen.window("– GIMP$")
    rig.until("selected", lambda: not Gimp.Selection.is_empty(image))
    rig.screen.shot("gimp-selection")
    rig.screen.action("Mask Layer by Words")
    rig.screen.window("^Mask Layer by Words")
    rig.screen.type("the dahlia")
    rig.screen.shot("gimp-words")
    rig.screen.key("Escape")
    rig.screen.gone("^Mask Layer by Words")
    Gimp.Selection.none(image)
    rig.screen.action("Remove Background")
    rig.screen.window("^Remove Background")
    rig.screen.key("Return")
    rig.until("cut out", lambda: len(image.get_layers()) == 2 and not layer.get_visible())
    rig.screen.gone("^Remove Background")
    rig.until("it is drawn", lambda: rig.screen.find(CHECK, (240, 160, 200, 200)))
    rig.screen.shot("gimp-cutout")
    rig.check("taken", True)


def _drag(rig, image, window):
    """A box round the flower."""
    middle_x, middle_y, wide, high = VIEW
    width, height = image.get_width(), image.get_height()
    zoom = min(wide / width, high / height)
    left, top = middle_x - width * zoom / 2, middle_y - height * zoom / 2
    x0, y0, x1, y1 = (round(edge * zoom) for edge in FLOWER)
    words = ["mousemove", "--window", window, round(left + x0), round(top + y0), "mousedown", 1]
    words += ["mousemove", "--window", window, round(left + x1 - 40), round(top + y1 - 40)]
    words += ["mousemove", "--window", window, round(left + x1), round(top + y1), "mouseup", 1]
    rig.screen.xdotool(*words)
