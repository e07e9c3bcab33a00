"""How long frisket itself takes in the real programs: models that take no time answer.

    python benchmarks/hosts.py krita [stable|next|qt6] [speed|still_24|still_192|first_words]
    python benchmarks/hosts.py gimp [stable|next]

Krita: click → overlay, from the mouse button on the canvas until the overlay has the mask, once
prepared; Run → selection, from the click on Run until the document has the selection, one undo
step. "window still" is the longest time that Krita's main loop was away meanwhile. The goals: 100 a
click, 600 from Run at 4K.

Krita, still_24 and still_192: every kind of job on pictures of 24 and 192 megapixels with a
selection present: how long it took; the longest time that the window stood still, and for how much
of that its thread worked, which other programs do not lengthen; and, from one run more in which
each call is timed, the calls that had the window then. The goal: no stand-still over 50.

Krita, first_words and first_words_german: from an empty home to the mask of the first words, by the
mouse; seconds. It fetches PyTorch, some 3 GB, and takes ten minutes.

GIMP: from a script's call of a procedure until the image has the selection or the mask, one undo
step: the process that GIMP starts for each call, reading, the agent, writing. "GIMP's own" are
parts of that, measured alone: starting a plug-in, reading the preview and a crop, writing.

Medians, smallest and largest; milliseconds. Needs root, as the end-to-end tests do.
"""

from __future__ import annotations

import argparse
import importlib
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
E2E = ROOT / "tests/e2e"


def main() -> int:
    parser = argparse.ArgumentParser(description="What frisket takes in the real programs.")
    parser.add_argument("editor", choices=("krita", "gimp"))
    parser.add_argument("kind", nargs="?", default="stable", choices=("stable", "next", "qt6"))
    parser.add_argument(
        "measure", nargs="?", default="speed", help="a file of tests/e2e/*/measured"
    )
    asked = parser.parse_args()
    sys.path.insert(0, str(E2E))
    from outcome import Scenario  # type: ignore[import-not-found]

    host = getattr(importlib.import_module(f"{asked.editor}.host"), asked.editor.capitalize())
    root = subprocess.check_output([E2E / "make_hosts.sh", asked.kind], text=True).strip()
    output = ROOT / "build/e2e" / f"{asked.editor}-{asked.kind}"
    output.mkdir(parents=True, exist_ok=True)
    editor = host(Path(root), output)
    version = editor.prepare()
    outcome = editor.run(Scenario.read(E2E / asked.editor / "measured" / f"{asked.measure}.py"))
    if not outcome.passed:
        print("\n".join(outcome.problems) or "it did not come to its end", file=sys.stderr)
        return 1
    load = os.getloadavg()[0]
    print(f"{version}, {os.cpu_count()} processors, load {load:.1f} at the end; milliseconds")
    for name, taken in outcome.figures.items():
        if isinstance(taken, str):
            print(f"  {name:50} {taken}")
            continue
        print(
            f"  {name:50} median {statistics.median(taken):7.1f}   "
            f"{min(taken):7.1f} to {max(taken):7.1f}   of {len(taken)}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
