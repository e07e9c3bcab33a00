"""Text, and in GIMP 3.2 links and vectors: read, masked and cut out, and still what they are."""

from gi.repository import Gegl, Gimp, Gio
from rig import RED, difference, paint, pixels, selection, values

WIDE, HIGH = 400, 300


def run(rig):
    _check(rig, "text", _text)
    if hasattr(Gimp, "LinkLayer"):
        _check(rig, "link", _link)
        _check(rig, "vectors", _vectors)
    else:
        rig.check("this GIMP has no links and no vectors", Gimp.MINOR_VERSION < 2)


def _check(rig, name, make):
    image, _ = rig.image(WIDE, HIGH, [])
    layer = make(rig, image)
    image.set_selected_layers([layer])
    image.clean_all()
    kind, before = type(layer), pixels(layer, "R'G'B'A u8")
    called = rig.call("select-by-words", image, layer, words="red")
    rig.check(f"{name}: selected", called.succeeded and called.count >= 1, called.error)
    rig.check(f"{name}: where it is", _is_red(image), called.boxes[:8])
    called = rig.call("mask-by-words", image, layer, words="red")
    rig.check(f"{name}: masked", called.succeeded and any(values(layer.get_mask())), called.error)
    rig.check(f"{name}: is what it was", type(image.get_layers()[0]) is kind)
    layer.remove_mask(Gimp.MaskApplyMode.DISCARD)
    called = rig.call("remove-background", image, layer)
    rig.check(f"{name}: cut out", called.succeeded, called.error)
    copy, original = image.get_layers()[:2]
    rig.equal(f"{name}: the cut-out is chosen", image.get_selected_layers(), [copy])
    rig.check(f"{name}: it has a mask", any(values(copy.get_mask())))
    rig.check(f"{name}: the original is what it was", type(original) is kind)
    after = pixels(original, "R'G'B'A u8")
    rig.check(f"{name}: and looks as it did", after == before, difference(after, before))
    if hasattr(original, "is_rasterized"):
        states = (original.is_rasterized(), copy.is_rasterized())
        rig.equal(f"{name}: only the cut-out is plain pixels", states, (False, True))
    image.delete()


def _is_red(image):
    """Whether all that is red in the picture is selected, and not much else: the fake models take
    the box round a thing for the thing."""
    seen = Gimp.Layer.new_from_visible(image, image, "seen")
    data = pixels(seen, "R'G'B' u8")
    seen.delete()
    chosen = {place for place, value in enumerate(selection(image)) if value > 127}
    red = {place for place in range(WIDE * HIGH) if data[3 * place : 3 * place + 3] == bytes(RED)}
    return red and red <= chosen and len(chosen) < 3 * len(red)


def _text(rig, image):
    unit = Gimp.Unit.pixel()
    layer = Gimp.TextLayer.new(image, "Ab", Gimp.context_get_font(), 120.0, unit)
    image.insert_layer(layer, None, 0)
    layer.set_color(Gegl.Color.new("red"))
    layer.set_offsets(60, 40)
    return layer


def _link(rig, image):
    file = Gio.File.new_for_path(str(rig.folder / "linked.png"))
    picture, layer = rig.image(200, 150, [((30, 20, 120, 90), RED)])
    paint(layer, (150, 100, 190, 140), (0, 0, 200))
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, picture, file, None)
    picture.delete()
    made = Gimp.LinkLayer.new(image, file)
    image.insert_layer(made, None, 0)
    made.set_offsets(50, 60)
    return made


def _vectors(rig, image):
    path = Gimp.Path.new(image, "square")
    image.insert_path(path, None, 0)
    corners = [(60, 50), (260, 50), (260, 200), (60, 200)]
    points = [float(value) for corner in corners for value in corner * 3]
    path.stroke_new_from_points(Gimp.PathStrokeType.BEZIER, points, True)
    layer = Gimp.VectorLayer.new(image, path)
    image.insert_layer(layer, None, 0)
    layer.set_fill_color(Gegl.Color.new("red"))
    layer.set_enable_fill(True)
    layer.set_enable_stroke(False)
    layer.refresh()
    return layer
