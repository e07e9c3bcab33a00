"""Where a person's own things lie, for the agent and for plugins alike."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def config_folder(system: str = sys.platform) -> Path:
    """Where the user's model cards (`models/`), recipes (`recipes/`) and plugins' settings lie.

    FRISKET_CONFIG names another place. It need not exist.
    """
    chosen = os.environ.get("FRISKET_CONFIG")
    if chosen:
        return expanded(Path(chosen))
    if system == "win32":
        base = Path(os.environ.get("APPDATA") or home() / "AppData" / "Roaming")
    elif system == "darwin":
        base = home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or home() / ".config")
    return expanded(base) / "frisket"


def data_folder(system: str = sys.platform) -> Path:
    """Where imported models (`models/`) and the installed agent (`environment/`) lie.

    FRISKET_DATA names another place. It need not exist.

    Beside the runtime folder, and like it not moved by XDG_DATA_HOME: an agent that an editor
    starts from inside a sandbox finds the same models.
    """
    chosen = os.environ.get("FRISKET_DATA")
    if chosen:
        return expanded(Path(chosen))
    if system == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home() / "AppData" / "Local")
    elif system == "darwin":
        base = home() / "Library" / "Application Support"
    else:
        base = home() / ".local" / "share"
    return base / "frisket"


def home() -> Path:
    """The user's home folder. Where none is known, a place in which nothing is and nothing can be.

    A container's user may stand in no database and have no HOME. Such a person has no settings and
    no models, and everything that needs neither works.
    """
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def expanded(path: Path) -> Path:
    """`path` with what stands for a home folder, ~ or ~name, replaced where that is known."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def toml_files(folder: Path) -> list[Path]:
    """The TOML files in a folder, by name; none where there is no folder or nobody may look."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(".toml")]
