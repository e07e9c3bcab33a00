"""How long frisket itself takes in the real Krita: models that take no time answer.

    python benchmarks/krita_host.py [stable|next|qt6]

Click → overlay: from the mouse button on the canvas until the overlay has the mask, once prepared.
Run → selection: from the click on Run until the document has the selection, one undo step.
"window still" is the longest time that Krita's main loop was away meanwhile.
Medians, smallest and largest; milliseconds. The goals: 100 a click, 600 from Run at 4K.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
E2E = ROOT / "tests/e2e"


def main() -> int:
    kind = sys.argv[1] if len(sys.argv) > 1 else "stable"
    sys.path.insert(0, str(E2E))
    from krita.host import Krita  # type: ignore[import-not-found]
    from outcome import Scenario  # type: ignore[import-not-found]

    root = subprocess.check_output([E2E / "make_hosts.sh", kind], text=True).strip()
    output = ROOT / "build/e2e" / f"krita-{kind}"
    output.mkdir(parents=True, exist_ok=True)
    krita = Krita(Path(root), output)
    version = krita.prepare()
    outcome = krita.run(Scenario.read(E2E / "krita/measured/speed.py"))
    if not outcome.passed:
        print("\n".join(outcome.problems) or "it did not come to its end", file=sys.stderr)
        return 1
    load = os.getloadavg()[0]
    print(f"{version}, {os.cpu_count()} processors, load {load:.1f} at the end; milliseconds")
    for name, taken in outcome.figures.items():
        print(
            f"  {name:28} median {statistics.median(taken):7.1f}   "
            f"{min(taken):7.1f} to {max(taken):7.1f}   of {len(taken)}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
