"""Select Interactively, while the picture is painted on, turned, cropped, or the layer deleted:
nothing is made.

Nor is a copy of a layer that has nothing there; and of several layers, the one read is named. Who
asks for a second window of a picture sees the first."""

from gi.repository import Gimp
from live import FIRST, OPERATION, OUTPUT, READ_FROM, TITLE, Window, discard
from rig import GRAY, GREEN, RED, paint, selection

WIDE, HIGH = 1600, 1200
PLACE = (200, 200, 600, 500)


def run(rig):
    image, layer = rig.image(WIDE, HIGH, [(PLACE, RED)])
    display = Gimp.Display.new(image)
    Gimp.displays_flush()
    rig.screen.ready()
    _painted(rig, image, layer)
    for name, change in (("moved", _moved), ("deleted", _deleted), ("cropped", _cropped)):
        _refused(rig, name, image, layer, change)
        display.delete()
        image, layer = rig.image(WIDE, HIGH, [(PLACE, RED)])
        display = Gimp.Display.new(image)
        Gimp.displays_flush()
    _nothing_there(rig, image, layer)


def _painted(rig, image, layer):
    """Whatever changes pixels is told, until it is undone."""
    window = Window(rig)
    _second(rig, window, image)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box", FIRST, PLACE)
    line = _line(rig, window)
    before = rig.screen.pixels(line)
    for name, change, undo in CHANGES:
        change(layer)
        Gimp.displays_flush()
        rig.until(f"{name}: it is said", lambda: rig.screen.pixels(line) != before)
        if change is CHANGES[0][1]:
            rig.screen.shot(name)
            _apply_fails(rig, name, window)
        undo(layer)
        Gimp.displays_flush()
        rig.until(f"{name}: no more, once undone", lambda: rig.screen.pixels(line) == before)
        rig.check(f"{name}: told until it is undone", True)
    paint(layer, (900, 700, 904, 704), GREEN)
    Gimp.displays_flush()
    rig.until("painted once more: it is said", lambda: rig.screen.pixels(line) != before)
    rig.screen.shot("anew-offered")
    rig.screen.key("alt+r")  # Read Anew
    rig.until("read anew", lambda: rig.screen.pixels(line) == before)
    window.waits("the mark stays", FIRST, PLACE)
    paint(layer, (920, 700, 924, 704), GREEN)
    Gimp.displays_flush()
    rig.until("once more: it is said", lambda: rig.screen.pixels(line) != before)
    window.choose(READ_FROM, 1)
    window.waits("read otherwise, the mark stays", FIRST, PLACE)
    window.choose(READ_FROM, -1)
    rig.until("which reads it anew, too", lambda: rig.screen.pixels(line) == before)
    window.waits("the mark stays again", FIRST, PLACE)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    rig.check("then it is made", selection(image)[350 * WIDE + 400] == 255)
    Gimp.Selection.none(image)


def _second(rig, window, image):
    """The title says what is marked on; a second window is none."""
    title = rig.screen.xdotool("getwindowname", window.id).strip()
    rig.check("titled", title.endswith(f"picture · {image.get_name()}"), title)
    line = _line(rig, window)
    before = rig.screen.pixels(line)
    rig.screen.action(TITLE)
    rig.until("it is said", lambda: rig.screen.pixels(line) != before)
    rig.screen.shot("second")
    rig.equal("there is one window", rig.screen.windows(TITLE), [window.id])
    focus = rig.screen.xdotool("getactivewindow", check=False).strip()
    rig.equal("which is in front", focus, str(window.id))


def _line(rig, window):
    """Where sentences stand, once they are still."""
    line = (window.place[0], window.place[1] + window.place[3] - 45, window.place[2], 45)
    rig.screen.still(line)
    return line


def _flip(layer):
    layer.transform_flip_simple(Gimp.OrientationType.HORIZONTAL, True, 0)


def _turn(layer):
    layer.transform_rotate_simple(Gimp.RotationType.DEGREES180, True, 0, 0)


def _filter(layer):
    effect = Gimp.DrawableFilter.new(layer, "gegl:invert-gamma", "inverted")
    layer.append_filter(effect)
    effect.update()


CHANGES = (
    (
        "painted",
        lambda layer: paint(layer, (900, 700, 904, 704), RED),
        lambda layer: paint(layer, (900, 700, 904, 704), GRAY),
    ),
    ("flipped", _flip, _flip),
    ("turned", _turn, _turn),
    ("filtered", _filter, lambda layer: layer.get_filters()[0].delete()),
)


def _refused(rig, name, image, layer, change):
    """Told as soon as it happens; Apply tells it again, and makes nothing."""
    window = Window(rig)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box", FIRST, PLACE)
    line = _line(rig, window)
    before = rig.screen.pixels(line)
    change(image, layer)
    Gimp.displays_flush()
    rig.until(f"{name}: it is said", lambda: rig.screen.pixels(line) != before)
    rig.screen.shot(name)
    _apply_fails(rig, name, window)
    rig.check(f"{name}: nothing is made", not any(selection(image)))
    discard(rig)


def _cropped(image, layer):
    image.crop(1200, 900, 100, 100)


def _moved(image, layer):
    layer.set_offsets(30, 40)


def _deleted(image, layer):
    image.remove_layer(layer)


def _apply_fails(rig, name, window):
    log = rig.folder / "runtime/gimp.log"
    told = len(log.read_text("utf-8")) if log.exists() else 0
    rig.screen.key("Return")
    rig.until(f"{name}: Apply says it", lambda: log.exists() and len(log.read_text("utf-8")) > told)
    rig.check(f"{name}: the window stays", window.id in rig.screen.windows(TITLE))


def _masks_refused(rig, image, clear):
    """What would come to nothing leaves the window with its marks."""
    small = Gimp.Layer.new(image, "small", 100, 100, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(small, None, 0)
    image.set_selected_layers([small])
    Gimp.Selection.none(image)
    Gimp.displays_flush()
    window = Window(rig)
    window.take(OUTPUT, 1)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box beside the small layer", FIRST, PLACE)
    _apply_fails(rig, "a mask beside the layer", window)
    window.take(OUTPUT, 0)
    window.take(OPERATION, 2)
    _apply_fails(rig, "subtracted from no selection", window)
    rig.screen.shot("no-selection")
    window.waits("the box is marked still", FIRST, PLACE)
    rig.equal("no mask is made", [one.get_mask() for one in image.get_layers()], [None] * 3)
    window.take(OPERATION, 0)
    discard(rig)
    image.remove_layer(small)


def _nothing_there(rig, image, layer):
    """Seen, but not on the layer that is chosen: there is nothing to cut out of it."""
    window = Window(rig)
    alone = window.reads(READ_FROM)
    window.choose(READ_FROM, 1)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box, of what is visible", FIRST, PLACE)
    rig.screen.key("Return")
    rig.screen.gone(TITLE)  # that it is read from what is visible is remembered
    clear = Gimp.Layer.new(image, "clear", WIDE, HIGH, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(clear, None, 0)
    image.set_selected_layers([clear])
    Gimp.displays_flush()
    window = Window(rig)
    rig.screen.drag(*window.at(200, 200), *window.at(600, 500))
    window.waits("a box, with a clear layer", FIRST, PLACE)
    window.take(OUTPUT, 2)
    _apply_fails(rig, "nothing there", window)
    rig.screen.shot("nothing-there")
    rig.equal("no layer is made", image.get_layers(), [clear, layer])
    rig.check("and none is hidden", clear.get_visible())
    line = _line(rig, window)
    before = rig.screen.pixels(line)
    image.set_selected_layers([layer])
    Gimp.displays_flush()
    rig.until("the layer that is chosen now is named", lambda: rig.screen.pixels(line) != before)
    rig.screen.shot("followed")
    rig.screen.key("Return")
    rig.screen.gone(TITLE)
    cut = [one for one in image.get_layers() if one not in (clear, layer)]
    rig.check("that one is cut out", len(cut) == 1 and not layer.get_visible())
    rig.check("and not the clear one", clear.get_visible())
    image.remove_layer(cut[0])
    layer.set_visible(True)
    _masks_refused(rig, image, clear)
    clear.set_name("nothing")
    image.reorder_item(clear, None, 1)
    image.set_selected_layers([layer, clear])
    window = Window(rig)
    window.choose(READ_FROM, -1)
    rig.screen.still(window.place)
    rig.check("of several layers, one is named", window.reads(READ_FROM) != alone)
    rig.screen.shot("named")
