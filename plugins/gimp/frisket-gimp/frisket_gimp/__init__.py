"""frisket in GIMP 3.

    catalog        which procedures there are, with their arguments; no GIMP is needed to read it
    registration   makes GIMP's procedures of the catalog
    procedures     what each one does: ask, then write
    reading        layers and the selection, as rasters
    seeing         the visible picture, in parts and at a smaller scale
    writing        masks as selection, layer mask, channels and cut-outs; each one undo step
    placing        arithmetic of boxes between layer and image
    asking         the dialog of options, for whoever calls from a menu
    edge           progress, errors and the log: what lies round every procedure
    diagnostics    how the agent is, and starting it
    live…          the window in which one clicks

Standard library, gi, and what is in `_vendor`; Gtk is imported only where a window is shown.
"""

from __future__ import annotations

import sys
from pathlib import Path

__version__ = "0.1.0"


def _bring_packages() -> None:
    """Put what comes along first on the path; in a checkout, the sources that lie beside."""
    plugin = Path(__file__).resolve().parents[1]
    vendored = plugin / "_vendor"
    places = [vendored] if vendored.is_dir() else _beside(plugin)
    sys.path[:0] = [str(place) for place in places if str(place) not in sys.path]


def _beside(plugin: Path) -> list[Path]:
    plugins = plugin.parents[1]
    return [plugins / "shared", plugins.parent / "protocol"]


_bring_packages()
