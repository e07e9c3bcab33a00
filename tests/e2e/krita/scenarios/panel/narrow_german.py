"""The narrow panel in German, whose words are longer, in Krita's light colours."""

import runpy
from pathlib import Path

BESIDE = ("narrow.py",)
SETTINGS = {"language": "de"}
SCREEN = (1366, 768)
THEME = "Krita bright"


def run(rig):
    yield from runpy.run_path(str(Path(__file__).with_name("narrow.py")))["run"](rig)
