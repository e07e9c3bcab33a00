"""Krita is killed in the middle of setting up, twice; a press goes on where it stopped."""

import json
import os
from pathlib import Path

from frisket_probe.panel import Panel

AGENT = ""
INSTALLS = False
UNPACKED = True
STARTS = 3
STOPS = {1: "fetch", 2: "install"}
PATIENCE = 120


def run(rig):
    panel = yield from Panel.shown(rig)
    yield from panel.until_light("stopped")
    text = rig.widget("frisket.setup_text").text()
    start = rig.widget("frisket.setup_start")
    rig.check("it is offered", start.isVisible() and start.text() == "Set up", start.text())
    rig.check("nothing counts as installed", not (data() / "environment").exists())
    had = whole()
    rig.heard(f"start {rig.start}: {text} {sorted(had)}")
    if rig.start > 1:
        rig.check("it says what is here", "are here already" in text, text)
        yield from rig.screen(f"start-{rig.start}")
    setting_up, kept = panel._desk.setting_up, []

    def looks():
        progress = setting_up.now.progress
        stage = progress.stage if progress else ""
        if stage == "install" and not kept:
            now = whole()
            kept.append([name for name, when in had.items() if now.get(name) == when])
        if stage == STOPS.get(rig.start) and (progress.done > 40_000_000 or stage == "install"):
            (rig.folder / f"killed-{rig.start}").write_text(json.dumps([progress.sentence]))
            next(rig.killed())

    setting_up.changed.connect(looks)
    panel.press("setup_start")
    yield from rig.until(lambda: panel.light == "running", PATIENCE)
    rig.equal("both times it was killed", len(list(rig.folder.glob("killed-*"))), 2)
    rig.check("most was there already", len(had) > 3, had)
    rig.equal("and was not fetched again", sorted(kept[0]), sorted(had))
    rig.check("it counts", (data() / "environment/frisket-installation.json").exists())
    rig.check("nothing half-done is left", not (data() / "environment.new").exists())


def whole():
    """The wheels that are here, and since when."""
    return {file.name: file.stat().st_mtime_ns for file in (data() / "setup").rglob("*.whl")}


def data():
    return Path(os.environ["HOME"]) / ".local/share/frisket"
