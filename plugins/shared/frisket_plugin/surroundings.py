"""The environment of programs that an editor starts, without what the editor needs for itself.

Editors come in bundles: an AppImage, a snap, an archive with a Python of its own. They set where
*their* Python and libraries are, and a program that inherits it breaks. Pure functions of a
mapping.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

PYTHONS_OWN = (
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONEXECUTABLE",
    "PYTHONPLATLIBDIR",
    "PYTHONNOUSERSITE",
    "PYTHONUSERBASE",
    "PYTHONINSPECT",
    "PYTHONOPTIMIZE",
    "PYTHONCASEOK",
    "PYTHONIOENCODING",
    "PYTHONWARNINGS",
    "__PYVENV_LAUNCHER__",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "UV_PYTHON",
    "UV_PROJECT_ENVIRONMENT",
)
"""What would make another Python of an environment's own."""
LIBRARIES = (
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "DYLD_LIBRARY_PATH",
    "DYLD_INSERT_LIBRARIES",
    "DYLD_FRAMEWORK_PATH",
    "QT_PLUGIN_PATH",
    "QT_QPA_PLATFORM_PLUGIN_PATH",
    "QML2_IMPORT_PATH",
    "GIO_MODULE_DIR",
    "GI_TYPELIB_PATH",
    "GTK_PATH",
)
"""Where a bundle's libraries are: of no use to a program that does not lie in the bundle."""
BUNDLES = ("APPDIR", "SNAP")
"""Each names the folder that a bundle is mounted at."""


def cleaned(environment: Mapping[str, str], separator: str = os.pathsep) -> dict[str, str]:
    """For Python programs that are not the editor's: what is meant for its own is left out.

    `separator` stands between the folders of a list. Libraries of a bundle go only where there is
    one: outside of bundles, a person has set them on purpose.
    """
    left_out = {*PYTHONS_OWN, *(LIBRARIES if is_bundled(environment) else ())}
    kept = {name: value for name, value in environment.items() if name.upper() not in left_out}
    return {
        name: told
        for name, value in kept.items()
        if (told := _without_bundle(name, value, _roots(environment), separator)) is not None
    } | {"PYTHONUTF8": "1"}


def is_bundled(environment: Mapping[str, str]) -> bool:
    """Whether the editor brings a Python or libraries of its own."""
    return any(environment.get(name) for name in (*BUNDLES, "PYTHONHOME"))


def is_sandboxed(environment: Mapping[str, str], flatpak: bool) -> bool:
    """Whether the Python that is seen here goes with the editor's next update.

    flatpak: whether /.flatpak-info is there. An AppImage sees the system's own, which stays.
    """
    return flatpak or any(environment.get(name) for name in ("FLATPAK_ID", "SNAP"))


def _roots(environment: Mapping[str, str]) -> list[str]:
    return [environment[name].rstrip("/") for name in BUNDLES if environment.get(name)]


def _without_bundle(name: str, value: str, roots: list[str], separator: str) -> str | None:
    """The value without folders of the bundle; None when nothing else was in it."""
    if name in BUNDLES or not any(root in value for root in roots):
        return value
    parts = [part for part in value.split(separator) if not _is_inside(part, roots)]
    return separator.join(parts) or None


def _is_inside(part: str, roots: list[str]) -> bool:
    return any(part == root or part.startswith(f"{root}/") for root in roots)
