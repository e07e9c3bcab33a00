"""8K: a preview answers a click, a crop makes the fine edge, and nothing is read whole."""

import time

from gi.repository import Gimp
from rig import RED, selection

from frisket_gimp import guard
from frisket_gimp.asking.wishes import Wish
from frisket_gimp.canvas import reading, seeing
from frisket_gimp.picking import questions
from frisket_gimp.picking.marks import Words
from frisket_gimp.picking.session import Session
from frisket_plugin import agent, settings
from frisket_plugin.options import Options
from frisket_protocol.raster import Point
from frisket_protocol.watch import Watch

WIDE, HIGH = 7680, 4320
THING = (3000, 1500, 3600, 2100)


def run(rig):
    image, layer = rig.image(WIDE, HIGH, [(THING, RED)])
    with agent.connect(settings.load("gimp"), guard.SOFTWARE) as client:
        _ask(rig, client, "layer", reading.LayerSource(layer))
        with seeing.visible(image) as source:
            _ask(rig, client, "visible", source)
    for read_from in ("layer", "visible"):
        Gimp.Selection.none(image)
        image.clean_all()
        called = rig.call("select-by-words", image, layer, words="red", read_from=read_from)
        rig.check(f"{read_from}: words", called.succeeded and called.count == 1, called.error)
        middle = selection(image)[1800 * WIDE + 3300]
        rig.equal(f"{read_from}: its middle is selected", middle, 255)
    rig.equal("no image is left behind", len(Gimp.get_images()), 1)


def _ask(rig, client, name, source):
    """As the window does: look ahead, a click, words; then Apply."""
    spied = Spy(source)
    seen = questions.preview(spied)
    began = time.perf_counter()
    questions.prepare(client, Watch(), seen, "automatic")
    rig.figure(f"{name}: looking ahead", round(1000 * (time.perf_counter() - began)))
    session = Session()
    for step in (Point(3300, 1800), Words("red")):
        session.mark(step)
        began = time.perf_counter()
        answers = questions.quick(client, Watch(), seen, session.unasked, Options())
        session.found(answers.outcomes)
        rig.figure(f"{name}: {type(step).__name__}", round(1000 * (time.perf_counter() - began)))
    rig.equal(f"{name}: two objects", len(session.things), 2)
    rig.check(f"{name}: previews only", max(spied.pixels) <= 1024 * 576, spied.pixels)
    spied.pixels.clear()
    session.tick(session.things[0].key, False)
    began = time.perf_counter()
    wish = Wish("interactive", "selection", Options())
    applied = questions.exact(client, Watch(), spied, session, wish)
    rig.figure(f"{name}: Apply", round(1000 * (time.perf_counter() - began)))
    rig.check(f"{name}: the object itself", applied.joined is not None)
    rig.check(f"{name}: its crop only", max(spied.pixels) < 1_000_000, spied.pixels)


class Spy:
    """A source that remembers how many pixels were read each time."""

    def __init__(self, source):
        self._source = source
        self.size = source.size
        self.pixels = []

    def read(self, box, scale):
        raster = self._source.read(box, scale)
        self.pixels.append(raster.width * raster.height)
        return raster
