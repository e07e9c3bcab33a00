"""A stroke that is half transparent itself: masked or cut out, it is as opaque as it was, and as
the selection of it says."""

import math

from gi.repository import Gegl, Gimp
from rig import RED, pixels, selection

WIDE, HIGH = 120, 80
LEVELS = 2
"""By which what is seen may be off: the mask and GIMP's own arithmetic are both rounded."""
KINDS = (("rgba", "u8"), ("rgba", "u16"), ("rgba", "float-linear"), ("graya", "u8"))
ASKED = {
    "mask-by-words": {"words": "red", "edges": "soft", "feather": 9.0},
    "remove-background": {},
}
SELECTS = {"mask-by-words": "select-by-words", "remove-background": "select-subject"}


def run(rig):
    for kind, precision in KINDS:
        for short in ASKED if kind == "rgba" else ("remove-background",):
            _as_opaque(rig, short, f"{kind} {precision}", kind, precision)
    _as_opaque(rig, "remove-background", "visible", read_from="visible")
    _as_opaque(rig, "mask-by-words", "a layer beside the picture's corner", at=(-6, 5))
    _as_opaque(rig, "mask-by-words", "with an effect", effect="gegl:dropshadow")
    _as_opaque(rig, "remove-background", "with an effect", effect="gegl:dropshadow")
    _as_opaque(rig, "mask-by-words", "a group", is_grouped=True)
    _inverted(rig)


def _as_opaque(rig, short, name, *kind, effect="", is_grouped=False, at=(0, 0), **options):
    image, layer = _painted(rig, *kind, at=at)
    if effect:
        made = Gimp.DrawableFilter.new(layer, effect, "effect")
        layer.append_filter(made)
        made.update()
    if is_grouped:
        group = Gimp.GroupLayer.new(image, "group")
        image.insert_layer(group, None, 0)
        image.reorder_item(layer, group, 0)
        layer = group
    before = _seen(image)
    rig.check(f"{name}: the stroke is soft", len(set(before)) > 100, len(set(before)))
    options = {**ASKED[short], **options}
    shown = _selected(rig, short, image, layer, options)
    wanted = bytes(map(min, shown, before))
    soft = sum(0 < a < 255 and 0 < b < 255 for a, b in zip(shown, before, strict=True))
    rig.check(f"{name}: the mask is soft where the stroke is", soft > 500, soft)
    called = rig.call(short, image, layer, **options)
    rig.check(f"{name}: {short}", called.succeeded, called.error)
    _is_seen(rig, f"{name}: {short}", image, wanted)
    image.delete()


def _inverted(rig):
    """The surroundings of a stroke have nothing of it."""
    image, layer = _painted(rig)
    before = _seen(image)
    shown = _selected(rig, "mask-by-words", image, layer, ASKED["mask-by-words"])
    rig.call("mask-by-words", image, layer, **ASKED["mask-by-words"], invert=True)
    wanted = bytes(max(0, b - a) for a, b in zip(shown, before, strict=True))
    _is_seen(rig, "inverted", image, wanted)
    image.delete()


def _selected(rig, short, image, layer, options):
    """What is shown of the thing, as a selection."""
    called = rig.call(SELECTS[short], image, layer, **{"edges": "soft", **options})
    rig.check(f"{short}: selected", called.succeeded, called.error)
    shown = selection(image)
    Gimp.Selection.none(image)
    return shown


def _painted(rig, kind="rgba", precision="u8", at=(0, 0)):
    """An image with a stroke alone, soft at its rim and ever more opaque."""
    image, layer = rig.image(WIDE, HIGH, [], kind=kind, precision=precision, at=at)
    places = [(x, y) for y in range(HIGH) for x in range(WIDE)]
    data = b"".join(bytes((*RED, _airbrushed(x, y))) for x, y in places)
    buffer = layer.get_buffer()
    buffer.set(Gegl.Rectangle.new(0, 0, WIDE, HIGH), "R'G'B'A u8", data)
    buffer.flush()
    layer.update(0, 0, WIDE, HIGH)
    image.clean_all()
    return image, layer


def _airbrushed(x, y):
    """How opaque the stroke is there: more and more to the right, and soft at its rim."""
    away = math.hypot(x - min(max(x, 32), 88), y - 39.5)
    return round((130 + x) * min(1.0, max(0.0, (16 - away) / 8)))


def _is_seen(rig, name, image, wanted):
    off = max(abs(a - b) for a, b in zip(_seen(image), wanted, strict=True))
    rig.check(f"{name}: as opaque as it was shown", off <= LEVELS, off)
    rig.figure(f"{name}: levels off", off)


def _seen(image):
    """How opaque each pixel of the picture is, 0 to 255."""
    seen = Gimp.Layer.new_from_visible(image, image, "seen")
    data = pixels(seen, "R'G'B'A u8")[3::4]
    seen.delete()
    return data
