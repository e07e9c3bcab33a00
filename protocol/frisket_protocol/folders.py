"""Where a person's own things lie, for the agent and for plugins alike."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def config_folder() -> Path:
    """Where the user's model cards (`models/`), recipes (`recipes/`) and plugins' settings lie.

    FRISKET_CONFIG names another place. It need not exist.
    """
    chosen = os.environ.get("FRISKET_CONFIG")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base.expanduser() / "frisket"
