"""The versions that are tested with: bounded in pyproject.toml, pinned in constraints.txt."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS = [
    line
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def test_uv_takes_the_pins_of_the_constraints_file() -> None:
    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == PINS


def test_every_direct_dependency_is_pinned() -> None:
    project = PROJECT["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[ ]", entry)[0] for entry in direct}
    assert names <= {pin.partition("==")[0] for pin in PINS}


def test_no_pin_names_a_place() -> None:
    assert not [pin for pin in PINS if "/" in pin or "@" in pin]
