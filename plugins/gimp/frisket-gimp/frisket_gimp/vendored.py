"""Makes the packages that this plug-in brings along importable.

In a built plug-in they lie in `_vendor`; in a checkout, in the folders of the repository.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


def places() -> list[Path]:
    """Where to import from, the first first."""
    bundled = HERE / "_vendor"
    if bundled.is_dir():
        return [bundled]
    root = HERE.parents[2]
    return [root / "plugins/shared", root / "protocol"]


def make_importable() -> None:
    """Put those that Python does not know yet before everything else."""
    sys.path[:0] = [str(place) for place in places() if str(place) not in sys.path]
