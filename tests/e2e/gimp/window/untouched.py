"""Opening a command and leaving it keeps undo and redo as they were; a success is one step."""

from gi.repository import Gimp
from rig import RED, mask, selection, set_selection

WIDE, HIGH = 400, 300
CYAN = (0, 255, 255)
PATCHES = [((60, 50, 200, 150), RED), ((240, 160, 340, 260), CYAN)]
COMMANDS = {
    "Select Interactively": "Select Interactively",
    "Select by Words": "^Select by Words",
    "Select Subject": "^Select Subject",
    "Select Object from Selection": "^Select Object",
    "Refine Selection Edge": "^Refine Selection",
    "Channels from Words": "^Channels from Words",
    "Paths from Words": "^Paths from Words",
    "Mask Layer by Words": "^Mask Layer",
    "Remove Background": "^Remove Background",
}


def run(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    effect = Gimp.DrawableFilter.new(layer, "gegl:invert-gamma", "inverted")
    layer.append_filter(effect)
    effect.update()
    image.undo_disable()
    image.undo_enable()  # the history begins here
    Gimp.Display.new(image)
    first, second = mask(WIDE, HIGH, (10, 10, 80, 80)), mask(WIDE, HIGH, (50, 50, 120, 90))
    image.undo_group_start()
    set_selection(image, first)
    image.undo_group_end()
    image.clean_all()
    image.undo_group_start()
    set_selection(image, second)
    image.undo_group_end()
    Gimp.displays_flush()
    rig.screen.ready()
    _key(rig, "ctrl+z")
    rig.until("one step can be done again", lambda: selection(image) == first)
    for action, title in COMMANDS.items():
        image.set_selected_layers([layer])  # GIMP 3.2 forgets it when a selection is undone
        Gimp.displays_flush()
        rig.screen.action(action)
        rig.screen.window(title)
        rig.screen.close(title)
        rig.check(f"{action}, left: the picture is clean", not image.is_dirty())
        rig.equal(f"{action}, left: the layer is chosen", image.get_selected_layers(), [layer])
        _key(rig, "ctrl+y")
        rig.until(f"{action}: what was undone comes back", lambda: selection(image) == second)
        _key(rig, "ctrl+z")
        rig.until(f"{action}: and is undone again", lambda: selection(image) == first)
        rig.check(f"{action}: undo and redo are as they were", True)
    image.set_selected_layers([layer])
    Gimp.displays_flush()
    _succeeds(rig, image, first)


def _succeeds(rig, image, before):
    """An effect makes cyan red: that it was found shows that the effect was read."""
    rig.screen.action("Select by Words")
    rig.screen.window("^Select by Words")
    rig.screen.key("ctrl+a")
    rig.screen.type("the red")
    rig.screen.key("Return")
    rig.screen.gone("^Select by Words")
    rig.until("selected", lambda: selection(image)[200 * WIDE + 300] == 255)
    _key(rig, "ctrl+z")
    rig.until("one step", lambda: selection(image) == before)
    rig.check("and clean", not image.is_dirty())


def _key(rig, key):
    rig.screen.window("– GIMP$")
    rig.screen.key(key)
