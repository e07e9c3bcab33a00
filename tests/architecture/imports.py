"""Which module imports which, read from the sources without running them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "frisket": ROOT / "agent/frisket",
    "frisket_protocol": ROOT / "protocol/frisket_protocol",
    "frisket_plugin": ROOT / "plugins/shared/frisket_plugin",
    "frisket_krita": ROOT / "plugins/krita/frisket_krita",
    "frisket_gimp": ROOT / "plugins/gimp/frisket-gimp/frisket_gimp",
}


@cache
def modules(package: str) -> dict[str, Path]:
    """Dotted name → file of every module of a package."""
    folder = PACKAGES[package]
    files = (file for file in sorted(folder.rglob("*.py")) if "_vendor" not in file.parts)
    return {_name(package, folder, file): file for file in files}


@cache
def inner(package: str) -> dict[str, frozenset[str]]:
    """Module → the modules of its own package that it imports, also late and only for types."""
    known = modules(package)
    return {
        name: frozenset(imports(name, file)) & known.keys() - {name} for name, file in known.items()
    }


def imports(name: str, file: Path) -> Iterator[str]:
    """Dotted names that a module imports, relative ones resolved, wherever in it they stand."""
    is_package = file.name == "__init__.py"
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(node, name, is_package)
            known = modules(origin.split(".")[0]) if origin.split(".")[0] in PACKAGES else {}
            for alias in node.names:
                inner = f"{origin}.{alias.name}"
                yield inner if inner in known else origin


def _origin(node: ast.ImportFrom, name: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = name.split(".")
    base = parts[: len(parts) - node.level + is_package]
    return ".".join([*base, *([node.module] if node.module else [])])


def _name(package: str, folder: Path, file: Path) -> str:
    parts = file.relative_to(folder).with_suffix("").parts
    return ".".join([package, *(part for part in parts if part != "__init__")])
