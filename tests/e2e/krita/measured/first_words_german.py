"""The same in German, in Krita's light colours: for its pictures."""

import runpy
from pathlib import Path

AGENT = ""
INSTALLS = False
UNPACKED = True
LIMIT = 1800
BESIDE = ("first_words.py",)
SETTINGS = {"language": "de"}
THEME = "Krita bright"


def run(rig):
    yield from runpy.run_path(str(Path(__file__).with_name("first_words.py")))["run"](rig)
