"""Select Interactively, of what is visible: the layer of which it is made is named, and is the one
that is chosen in GIMP by now, after a group as well. What the canvas cuts off is said."""

import json
import os
from pathlib import Path

from gi.repository import Gimp
from live import FIRST, OUTPUT, READ_FROM, TITLE, Window
from rig import GREEN, RED, paint, selection

WIDE, HIGH = 1600, 1200
KEPT = Path(os.environ["HOME"]) / ".config/frisket/plugins.json"
PLACE = (200, 200, 600, 500)


def run(rig):
    image, layer = rig.image(WIDE, HIGH, [(PLACE, RED)])
    group = _group(image)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    held = {"options": {"read_from": "visible"}, "take_as": "cutout"}
    KEPT.write_text(json.dumps({"gimp": held}), "utf-8")
    rig.screen.ready()
    window = Window(rig)
    rig.check("the group is named", "made of “group”" in _title(rig, window), _title(rig, window))
    rig.screen.shot("group")
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box, of what is visible", FIRST, PLACE)
    rig.screen.key("Return")
    log = rig.folder / "runtime/gimp.log"
    rig.until("it is refused", lambda: log.exists() and "has nothing there" in log.read_text())
    rig.screen.shot("refused")
    window.take(OUTPUT, 0)
    rig.until("a selection is made of none", lambda: "made of" not in _title(rig, window))
    window.take(OUTPUT, 2)
    image.set_selected_layers([layer])
    Gimp.displays_flush()
    rig.until("another layer is named", lambda: "made of “picture”" in _title(rig, window))
    rig.screen.still(window.place, 10)
    rig.screen.shot("followed")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.check("that one is cut out", not layer.get_visible() and group.get_visible())
    _beyond(rig)


def _group(image):
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    for name, at in (("one", (900, 700)), ("other", (1300, -80))):
        made = Gimp.Layer.new(image, name, 400, 200, 1, 100, Gimp.LayerMode.NORMAL)
        image.insert_layer(made, group, 0)
        made.set_offsets(*at)
        made.set_opacity(80)
        paint(made, (0, 0, 400, 200), GREEN)
    image.set_selected_layers([group])
    return group


def _beyond(rig):
    """Half of a box lies beside the canvas: the other half is selected, and it is said."""
    image, _ = rig.image(800, 600, [(PLACE, RED)], at=(-400, 0), size=(WIDE, HIGH))
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    window = Window(rig)
    window.choose(READ_FROM, -1)
    window.take(OUTPUT, 0)
    window.look()
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box, half of it outside", FIRST, PLACE)
    rig.screen.still(window.place, 20)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.until("selected", lambda: any(selection(image)))
    rig.screen.window("GIMP Message")
    rig.screen.shot("cut-off")
    rig.check("what was cut off is said", True)
    rig.screen.close("GIMP Message")


def _title(rig, window):
    return rig.screen.xdotool("getwindowname", window.id).strip()
