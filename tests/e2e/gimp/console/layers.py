"""Layers that are moved, smaller, larger, several, in groups, floating, or gone."""

from gi.repository import Gimp
from rig import BLUE, GRAY, GREEN, RED, mask, paint, selection, set_selection, values

WIDE, HIGH = 96, 64


def run(rig):
    _moved(rig)
    _larger(rig)
    _several(rig)
    _group(rig)
    _visible_to_mask(rig)
    _selection_outside(rig)
    _floating(rig)
    _no_layer(rig)
    _empty(rig)
    _hidden(rig)


def _moved(rig):
    image, layer = rig.image(WIDE, HIGH, [((5, 6, 20, 16), RED)], at=(30, 20), size=(40, 30))
    called = rig.call("select-by-words", image, layer, words="red")
    rig.equal("offset: boxes are in the image", called.boxes, [35, 26, 50, 36])
    rig.equal("offset: selection", selection(image), mask(WIDE, HIGH, (35, 26, 50, 36)))
    rig.call("mask-by-words", image, layer, words="red")
    rig.equal("offset: mask", values(layer.get_mask()), mask(40, 30, (5, 6, 20, 16)))
    rig.call("channels-by-words", image, layer, words="red")
    wanted = mask(WIDE, HIGH, (35, 26, 50, 36))
    rig.equal("offset: channel", values(image.get_channels()[0]), wanted)
    set_selection(image, mask(WIDE, HIGH, (32, 22, 60, 40)))
    called = rig.call("select-object", image, layer)
    rig.equal("offset: object in a box", called.boxes, [32, 22, 60, 40])
    rough = mask(WIDE, HIGH, (10, 22, 40, 30), value=180)
    set_selection(image, rough)
    rig.call("select-object", image, layer, selection_as="rough")
    inside = mask(WIDE, HIGH, (30, 22, 40, 30), value=180)
    rig.equal("offset: rough, cut at the layer's side", selection(image), inside)


def _larger(rig):
    patches = [((0, 0, 30, 20), RED), ((110, 70, 140, 90), RED)]
    image, layer = rig.image(WIDE, HIGH, patches, at=(-20, -10), size=(160, 100))
    called = rig.call("select-by-words", image, layer, words="red")
    wanted = mask(WIDE, HIGH, (0, 0, 10, 10), (90, 60, 96, 64))
    rig.equal("larger than the image: selection", selection(image), wanted)
    rig.equal("larger: both were found", called.count, 2)
    rig.call("mask-by-words", image, layer, words="red")
    wanted = mask(160, 100, *[box for box, _ in patches])
    rig.equal("larger: mask", values(layer.get_mask()), wanted)
    far, there = rig.image(WIDE, HIGH, [((0, 0, 10, 10), RED)], at=(200, 200), size=(20, 20))
    old = mask(WIDE, HIGH, (1, 1, 5, 5))
    set_selection(far, old)
    called = rig.call("select-by-words", far, there, words="red")
    rig.equal("outside the image: no change", selection(far), old)


def _several(rig):
    image, first = rig.image(WIDE, HIGH, [((4, 4, 10, 10), RED)])
    second = Gimp.Layer.new(image, "second", 40, 40, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(second, None, 0)
    second.set_offsets(50, 10)
    paint(second, (0, 0, 40, 40), GRAY)
    paint(second, (10, 10, 20, 20), RED)
    image.set_selected_layers([first, second])
    called = rig.call("select-by-words", image, first, second, words="red")
    wanted = mask(WIDE, HIGH, (4, 4, 10, 10), (60, 20, 70, 30))
    rig.equal("two layers: selection", selection(image), wanted)
    rig.equal("two layers: count", called.count, 2)
    second.set_offsets(0, 0)
    rig.call("select-by-words", image, first, second, words="red")
    wanted = mask(WIDE, HIGH, (4, 4, 10, 10), (10, 10, 20, 20))
    rig.equal("two layers over one another: both are selected", selection(image), wanted)
    second.set_offsets(50, 10)
    called = rig.call("mask-by-words", image, first, second, words="red")
    rig.equal("two layers: first", values(first.get_mask()), mask(WIDE, HIGH, (4, 4, 10, 10)))
    rig.equal("two layers: second", values(second.get_mask()), mask(40, 40, (10, 10, 20, 20)))
    called = rig.call("channels-by-words", image, first, second, words="red")
    rig.equal("two layers: channels", len(image.get_channels()), 2)
    rig.equal("both stay chosen", set(image.get_selected_layers()), {first, second})
    called = rig.call("remove-background", image, first, second, existing_mask="replace")
    rig.check("two layers: cut-outs", called.succeeded and len(image.get_layers()) == 4)
    made = {one for one in image.get_layers() if one not in (first, second)}
    rig.equal("two layers: both cut-outs are chosen", set(image.get_selected_layers()), made)


def _group(rig):
    image, layer = rig.image(WIDE, HIGH, [((5, 5, 15, 15), RED)], at=(20, 10), size=(40, 30))
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    image.reorder_item(layer, group, 0)
    called = rig.call("select-by-words", image, group, words="red")
    rig.equal("group: selection", selection(image), mask(WIDE, HIGH, (25, 15, 35, 25)))
    called = rig.call("mask-by-words", image, group, words="red")
    rig.check("group: masks", called.succeeded, called.error)
    rig.equal("group: mask", values(group.get_mask()), mask(40, 30, (5, 5, 15, 15)))
    called = rig.call("mask-by-words", image, layer, words="red")
    rig.equal("in a group: mask", values(layer.get_mask()), mask(40, 30, (5, 5, 15, 15)))
    called = rig.call("remove-background", image, layer)
    rig.check("in a group: cut-out", called.succeeded, called.error)
    rig.equal("the cut-out is in the group", len(group.get_children()), 2)
    group.set_visible(False)
    called = rig.call("remove-background", image, layer)
    told = called.failed and "“group” is hidden" in called.error
    rig.check("nothing is cut out where it would not be seen", told, called.error)
    rig.equal("and no layer is made", len(group.get_children()), 2)
    group.set_visible(True)
    called = rig.call("remove-background", image, group)
    rig.check("of a group: cut-out", called.succeeded and len(image.get_layers()) == 2)


def _visible_to_mask(rig):
    image, layer = rig.image(WIDE, HIGH, [], at=(10, 10), size=(60, 40))
    top = Gimp.Layer.new(image, "top", 20, 20, 1, 100, Gimp.LayerMode.NORMAL)
    image.insert_layer(top, None, 0)
    top.set_offsets(30, 20)
    paint(top, (0, 0, 20, 20), GREEN)
    called = rig.call("mask-by-words", image, layer, words="green", read_from="visible")
    rig.check("visible to mask", called.succeeded, called.error)
    rig.equal("placed", values(layer.get_mask()), mask(60, 40, (20, 10, 40, 30)))


def _selection_outside(rig):
    image, layer = rig.image(WIDE, HIGH, [], at=(50, 10), size=(20, 20))
    set_selection(image, mask(WIDE, HIGH, (0, 0, 10, 10)))
    called = rig.call("select-object", image, layer)
    rig.check("outside", called.failed and "outside the layer" in called.error, called.error)
    Gimp.Selection.none(image)
    called = rig.call("select-object", image, layer)
    rig.check("no selection", called.failed and "no selection" in called.error, called.error)
    called = rig.call("refine-selection", image, layer)
    rig.check("nothing to refine", called.failed and "no selection" in called.error, called.error)


def _floating(rig):
    image, layer = rig.image(WIDE, HIGH, [((5, 5, 15, 15), BLUE)])
    set_selection(image, mask(WIDE, HIGH, (0, 0, 20, 20)))
    floating = Gimp.Selection.float(image, [layer], 3, 3)
    for short in ("select-by-words", "mask-by-words", "channels-by-words"):
        called = rig.call(short, image, floating, words="blue")
        held = called.failed and "floating selection" in called.error and "Log:" in called.error
        rig.check(f"floating: {short} refuses", held, called.error)
    rig.equal("still floating", image.get_floating_sel(), floating)


def _no_layer(rig):
    image, layer = rig.image(WIDE, HIGH, [((5, 5, 15, 15), BLUE)])
    called = rig.call("select-by-words", image, words="blue")
    rig.check("no layer", called.failed and "No layer is chosen" in called.error, called.error)
    called = rig.call("select-by-words", image, words="blue", read_from="visible")
    rig.equal("none is needed for what is visible", called.boxes, [5, 5, 15, 15])
    channel = Gimp.Selection.save(image)
    called = rig.call("mask-by-words", image, channel, words="blue")
    told = "A channel is chosen, and no layer" in called.error and "visible" not in called.error
    rig.check("a channel is none", called.failed and told, called.error)
    called = rig.call("select-by-words", image, channel, words="blue")
    told = "A channel is chosen" in called.error and "Read what is visible" in called.error
    rig.check("what can be read instead is said", called.failed and told, called.error)


def _empty(rig):
    image, layer = rig.image(WIDE, HIGH, [])
    layer.fill(Gimp.FillType.TRANSPARENT)
    called = rig.call("select-by-words", image, layer, words="red")
    rig.equal("nothing in an empty layer", called.count, 0)
    called = rig.call("select-by-words", image, layer, words="  ")
    rig.check("no words", called.failed and "There are no words" in called.error, called.error)


def _hidden(rig):
    """A layer that is hidden stays so, and its mask is one step of undo."""
    image, layer = rig.image(WIDE, HIGH, [((5, 6, 20, 16), RED)])
    layer.set_visible(False)
    rig.call("mask-by-words", image, layer, words="red")
    rig.check("hidden: it has a mask", layer.get_mask() is not None, layer)
    rig.equal("hidden: stays hidden", layer.get_visible(), False)
