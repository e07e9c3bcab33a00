"""The narrow panel on a larger screen, in the height that Krita gives it there."""

import runpy
from pathlib import Path

BESIDE = ("narrow.py",)


def run(rig):
    yield from runpy.run_path(str(Path(__file__).with_name("narrow.py")))["run"](rig)
