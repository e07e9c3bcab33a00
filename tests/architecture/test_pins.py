"""The versions that are tested with: bounded as dependencies, pinned once, for uv."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PINS: list[str] = PROJECT["tool"]["uv"]["constraint-dependencies"]


def test_every_direct_dependency_is_pinned() -> None:
    project = PROJECT["project"]
    direct = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=\[ ]", entry)[0] for entry in direct}
    assert names <= {pin.partition("==")[0] for pin in PINS}


def test_pins_stand_in_the_order_of_their_names() -> None:
    names = [pin.partition("==")[0] for pin in PINS]
    assert names == sorted(names)


def test_no_pin_names_a_place() -> None:
    assert not [pin for pin in PINS if "/" in pin or "@" in pin]
