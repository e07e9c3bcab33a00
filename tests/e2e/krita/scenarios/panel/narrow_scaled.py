"""The narrow panel on a screen where Qt makes two pixels of each (HiDPI)."""

import runpy
from pathlib import Path

BESIDE = ("narrow.py",)
SCALE = 2
SCREEN = (1366, 768)


def run(rig):
    scale = rig.window.devicePixelRatioF()
    rig.check("the screen is scaled", scale == SCALE, scale)
    yield from runpy.run_path(str(Path(__file__).with_name("narrow.py")))["run"](rig)
