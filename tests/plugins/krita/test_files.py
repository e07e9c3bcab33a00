"""The files of the Krita plugin, as Krita reads them."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from frisket_plugin.english import ENGLISH

FOLDER = Path(__file__).resolve().parents[3] / "plugins/krita"
MODULE = FOLDER / "frisket_krita"
FILES = sorted(file for file in MODULE.rglob("*.py") if "_vendor" not in file.parts)
ACTIONS = ("words", "subject", "refine", "mask", "background", "pick", "repeat", "cancel")


def test_krita_finds_module_and_manual() -> None:
    desktop = configparser.ConfigParser()
    desktop.read(FOLDER / "frisket_krita.desktop", "utf-8")
    entry = desktop["Desktop Entry"]
    assert entry["ServiceTypes"] == "Krita/PythonPlugin"
    assert entry["X-Python-2-Compatible"] == "false"
    assert (FOLDER / entry["X-KDE-Library"] / "__init__.py").is_file()
    assert (FOLDER / entry["X-KDE-Library"] / entry["X-Krita-Manual"]).is_file()


def test_the_panel_has_one_name_wherever_people_are_led_to_it() -> None:
    title, top = ENGLISH["panel.title"], FOLDER.parents[1]
    for file, menu in (
        (MODULE / "Manual.html", f"Dockers &gt; {title}<"),
        (top / "agent/frisket/cli/plugins.py", f"Dockers ▸ {title}."),
        (top / "README.md", f"*{title}*"),
    ):
        assert menu in file.read_text("utf-8"), file


def test_every_action_is_in_the_shortcut_editor_and_has_no_shortcut() -> None:
    actions = ElementTree.parse(FOLDER / "frisket_krita.action").findall(".//Action")
    assert [action.get("name") for action in actions] == [f"frisket_{name}" for name in ACTIONS]
    for name, action in zip(ACTIONS, actions, strict=True):
        assert not action.findtext("shortcut")
        assert action.findtext("text") == f"frisket: {ENGLISH[f'action.{name}']}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(MODULE)))
def test_only_one_file_names_pyqt(file: Path) -> None:
    for name in _imported(file):
        assert not name.startswith("PyQt"), f"{file.name} imports {name}"
    named = re.search(r"""["']PyQt|PyQt[56]\.|PyQt\{""", file.read_text("utf-8"))
    assert bool(named) == (file.stem == "qt")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(MODULE)))
def test_nothing_nests_an_event_loop(file: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & {"exec", "exec_", "processEvents", "sleep"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(MODULE)))
def test_every_text_that_is_said_is_written(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and node.args):
            continue
        key, name = node.args[0], getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ("t", "refusal") and isinstance(key, ast.Constant):
            assert key.value in ENGLISH


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
