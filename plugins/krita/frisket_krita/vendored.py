"""Makes the packages that this plugin brings along importable.

In a built plugin they lie in `_vendor`; in a checkout, in the folders of the repository.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def places() -> list[Path]:
    """Where to import from, the first first."""
    bundled = HERE / "_vendor"
    if bundled.is_dir():
        return [bundled]
    root = HERE.parents[2]
    return [root / "plugins/shared", root / "protocol"]


def make_importable() -> None:
    """Put them before everything else that Python knows."""
    known = [str(place) for place in places() if place.is_dir()]
    sys.path[:] = [*known, *(path for path in sys.path if path not in known)]
