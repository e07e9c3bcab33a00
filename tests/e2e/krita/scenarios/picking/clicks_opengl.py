"""The same clicks on the OpenGL canvas, which is another widget."""

import runpy
from pathlib import Path

CANVAS = "opengl"
BESIDE = ("clicks.py",)
ALLOWED = (r'SAFE ASSERT .*"shape" in file .*kis_node_manager',)
"""Krita's own, on a busy machine, when it opens a picture."""


def run(rig):
    yield from runpy.run_path(str(Path(__file__).with_name("clicks.py")))["run"](rig)
