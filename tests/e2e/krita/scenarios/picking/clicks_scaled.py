"""The same clicks on a screen where Qt makes more than one pixel of each (HiDPI)."""

import runpy
from pathlib import Path

BESIDE = ("clicks.py",)
SCALE = 1.5
ALLOWED = (r'SAFE ASSERT .*"shape" in file .*kis_node_manager',)
"""Krita's own, on a busy machine, when it opens a picture."""


def run(rig):
    scale = rig.window.devicePixelRatioF()
    rig.check("the screen is scaled", scale == SCALE, scale)
    yield from runpy.run_path(str(Path(__file__).with_name("clicks.py")))["run"](rig)
