"""What is read of a layer is the same whatever is selected, for every kind; nothing is written."""

from gi.repository import Gegl, Gimp
from rig import RED, mask, pixels, raw, selection, set_selection, values

from frisket_gimp.canvas import reading, seeing
from frisket_protocol.raster import Box

WIDE, HIGH = 96, 64
SELECTIONS = {
    "a corner": mask(WIDE, HIGH, (0, 0, 20, 20)),
    "softly": mask(WIDE, HIGH, (30, 20, 60, 50), value=90),
    "beside the layer": mask(WIDE, HIGH, (90, 60, 96, 64)),
    "all of it": mask(WIDE, HIGH, (0, 0, WIDE, HIGH)),
}


def run(rig):
    for name, make in KINDS.items():
        image, layer = make(rig)
        _is_the_same(rig, name, image, layer)
        _changes_nothing(rig, name, image, layer)
        image.delete()
    _looks_as_it_should(rig)
    _visible(rig)
    _cut_out(rig)


def _is_the_same(rig, name, image, layer):
    """Every selection, the whole and a part, in full and smaller."""
    Gimp.Selection.none(image)
    wanted = _read(layer)
    for about, data in SELECTIONS.items():
        set_selection(image, data)
        rig.check(f"{name}, selected {about}: the same is read", _read(layer) == wanted)


def _read(layer):
    with reading.layer_sources([layer]) as (source,):
        wide, high = source.size
        parts = (Box(0, 0, wide, high), 1.0), (Box(3, 2, wide - 4, high - 5), 1.0)
        smaller = (Box(0, 0, wide, high), 2.0)
        rasters = [source.read(*part) for part in (*parts, smaller)]
        return source.size, source.origin, [bytes(raster.data) for raster in rasters]


def _changes_nothing(rig, name, image, layer):
    set_selection(image, SELECTIONS["a corner"])
    before = _raw(layer), len(layer.get_filters()), image.get_layers(), len(Gimp.get_images())
    image.clean_all()
    _read(layer)
    rig.call("select-by-words", image, layer, words="nothing of the kind")
    after = _raw(layer), len(layer.get_filters()), image.get_layers(), len(Gimp.get_images())
    rig.check(f"{name}: nothing is written", not image.is_dirty())
    rig.check(f"{name}: all is as it was", before == after)
    rig.equal(f"{name}: the selection too", selection(image), SELECTIONS["a corner"])


def _raw(layer):
    """Of a group, what is in it: GIMP 3.0.4 ends at reading one that an effect makes larger."""
    return [_raw(one) for one in layer.get_children()] if layer.is_group() else raw(layer)


def effect(layer, kind="gegl:invert-gamma"):
    made = Gimp.DrawableFilter.new(layer, kind, "effect")
    layer.append_filter(made)
    made.update()


def _plain(rig):
    return rig.image(WIDE, HIGH, [((8, 6, 40, 30), RED)])


def _moved(rig):
    return rig.image(WIDE, HIGH, [((5, 6, 20, 16), RED)], at=(-8, 12), size=(70, 40))


def _indexed(rig):
    return rig.image(WIDE, HIGH, [((8, 6, 40, 30), RED)], kind="indexed")


def _gray(rig):
    image, layer = rig.image(WIDE, HIGH, [((8, 6, 40, 30), RED)], kind="graya", precision="u16")
    effect(layer)
    return image, layer


def _masked(rig):
    image, layer = _plain(rig)
    layer.add_mask(layer.create_mask(Gimp.AddMaskType.BLACK))
    effect(layer)
    return image, layer


def _text(rig):
    image, _ = rig.image(WIDE, HIGH, [])
    layer = Gimp.TextLayer.new(image, "Ab", Gimp.context_get_font(), 30.0, Gimp.Unit.pixel())
    image.insert_layer(layer, None, 0)
    layer.set_color(Gegl.Color.new("red"))
    layer.set_offsets(10, 8)
    effect(layer)
    return image, layer


def _with_effect(rig):
    image, layer = _plain(rig)
    effect(layer)
    return image, layer


def _shadow(rig):
    image, layer = _moved(rig)
    effect(layer, "gegl:dropshadow")
    return image, layer


def _locked(rig):
    image, layer = _with_effect(rig)
    layer.set_lock_content(True)
    return image, layer


def _group(rig, inner="gegl:dropshadow", outer=""):
    image, layer = _moved(rig)
    group = Gimp.GroupLayer.new(image, "group")
    image.insert_layer(group, None, 0)
    image.reorder_item(layer, group, 0)
    if inner:
        effect(layer, inner)
    if outer:
        effect(group, outer)
    return image, group


def _inside(rig):
    image, group = _group(rig)
    return image, group.get_children()[0]


KINDS = {
    "plain": _plain,
    "moved": _moved,
    "indexed": _indexed,
    "effect": _with_effect,
    "an effect that makes it larger": _shadow,
    "effect, locked": _locked,
    "gray, 16 bit, effect": _gray,
    "mask and effect": _masked,
    "text and effect": _text,
    "group": lambda rig: _group(rig, ""),
    "group of a layer with an effect": _group,
    "in a group": _inside,
    "group with an effect": lambda rig: _group(rig, "", "gegl:invert-gamma"),
    "effects in and on a group": lambda rig: _group(rig, "gegl:dropshadow", "gegl:invert-gamma"),
}


def _looks_as_it_should(rig):
    """An effect of a layer, and of a group, are in what is read."""
    for name, make in (("layer", _with_effect), ("group", KINDS["group with an effect"])):
        image, layer = make(rig)
        set_selection(image, SELECTIONS["a corner"])
        with reading.layer_sources([layer]) as (source,):
            raster = source.read(Box(0, 0, *source.size), 1.0)
        there = 4 * (10 * raster.width + 14)
        found = bytes(raster.data)[there : there + 3]
        rig.equal(f"an effect of a {name} is read", found, bytes((0, 255, 255)))
        image.delete()


def _visible(rig):
    """Of a picture with an effect that reaches beyond the layers, a part is what is seen."""
    image, layer = rig.image(WIDE, HIGH, [((5, 6, 20, 16), RED)], at=(50, 30), size=(46, 34))
    effect(layer, "gegl:dropshadow")
    image.clean_all()
    seen = Gimp.Layer.new_from_visible(image, image, "seen")
    wanted = pixels(seen, "R'G'B'A u8")
    seen.delete()
    with seeing.visible(image) as source:
        part = source.read(Box(40, 20, WIDE, HIGH), 1.0)
    rows = [4 * (y * WIDE + 40) for y in range(20, HIGH)]
    rows = b"".join(wanted[start : start + 4 * (WIDE - 40)] for start in rows)
    rig.equal("visible with a shadow", bytes(part.data), rows)
    rig.equal("no image stays", len(Gimp.get_images()), 1)
    rig.check("and nothing is written", not image.is_dirty())
    image.delete()


def _cut_out(rig):
    """The cut-out has the whole layer's effect in it, whatever is selected, and is one step."""
    image, layer = _with_effect(rig)
    set_selection(image, SELECTIONS["a corner"])
    called = rig.call("remove-background", image, layer)
    rig.check("cut out", called.succeeded, called.error)
    copy, original = image.get_layers()
    data = pixels(copy, "R'G'B' u8")
    wanted = bytes((0, 255, 255))
    inside = [data[3 * (y * WIDE + 20) :][:3] == wanted for y in range(10, 28)]
    rig.check("its effect is everywhere", all(inside), inside)
    rig.check("it has a mask", any(values(copy.get_mask())))
    rig.equal("the selection is as it was", selection(image), SELECTIONS["a corner"])
    rig.equal("the original keeps its effect", len(original.get_filters()), 1)
    image.delete()
