"""How long frisket itself takes in the real GIMP: models that take no time answer.

    python benchmarks/gimp_host.py [stable|next]

From a script's call of a procedure until the image has the selection or the mask, one undo step:
the process that GIMP starts for each call, reading, the agent, writing. "GIMP's own" are parts of
that, measured alone: starting a plug-in, reading the preview and a crop, writing a selection.
Medians, smallest and largest; milliseconds.
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
    from gimp.host import Gimp  # type: ignore[import-not-found]
    from outcome import Scenario  # type: ignore[import-not-found]

    root = subprocess.check_output([E2E / "make_hosts.sh", kind], text=True).strip()
    output = ROOT / "build/e2e" / f"gimp-{kind}"
    output.mkdir(parents=True, exist_ok=True)
    gimp = Gimp(Path(root), output)
    version = gimp.prepare()
    outcome = gimp.run(Scenario.read(E2E / "gimp/measured/speed.py"))
    if not outcome.passed:
        print("\n".join(outcome.problems) or "a check failed", file=sys.stderr)
        return 1
    load = os.getloadavg()[0]
    print(f"{version}, {os.cpu_count()} processors, load {load:.1f} at the end; milliseconds")
    for name, taken in outcome.figures.items():
        print(
            f"  {name:50} median {statistics.median(taken):7.1f}   "
            f"{min(taken):7.1f} to {max(taken):7.1f}   of {len(taken)}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
