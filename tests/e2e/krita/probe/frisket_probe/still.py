"""How long Krita's window stands still during a job, a selection present.

A timer of 1 ms tells how long the main loop was ever away. Who had it then is found in a run of its
own, in which every call is timed: one line for each job.
"""

import time

from krita import Selection

from .gaps import Gaps
from .panel import Panel
from .rig import RED

JOBS = {
    "words to selection": {"output": "selection", "prompt_from": "words"},
    "words added to it": {"output": "selection", "prompt_from": "words", "mode": "add"},
    "selection refined": {"output": "selection", "prompt_from": "words"},
    "selection as a rough mask": {"output": "selection", "prompt_from": "rough"},
    "selection as a box": {"output": "selection", "prompt_from": "box"},
    "words to mask": {"output": "mask", "prompt_from": "words"},
    "words to cut-out": {"output": "cutout", "prompt_from": "words"},
    "words to objects": {"output": "objects", "prompt_from": "words"},
    "words to stored": {"output": "stored", "prompt_from": "words"},
}


REFINED = "selection refined"
"""By its action, on a box of half of the picture; for the other jobs everything is selected."""
PATIENCE = 600
"""Seconds that one job may take."""
HALF = (0.1, 0.1, 0.8, 0.8)


def every_job(rig, width, height, runs):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("running")
    gaps = Gaps()
    patches = [
        (part(width, height, 0.15, 0.1, 0.7, 0.6), RED),
        (part(width, height, 0.75, 0.7, 0.9, 0.9), RED),
    ]
    document = yield from rig.document(width, height, patches)
    yield 3000
    for job, how in JOBS.items():
        yield from measure(rig, panel, document, job, how, runs, gaps)
    rig.check("measured", True)
    document.setModified(False)
    document.close()
    yield 1000


def part(width, height, left, top, right, bottom):
    return round(width * left), round(height * top), round(width * right), round(height * bottom)


def measure(rig, panel, document, name, how, runs, gaps):
    """From the click on Run until all is written, and the longest stand-still meanwhile."""
    panel.words("red")
    panel.choose(**{"mode": "replace", **how})
    taken, still, busy = [], [], []
    for number in range(runs + 1):
        yield from prepared(rig, document, name == REFINED)
        # Looking for them takes longer than Krita's own steps.
        button, action = rig.widget("frisket.run"), rig.app.action("frisket_refine")
        yield 20
        gaps.take()
        if number == runs:
            gaps.blame(True)
        began = time.perf_counter()
        action.trigger() if name == REFINED else button.click()
        yield from until_idle(panel)
        lasted = round((time.perf_counter() - began) * 1000, 1)
        yield 300  # Krita draws what is new
        if number < runs:
            taken.append(lasted)
            longest, busiest = gaps.take()
            still.append(longest)
            busy.append(busiest)
        else:
            gaps.blame(False)
            longest, _ = gaps.take()
            rig.figure(f"{name}: who", f"{longest}: {gaps.blamed()}; said: {panel.message}")
        yield from undone(rig, document)
    rig.figure(f"{name}: taken", taken)
    rig.figure(f"{name}: window still", still)
    rig.figure(f"{name}: of which worked", busy)


def until_idle(panel):
    """Longer than anything else is waited for: Krita takes minutes for a very large selection."""
    until = time.monotonic() + PATIENCE
    while not panel.is_idle() and time.monotonic() < until:
        yield 1


def prepared(rig, document, is_refined):
    """A selection as a person has it."""
    if is_refined:
        box = part(document.width(), document.height(), *HALF)
        selection = Selection()
        selection.select(box[0], box[1], box[2] - box[0], box[3] - box[1], 255)
        document.setSelection(selection)
    elif document.selection() is None or document.selection().width() < document.width():
        rig.app.action("select_all").trigger()
    document.waitForDone()
    yield 400


def undone(rig, document):
    """The picture as it was before."""
    rig.app.action("edit_undo").trigger()
    document.waitForDone()
    yield 400
    document.waitForDone()
    yield 400
