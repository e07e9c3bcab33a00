"""What the plug-in for GIMP loads when a procedure is called."""

from __future__ import annotations

import ast
from pathlib import Path

import frisket_gimp

PACKAGE = Path(frisket_gimp.__file__).parent


def test_gtk_is_imported_only_where_a_window_is_shown() -> None:
    """Else no procedure could run without a screen, and each would take longer."""
    seen, waiting = set(), list((PACKAGE / "commands").glob("*.py"))
    while waiting:
        file = waiting.pop()
        seen.add(file)
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom):
                names = {alias.name for alias in node.names}
                assert not names & {"Gtk", "Gdk", "GimpUi"}, file
                waiting += {one for one in _files(node, file) if one.exists()} - seen
    assert PACKAGE / "canvas" / "writing.py" in seen


def _files(node: ast.ImportFrom, file: Path) -> set[Path]:
    """Where the modules would lie that a relative import in `file` may mean."""
    if not node.level:
        return set()
    place = file.parents[node.level - 1].joinpath(*(node.module or "").split("."))
    return {place.with_suffix(".py"), *(place / f"{alias.name}.py" for alias in node.names)}
