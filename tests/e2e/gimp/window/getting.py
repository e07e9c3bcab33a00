"""Words without a model: what is lacking is offered and got, and the words that stand there do."""

import json

from gi.repository import Gimp, Gio
from rig import pixels, selection

AGENT = "hub"
WORDS, DIAGNOSTICS, MODELS = "^Select by Words", "Agent and Diagnostics", "frisket's models"
BUTTON = (69, 157)
"""The first button of the box: from the dialog's left side, and from its bottom."""


def run(rig):
    scene = rig.folder / "scene"
    rig.agent("draw", name="scene", seed=9_007_001)
    things = json.loads((scene / "things.json").read_text("utf-8"))
    image = _load(scene / "picture.png")
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    window = _offered(rig, things[0])
    _press(rig, window, BUTTON)
    _still(rig, window)
    rig.screen.shot("pressed")


def _offered(rig, words):
    rig.screen.action("Select by Words")
    window = rig.screen.window(WORDS)
    rig.screen.key("ctrl+a")
    rig.screen.type(words)
    before = rig.screen.place(window)
    rig.screen.key("Return")
    rig.until("it is offered", lambda: rig.screen.place(window) != before)
    _still(rig, window)
    rig.screen.shot("offered")
    return window


def _load(file):
    return Gimp.file_load(Gimp.RunMode.NONINTERACTIVE, Gio.File.new_for_path(str(file)))


def _still(rig, window):
    rig.screen.still(rig.screen.place(window))


def _press(rig, window, place):
    x, y, _, high = rig.screen.place(window)
    rig.screen.click(x + place[0], y + high - place[1])
