"""From click to overlay, and from Run to selection, at 4K and 8K, with models that take no time."""

import time
from functools import partial

from frisket_probe.gaps import Gaps
from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore, QtTest
from frisket_probe.rig import RED

SIZES = {"4K": (3840, 2160), "8K": (7680, 4320)}
RUNS, CLICKS = 9, 15


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    gaps = Gaps()
    for name, (width, height) in SIZES.items():
        box = (width // 3, height // 3, width // 2, height // 2)
        document = yield from rig.document(width, height, [(box, RED)])
        yield 2000
        yield from runs(rig, panel, document, name, gaps)
        yield from clicks(rig, panel, document, name, gaps)
        rig.check(f"{name}: measured", True)
        document.setModified(False)
        document.close()
        yield 500


def runs(rig, panel, document, name, gaps):
    """From the click on Run until the document has its selection, as one undo step."""
    taken, frozen = [], []
    panel.words("red")
    panel.choose(output="selection", mode="replace")
    for _ in range(RUNS):
        rig.app.action("deselect").trigger()
        document.waitForDone()
        yield 300
        gaps.take()
        began = time.perf_counter()
        panel.press_run()
        yield lambda: document.selection() is not None and panel.is_idle()
        taken.append(round((time.perf_counter() - began) * 1000, 1))
        frozen.append(gaps.take()[0])
    rig.figure(f"{name}: Run to selection", taken)
    rig.figure(f"{name}: window still, Run", frozen)


def has_changed(overlay, before):
    """Whether the overlay shows another mask."""
    return overlay.masks and [image for _, image in overlay.masks] != before


def clicks(rig, panel, document, name, gaps):
    """From the release of the button until the overlay has the mask of that click."""
    taken, frozen = [], []
    yield from panel.pick(True)
    # The embedding is prepared when picking is switched on: that is not a click's time.
    yield panel.is_idle
    yield 500
    canvas = rig.canvas()
    middle = canvas.rect().center()
    for number in range(CLICKS):
        overlay = panel.overlay()
        before = [image for _, image in overlay.masks]
        place = middle + QtCore.QPoint(4 * number - 30, 2 * number - 15)
        gaps.take()
        began = time.perf_counter()
        QtTest.QTest.mouseClick(
            canvas, QtCore.Qt.MouseButton.LeftButton, QtCore.Qt.KeyboardModifier.NoModifier, place
        )
        yield partial(has_changed, overlay, before)
        taken.append(round((time.perf_counter() - began) * 1000, 1))
        frozen.append(gaps.take()[0])
        yield 100
    yield from panel.pick(False)
    rig.figure(f"{name}: click to overlay", taken)
    rig.figure(f"{name}: window still, click", frozen)
