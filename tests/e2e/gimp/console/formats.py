"""Soft values stay exactly what they are, in every precision and kind of image, in every output."""

from gi.repository import Gimp
from rig import PRECISIONS, selection, set_selection, values

from frisket_gimp.canvas import writing
from frisket_protocol.raster import Box, Mask

SOFT = (0, 1, 55, 127, 128, 129, 188, 254, 255)
WIDE, HIGH = 64, 48
BOX = Box(10, 12, 10 + len(SOFT), 14)


def run(rig):
    mask = Mask(BOX, bytes(SOFT) + bytes(reversed(SOFT)))
    whole = bytearray(WIDE * HIGH)
    for row in range(2):
        start = (12 + row) * WIDE + 10
        whole[start : start + len(SOFT)] = mask.data[row * len(SOFT) :][: len(SOFT)]
    whole = bytes(whole)
    kinds = [(kind, precision) for kind in ("rgba", "gray") for precision in PRECISIONS]
    kinds += [("rgb", "u8"), ("graya", "u16"), ("indexed", "u8"), ("profile", "u8")]
    for kind, precision in kinds:
        name = f"{kind} {precision}"
        image, layer = rig.image(
            WIDE, HIGH, kind="rgba" if kind == "profile" else kind, precision=precision
        )
        if kind == "profile":
            image.convert_color_profile(
                Gimp.ColorProfile.new_rgb_adobe(), Gimp.ColorRenderingIntent.PERCEPTUAL, False
            )
        with writing.one_step(image):
            writing.select(image, [mask], "replace")
        rig.equal(f"{name}: selection", selection(image), whole)
        called = rig.call("select-object", image, layer, selection_as="rough")
        rig.check(f"{name}: selects what is selected", called.succeeded, called.error)
        rig.equal(f"{name}: selection read and written", selection(image), whole)
        Gimp.Selection.none(image)
        with writing.one_step(image):
            writing.mask_layer(layer, mask, "replace")
        rig.equal(f"{name}: layer mask", values(layer.get_mask()), whole)
        with writing.one_step(image):
            writing.add_channels(image, [mask], ["soft"])
        (channel,) = image.get_channels()
        rig.equal(f"{name}: channel", values(channel), whole)
        image.select_item(Gimp.ChannelOps.REPLACE, channel)
        rig.equal(f"{name}: channel as selection", selection(image), whole)
        image.select_item(Gimp.ChannelOps.REPLACE, layer.get_mask())
        rig.equal(f"{name}: mask as selection", selection(image), whole)
        set_selection(image, whole)
        rig.equal(f"{name}: against a selection of the test's own", selection(image), whole)
        image.delete()
