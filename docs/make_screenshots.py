"""Makes the documentation's screenshots: the real Krita, the classical engine, a photograph.

python docs/make_screenshots.py

Needs what tests/e2e/run needs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
E2E = HERE.parent / "tests/e2e"
WIDTH = 1200


def main() -> int:
    sys.path.insert(0, str(E2E))
    from krita.host import Krita
    from outcome import Scenario

    root = subprocess.check_output([E2E / "make_hosts.sh", "stable"], text=True).strip()
    output = HERE.parent / "build/e2e/pictures"
    output.mkdir(parents=True, exist_ok=True)
    krita = Krita(Path(root), output)
    krita.prepare()
    outcome = krita.run(Scenario.read(E2E / "krita/shown/pictures.py"))
    if not outcome.passed:
        print(outcome.problems, outcome.checks, file=sys.stderr)  # noqa: T201
        return 1
    for picture in sorted((output / "pictures").glob("krita-*.png")):
        taken = Image.open(picture).convert("RGB")
        taken.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
        taken.save(HERE / f"{picture.stem}.jpg", quality=88)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
