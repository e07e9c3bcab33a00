"""Makes the documentation's screenshots: the real editors, the classical engine.

python docs/make_screenshots.py [krita|gimp|panel|setup]

setup: Krita's docker while the agent is fetched. panel: the docker as narrow as it may be, in
several colours, languages and sizes.

Needs what tests/e2e/run needs.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import Any

from PIL import Image

HERE = Path(__file__).resolve().parent
E2E = HERE.parent / "tests/e2e"
WIDTH = 1200
EDITORS = ("krita", "gimp", "panel", "setup")
PANELS = ("narrow", "narrow_german", "narrow_scaled", "narrow_tall")
"""The scenarios in which Krita's docker is narrow."""
STATES = ("default", "found", "picking", "no-agent")
BOX = (528, 614)
"""The rows of the window between which the docker's box stands in that scenario."""
COLUMN = 270
"""Pixels at the right of the window, in those that Qt sees."""


def main() -> int:
    sys.path.insert(0, str(E2E))
    root = subprocess.check_output([E2E / "make_hosts.sh", "stable"], text=True).strip()
    output = HERE.parent / "build/e2e/pictures"
    output.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or EDITORS
    kinds = {"panel": panels, "setup": setting_up}
    return max(
        kinds[editor](Path(root), output) if editor in kinds else take(editor, Path(root), output)
        for editor in wanted
    )


def take(editor: str, root: Path, output: Path) -> int:
    """The pictures of one editor."""
    from outcome import Scenario

    driver = getattr(importlib.import_module(f"{editor}.host"), editor.capitalize())
    host = driver(root, output)
    host.prepare()
    for scenario in sorted((E2E / editor / "shown").glob("*.py")):
        outcome = host.run(Scenario.read(scenario))
        if not outcome.passed:
            print(outcome.problems, outcome.checks, file=sys.stderr)  # noqa: T201
            return 1
        for picture in sorted((output / scenario.stem).glob(f"{editor}-*.png")):
            taken = Image.open(picture).convert("RGB")
            taken.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
            taken.save(HERE / f"{picture.stem}.jpg", quality=88)
    return 0


def panels(root: Path, output: Path) -> int:
    """The docker in each of its states, side by side; a picture for each scenario."""
    from krita.host import Krita

    host = Krita(root, output)
    host.prepare()
    failed = 0
    for scenario in host.scenarios():
        if scenario.name in PANELS:
            outcome = host.run(scenario)
            failed |= not outcome.passed
            columns = [_column(output / scenario.name / f"{one}.png", scenario) for one in STATES]
            strip = Image.new("RGB", (sum(one.width for one in columns), columns[0].height))
            for number, column in enumerate(columns):
                strip.paste(column, (number * column.width, 0))
            strip.save(HERE / f"krita-panel-{scenario.name}.png", optimize=True)
    return int(failed)


def setting_up(root: Path, output: Path) -> int:
    """The docker while what it needs is fetched; that is no place with a path or an address."""
    from krita.host import Krita

    host = Krita(root, output)
    host.prepare()
    scenario = next(one for one in host.scenarios() if one.name == "setting_up")
    outcome = host.run(scenario)
    column = _column(output / scenario.name / "fetching.png", scenario)
    column.crop((0, BOX[0], COLUMN, BOX[1])).save(HERE / "krita-setup.png", optimize=True)
    return int(not outcome.passed)


def _column(file: Path, scenario: Any) -> Image.Image:
    """What is at the right of the window, docker and all."""
    shown = Image.open(file).convert("RGB")
    if scenario.scale != 1:
        shown = shown.resize(scenario.screen, Image.Resampling.LANCZOS)
    return shown.crop((shown.width - COLUMN, 0, shown.width, shown.height))


if __name__ == "__main__":
    raise SystemExit(main())
