"""A real photograph and the classical engine, which needs no model: a box becomes a flower."""

from gi.repository import Gimp
from rig import selection, values

AGENT = "classic"
BOX = (164, 78, 452, 372)


def run(rig):
    image, layer = rig.photograph()
    wide = image.get_width()
    x0, y0, x1, y1 = BOX
    image.select_rectangle(Gimp.ChannelOps.REPLACE, x0, y0, x1 - x0, y1 - y0)
    called = rig.call("select-object", image, layer)
    rig.check("selects", called.succeeded and called.count == 1, called.error)
    found = selection(image)
    share = sum(found) / 255 / ((x1 - x0) * (y1 - y0))
    rig.check("a flower fills its box in part", 0.4 < share < 0.9, share)
    rig.check("its middle", found[225 * wide + 308] == 255)
    rig.check("not the box's corners", found[(y0 + 2) * wide + x0 + 2] == 0)
    called = rig.call("refine-selection", image, layer)
    rig.check("refines", called.succeeded, called.error)
    refined = selection(image)
    soft = sum(0 < value < 255 for value in refined)
    rig.check("a soft edge", soft > sum(0 < value < 255 for value in found), soft)
    rig.check("of the same thing", abs(sum(refined) / sum(found) - 1) < 0.1)
    Gimp.Selection.none(image)
    called = rig.call("remove-background", image, layer)
    rig.check("removes the background", called.succeeded and called.count == 1, called.error)
    cut = values(image.get_layers()[0].get_mask())
    rig.check("of the flower", cut[225 * wide + 308] > 200 and cut[0] < 50)
    called = rig.call("select-by-words", image, layer, words="flower")
    rig.check("words need a model", called.failed and "gimp.log" in called.error, called.error)
