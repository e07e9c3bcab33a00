"""What is visible is read smaller and in parts, the same as a copy of the whole would show it."""

import time

from gi.repository import Gimp
from rig import BLUE, GREEN, PRECISIONS, RED, mask, paint, selection, set_selection

from frisket_gimp.canvas import reading, seeing
from frisket_protocol.raster import Box, preview_scale

WIDE, HIGH = 1600, 1200
PART = Box(300, 200, 1100, 900)


def run(rig):
    kinds = [(kind, precision) for kind in ("rgba", "gray") for precision in PRECISIONS]
    for kind, precision in [*kinds, ("rgb", "u8"), ("indexed", "u8"), ("profile", "u16")]:
        _same(rig, kind, precision)
    for size in ((640, 480), (3001, 2003), (1200, 2400), (2600, 200), (1, 1)):
        _sizes(rig, *size)
    _many_layers(rig)
    _large(rig)


def _same(rig, kind, precision):
    name = f"{kind} {precision}"
    plain = "rgba" if kind == "profile" else kind
    patches = [((100, 100, 700, 600), RED), ((500, 300, 900, 1000), (200, 60, 30))]
    image, _ = rig.image(WIDE, HIGH, patches, kind=plain, precision=precision)
    if kind == "profile":
        profile, intent = Gimp.ColorProfile.new_rgb_adobe(), Gimp.ColorRenderingIntent.PERCEPTUAL
        image.convert_color_profile(profile, intent, False)
    image.clean_all()
    _compare(rig, name, image)
    _copies_nothing(rig, name, image)
    image.delete()


def _copies_nothing(rig, name, image):
    """The preview is GIMP's thumbnail, whose pixels are understood."""
    copies, whole = [], seeing.VisibleSource._whole
    seeing.VisibleSource._whole = lambda self, *asked: copies.append(asked)
    try:
        with seeing.visible(image) as source:
            source.read(Box(0, 0, WIDE, HIGH), preview_scale(WIDE, HIGH, 1024))
    finally:
        seeing.VisibleSource._whole = whole
    rig.equal(f"{name}: the preview is no copy", copies, [])


def _sizes(rig, width, height):
    image, _ = rig.image(width, height, [((0, 0, width // 2, height // 3), RED)])
    _compare(rig, f"{width} × {height}", image)
    image.delete()


def _many_layers(rig):
    image, layer = rig.image(WIDE, HIGH, [((100, 100, 700, 600), RED)])
    layer.set_lock_content(True)
    layer.set_lock_position(True)
    top = Gimp.Layer.new(image, "top", WIDE, HIGH, 1, 60, Gimp.LayerMode.MULTIPLY)
    image.insert_layer(top, None, 0)
    top.set_offsets(-301, -77)
    paint(top, (0, 0, WIDE, HIGH), GREEN, 140)
    group = Gimp.GroupLayer.new(image, "through")
    image.insert_layer(group, None, 0)
    group.set_mode(Gimp.LayerMode.PASS_THROUGH)
    child = Gimp.Layer.new(image, "child", 500, 500, 1, 80, Gimp.LayerMode.DIFFERENCE)
    image.insert_layer(child, group, 0)
    child.set_offsets(400, 300)
    paint(child, (0, 0, 500, 500), BLUE)
    blur = Gimp.DrawableFilter.new(child, "gegl:gaussian-blur", "blur")
    blur.get_config().set_property("std-dev-x", 20.0)
    child.append_filter(blur)
    blur.update()
    given = mask(WIDE, HIGH, (5, 5, 90, 80), value=99)
    set_selection(image, given)
    image.clean_all()
    _compare(rig, "many layers", image)
    rig.equal("the selection is as it was", selection(image), given)
    rig.equal("and the layers are", len(image.get_layers()), 3)


def _compare(rig, name, image):
    """The whole at a preview's scale and a part, against a copy of what is visible."""
    copy = Gimp.Layer.new_from_visible(image, image, "whole")
    wanted = reading.DrawableSource(copy, (0, 0))
    whole, images = Box(0, 0, *wanted.size), len(Gimp.get_images())
    part = PART if wanted.size == (WIDE, HIGH) else Box(0, 0, *[side // 2 for side in wanted.size])
    with seeing.visible(image) as source:
        for kind, box, scale in (
            ("preview", whole, preview_scale(*wanted.size, 1024)),
            ("small preview", whole, preview_scale(*wanted.size, 700)),
            ("part", part, 1.0),
        ):
            if box.is_empty:
                continue
            here, there = source.read(box, scale), wanted.read(box, scale)
            rig.equal(f"{name}, {kind}: place", (here.size, here.frame), (there.size, there.frame))
            off = max(abs(one - other) for one, other in zip(here.data, there.data, strict=True))
            rig.check(f"{name}, {kind}: pixels", off <= (0 if scale == 1 else 8), off)
        rig.equal(f"{name}: nothing is left meanwhile", len(Gimp.get_images()), images)
    copy.delete()
    rig.check(f"{name}: not dirty", not image.is_dirty())


def _large(rig):
    """A click's preview of an 8K picture and the crop for a fine edge, without a whole copy."""
    copies = []
    seeing.VisibleSource._whole = lambda self, box, scale: copies.append(box)
    for precision in ("u8", "u16"):
        image, _ = rig.image(7680, 4320, [((1000, 1000, 3000, 2500), RED)], precision=precision)
        image.get_thumbnail_data(64, 36)  # GIMP has drawn it, as it has when a person sees it
        with seeing.visible(image) as source:
            for name, box, scale in (
                ("preview", Box(0, 0, 7680, 4320), 7.5),
                ("crop", Box(900, 900, 3100, 2600), 1.0),
                ("another crop", Box(3900, 900, 6100, 2600), 1.0),
            ):
                began = time.perf_counter()
                raster = source.read(box, scale)
                rig.figure(f"8K {precision}: {name}", round(1000 * (time.perf_counter() - began)))
                rig.check(f"8K {precision}: {name}", raster.width < 2500)
        began = time.perf_counter()
        copy = Gimp.Layer.new_from_visible(image, image, "whole")
        reading.DrawableSource(copy, (0, 0)).read(Box(0, 0, 7680, 4320), 7.5)
        rig.figure(f"8K {precision}: by a copy", round(1000 * (time.perf_counter() - began)))
        copy.delete()
        by_layer = rig.call("select-by-words", image, *image.get_layers(), words="red")
        called = rig.call("select-by-words", image, words="red", read_from="visible")
        rig.check(f"8K {precision}: selects", called.count == 1, called.error)
        rig.equal(f"8K {precision}: as the layer does", called.boxes, by_layer.boxes)
        image.delete()
    rig.equal("nothing was copied whole", copies, [])
