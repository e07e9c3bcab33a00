"""From nothing to the first words: Set up, Get with PyTorch, and the mask, all by the mouse."""

import json
import os
import time
from pathlib import Path

from frisket_probe.panel import Panel
from frisket_probe.qt import QtCore
from frisket_probe.seen import gray, overlap

AGENT = ""
INSTALLS = False
UNPACKED = True
LIMIT = 1800
PATIENCE = 1500


def run(rig):
    os.environ["HF_ENDPOINT"] = yield from rig.agent("open_hub")
    drawn = rig.folder / "scene"
    yield from rig.agent("draw", name="scene", seed=9_007_001)
    things = json.loads((drawn / "things.json").read_text("utf-8"))
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("stopped")
    yield from rig.screen("0-offered")

    begun = time.monotonic()
    yield from press(rig, "setup_start")
    yield from until(lambda: panel.light == "running")
    rig.figure("seconds of Set up", str(round(time.monotonic() - begun)))
    rig.figure("MB on the disk after it", str(round(size(data()) / 1e6)))
    yield from press(rig, "tip_dismiss")
    document = yield from rig.open(drawn / "picture.png")
    panel.choose(output="selection", read_from="visible", prompt_from="words")
    yield from press(rig, "words")
    yield from rig.xdotool("type", things[0])
    yield from rig.xdotool("key", "Return")
    begun = time.monotonic()
    yield from until(lambda: rig.widget("frisket.getting_get").isVisible())
    rig.figure("seconds until it is offered", str(round(time.monotonic() - begun)))
    rig.figure("what is offered", rig.widget("frisket.getting_text").text())
    yield 1000
    yield from rig.screen("1-get")
    yield from got(rig, panel, document, gray(drawn / "0.png"))


def got(rig, panel, document, truth):
    """Every stage: what it said first and last, how long it took, and a picture of it."""
    getting, text = panel._desk.models.getting, rig.widget("frisket.getting_text")
    began, said = {}, {}

    def looks():
        progress = getting.progress
        if progress is None:
            return
        if progress.stage not in began:
            began[progress.stage] = time.monotonic()
            QtCore.QTimer.singleShot(1500, lambda: rig.shot(f"2-{progress.stage}"))
        said.setdefault(progress.stage, set()).add(text.text())

    panel._desk.models.changed.connect(looks)
    begun = time.monotonic()
    yield from press(rig, "getting_get")
    yield from until(lambda: getting.state in ("done", "failed", "cancelled"))
    ended = time.monotonic()
    ends = [*list(began.values())[1:], ended]
    for (stage, since), end in zip(began.items(), ends, strict=True):
        rig.figure(f"seconds of {stage}", str(round(end - since)))
        rig.heard(f"{stage}: {sorted(said[stage])[:1]} … {sorted(said[stage])[-1:]}")
    rig.figure("seconds of Get", str(round(ended - begun)))
    rig.figure("what is said then", text.text())
    yield from rig.screen("3-done")
    yield from until(lambda: rig.selection(document) is not None or getting.state != "done", 120)
    yield panel.is_idle
    rig.figure("seconds from Get to the mask", str(round(time.monotonic() - begun)))
    rig.figure("MB on the disk", str(round(size(data()) / 1e6)))
    found = rig.selection(document) or bytes(len(truth))
    rig.check("the mask is right", overlap(found, truth) > 0.8, f"{overlap(found, truth):.3f}")
    yield from rig.screen("4-mask")


def press(rig, name):
    widget = rig.widget(f"frisket.{name}")
    yield widget.isVisible
    yield 200
    point = widget.mapToGlobal(widget.rect().center())
    yield from rig.xdotool("mousemove", point.x(), point.y(), "click", 1)
    yield 100


def until(condition, patience=PATIENCE):
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end:
        yield 50


def data():
    return Path(os.environ["HOME"]) / ".local/share/frisket"


def size(folder):
    files = {one.st_ino: one.st_size for one in map(os.lstat, folder.rglob("*"))}
    return sum(files.values())
