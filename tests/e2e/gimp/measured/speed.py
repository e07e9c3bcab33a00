"""How long a call takes, and its parts; for benchmarks/hosts.py."""

import time
from contextlib import contextmanager

from gi.repository import Gimp
from rig import RED

from frisket_gimp.canvas import reading, writing
from frisket_protocol.raster import Box, Mask, preview_scale

SIZES = {"1 MP": (1200, 900), "12 MP": (4000, 3000), "33 MP": (7680, 4320)}
TIMES = 7


def run(rig):
    for size, (width, height) in SIZES.items():
        box = (width // 4, height // 4, width // 2, height // 2)
        image, layer = rig.image(width, height, [(box, RED)])
        names = (
            "words to selection",
            "box to selection",
            "words to mask",
            "words, visible",
        )
        times = {name: [] for name in names}
        _call(rig, image, layer)  # the agent meets the picture
        for _ in range(TIMES):
            times["words to selection"].append(_call(rig, image, layer))
            image.select_rectangle(Gimp.ChannelOps.REPLACE, *box)
            began = time.perf_counter()
            called = rig.call("select-object", image, layer)
            times["box to selection"].append(1000 * (time.perf_counter() - began))
            rig.check("selects", called.succeeded, called.error)
            began = time.perf_counter()
            called = rig.call("mask-by-words", image, layer, words="red")
            times["words to mask"].append(1000 * (time.perf_counter() - began))
            rig.check("masks", called.succeeded, called.error)
            began = time.perf_counter()
            called = rig.call("select-by-words", image, words="red", read_from="visible")
            times["words, visible"].append(1000 * (time.perf_counter() - began))
            rig.check("finds what is visible", called.succeeded, called.error)
        for name, taken in times.items():
            rig.figure(f"{size}: {name}", taken)
        for name, taken in _parts(image, layer, Box(*box)).items():
            rig.figure(f"{size}: GIMP's own: {name}", taken)
        image.delete()
    image, layer = rig.image(64, 48)
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        rig.call("select-by-words", image, layer, words="")
        taken.append(1000 * (time.perf_counter() - began))
    rig.figure("GIMP's own: starting a plug-in that does nothing", taken)


def _call(rig, image, layer):
    began = time.perf_counter()
    called = rig.call("select-by-words", image, layer, words="red")
    taken = 1000 * (time.perf_counter() - began)
    rig.check("finds", called.count == 1, called.error)
    return taken


def _parts(image, layer, box):
    """Reading and writing, as in a call, each in a step of its own."""
    taken = {name: [] for name in ("preview", "crop", "selection")}
    width, height = layer.get_width(), layer.get_height()
    data = b"\xff" * int(box.width * box.height)
    for _ in range(TIMES):
        source = reading.LayerSource(layer)
        with _timed(taken["preview"]):
            source.read(Box(0, 0, width, height), preview_scale(width, height, 1024))
        with _timed(taken["crop"]):
            source.read(box, 1.0)
        with _timed(taken["selection"]), writing.one_step(image):
            writing.select(image, [Mask(box, data)], "replace")
    return taken


@contextmanager
def _timed(taken):
    began = time.perf_counter()
    yield
    taken.append(1000 * (time.perf_counter() - began))
