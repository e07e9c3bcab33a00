"""Makes the documentation's screenshots: the real editors, the classical engine.

python docs/make_screenshots.py [krita|gimp]

Needs what tests/e2e/run needs.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
E2E = HERE.parent / "tests/e2e"
WIDTH = 1200
EDITORS = ("krita", "gimp")


def main() -> int:
    sys.path.insert(0, str(E2E))
    root = subprocess.check_output([E2E / "make_hosts.sh", "stable"], text=True).strip()
    output = HERE.parent / "build/e2e/pictures"
    output.mkdir(parents=True, exist_ok=True)
    return max(take(editor, Path(root), output) for editor in sys.argv[1:] or EDITORS)


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


if __name__ == "__main__":
    raise SystemExit(main())
