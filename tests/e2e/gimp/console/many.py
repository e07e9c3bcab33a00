"""Hundreds of objects: each is found, and their pixels come in a time that a person waits for."""

import time

from rig import RED, selection

WIDE, HIGH, STEP = 1600, 1200, 40


def run(rig):
    places = [(x, y) for y in range(4, HIGH, STEP) for x in range(4, WIDE, STEP)]
    _found(rig, places[:300], "select-by-words", lambda image: selection(image).count(255))
    _found(rig, places[:1000], "select-by-words", lambda image: selection(image).count(255))


def _found(rig, places, short, area):
    image, layer = rig.image(WIDE, HIGH, [((x, y, x + 24, y + 24), RED) for x, y in places])
    before = time.perf_counter()
    called = rig.call(short, image, layer, words="red")
    seconds = time.perf_counter() - before
    rig.figures[f"seconds for {len(places)} objects"] = round(seconds, 2)
    rig.check(f"{len(places)} objects: no error", called.succeeded, called.error)
    rig.equal(f"{len(places)} objects", called.count, len(places))
    share = area(image) / (24 * 24 * len(places))
    rig.check("all of each, but for its edge", share > 0.85, share)
    image.delete()
