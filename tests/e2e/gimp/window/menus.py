"""From the menus: the dialog, undo and redo with the keyboard, Repeat."""

from gi.repository import Gegl, Gimp
from rig import GREEN, RED, mask, selection, softened, values

WIDE, HIGH = 400, 300
WORDS = "^Select by Words"
PATCHES = [((40, 30, 160, 120), RED), ((240, 160, 340, 260), GREEN)]


def run(rig):
    image, layer = rig.image(WIDE, HIGH, PATCHES)
    Gimp.Display.new(image)
    image.clean_all()
    Gimp.displays_flush()
    rig.screen.ready()
    _nothing_found(rig, image)
    _selection(rig, image)
    _repeat(rig, image)
    _refine(rig, image)
    _mask(rig, image, layer)
    _cut_out(rig, image, layer)
    _made(rig, image, "channels", image.get_channels)
    _made(rig, image, "paths", image.get_paths)
    kept = Gimp.Channel.new(image, "kept", WIDE, HIGH, 50, Gegl.Color.new("red"))
    image.insert_channel(kept, None, 0)
    image.set_selected_layers([layer])
    image.clean_all()
    _made(rig, image, "channels", lambda: [one for one in image.get_channels() if one != kept])


def soft(box):
    """What the fake models make of a box, with soft edges: the default of the dialogs."""
    return softened(mask(WIDE, HIGH, box), WIDE)


def _nothing_found(rig, image):
    """The dialog comes back with the sentence and the words, and other words can be typed."""
    rig.screen.action("Select by Words")
    first = rig.screen.window("^Select by Words")
    rig.screen.key("ctrl+a")
    rig.screen.type("purple elephant")
    rig.screen.key("Return")
    rig.until(
        "it is back", lambda: first not in (rig.screen.windows("^Select by Words") or [first])
    )
    again = rig.screen.window("^Select by Words")
    rig.screen.still(rig.screen.place(again), 10)
    rig.screen.shot("nothing-found")
    log = (rig.folder / "runtime/gimp.log").read_text("utf-8")
    rig.check("it is said why", "Try other words" in log, log)
    rig.equal("nothing was changed", image.is_dirty(), False)
    rig.screen.key("ctrl+a")
    rig.screen.type("the red")
    rig.screen.key("Return")
    rig.screen.gone("^Select by Words")
    rig.until("other words find it", lambda: selection(image) == soft((40, 30, 160, 120)))
    _undo(rig)
    rig.until("undone at first", lambda: not any(selection(image)))


def _selection(rig, image):
    red, nothing = soft((40, 30, 160, 120)), bytes(WIDE * HIGH)
    _words(rig, "Select by Words", "the red")
    rig.until("the selection", lambda: selection(image) == red)
    rig.screen.shot("selected")
    rig.check("dirty", image.is_dirty())
    _undo(rig)
    rig.until("the selection is undone", lambda: selection(image) == nothing)
    rig.check("not dirty after undo", not image.is_dirty())
    rig.equal("no channels after undo", image.get_channels(), [])
    rig.screen.key("ctrl+y")
    rig.until("the selection is done again", lambda: selection(image) == red)
    rig.equal("no channels after redo", image.get_channels(), [])
    rig.check("the layer is still chosen", len(image.get_selected_layers()) == 1)
    _undo(rig)
    rig.until("undone once more", lambda: selection(image) == nothing)


def _repeat(rig, image):
    red = soft((40, 30, 160, 120))
    rig.screen.key("ctrl+f")
    rig.until("Repeat", lambda: selection(image) == red)
    rig.check("Repeat asks nothing", not rig.screen.windows("Select by Words"))
    _undo(rig)
    rig.until("undone", lambda: not any(selection(image)))


def _refine(rig, image):
    """A box drawn loosely round a thing keeps its edge, and it is told what finds the thing."""
    image.select_rectangle(Gimp.ChannelOps.REPLACE, 20, 20, 200, 150)
    Gimp.displays_flush()
    before = selection(image)
    rig.screen.action("Refine Selection Edge")
    rig.screen.window("^Refine Selection Edge")
    rig.screen.key("Return")
    rig.screen.gone("^Refine Selection Edge")
    rig.until("a new edge", lambda: selection(image) != before)
    rig.screen.window("GIMP Message")
    rig.screen.shot("refined-box")
    rig.check("what helps is said", True)
    rig.screen.close("GIMP Message")
    Gimp.Selection.none(image)
    image.clean_all()


def _mask(rig, image, layer):
    green = soft((240, 160, 340, 260))
    _words(rig, "Mask Layer by Words", "green")
    rig.until("the mask", lambda: layer.get_mask() and values(layer.get_mask()) == green)
    rig.screen.shot("masked")
    _undo(rig)
    rig.until("the mask is undone", lambda: layer.get_mask() is None)
    rig.check("not dirty after undo of a mask", not image.is_dirty())
    rig.screen.key("ctrl+y")
    rig.until("the mask again", lambda: layer.get_mask() and values(layer.get_mask()) == green)
    _words(rig, "Mask Layer by Words", "red")
    red = soft((40, 30, 160, 120))
    rig.until("another mask", lambda: layer.get_mask() and values(layer.get_mask()) == red)
    _undo(rig)
    rig.until("the first mask", lambda: layer.get_mask() and values(layer.get_mask()) == green)
    _undo(rig)
    rig.until("no mask", lambda: layer.get_mask() is None)


def _cut_out(rig, image, layer):
    rig.screen.action("Remove Background")
    rig.screen.window("Remove Background")
    rig.screen.shot("background-dialog")
    rig.screen.key("Return")
    rig.until("a cut-out", lambda: len(image.get_layers()) == 2 and not layer.get_visible())
    rig.screen.gone("^Remove Background")
    rig.until("its mask", lambda: image.get_layers()[0].get_mask())
    rig.screen.shot("background")
    copy = image.get_layers()[0]
    rig.equal("the cut-out is chosen", image.get_selected_layers(), [copy])
    _undo(rig)
    rig.until("undone", lambda: len(image.get_layers()) == 1 and layer.get_visible())
    rig.check("not dirty after undo of a cut-out", not image.is_dirty())
    rig.check("the layer is chosen after undo", image.get_selected_layers() == [layer])
    rig.screen.key("ctrl+y")
    rig.until("cut out again", lambda: len(image.get_layers()) == 2 and not layer.get_visible())
    rig.until("with its mask", lambda: image.get_layers()[0].get_mask())
    rig.equal("it is chosen again", image.get_selected_layers(), [copy])
    _undo(rig)
    rig.until("undone again", lambda: len(image.get_layers()) == 1 and layer.get_visible())
    rig.check("the layer is chosen again", image.get_selected_layers() == [layer])


def _made(rig, image, what, made):
    """Channels or paths, which `made` gives."""
    _words(rig, f"{what.capitalize()} from Words", "red, green")
    rig.until(what, lambda: len(made()) == 2)
    rig.screen.shot(what)
    _undo(rig)
    rig.until(f"no {what}", lambda: not made())
    rig.check(f"not dirty after undo of {what}", not image.is_dirty())
    rig.check(f"the layer is chosen after undo of {what}", len(image.get_selected_layers()) == 1)


def _words(rig, action, words):
    rig.screen.action(action)
    rig.screen.window(f"^{action}")
    rig.screen.key("ctrl+a")
    rig.screen.type(words)
    rig.screen.key("Return")
    rig.screen.gone(f"^{action}")


def _undo(rig):
    rig.screen.window("GIMP$")
    rig.screen.key("ctrl+z")
