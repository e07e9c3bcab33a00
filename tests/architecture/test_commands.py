"""Every command that a text of the product names: to install nothing but what is ours, and hints
made from how the copy at hand was installed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket.installation import NAME

ROOT = Path(__file__).parents[2]
PRODUCT = ("agent", "protocol", "plugins", "docs", "examples", "README.md", "CONTRIBUTING.md")
KINDS = {".py", ".md", ".html", ".json", ".toml", ".desktop", ".action", ".txt", ".scm"}
TEXTS = sorted(
    file
    for place in (ROOT / name for name in (*PRODUCT, "CHANGELOG.md", "pyproject.toml"))
    for file in (place.rglob("*") if place.is_dir() else [place])
    if file.suffix in KINDS and "_vendor" not in file.parts
)
HINTS = ROOT / "agent/frisket/installation.py"
INSTALL = re.compile(
    r"\b(?:pip3?|pipx|uv pip|uv tool|uvx|conda|mamba|npm|npx|brew|apt|apt-get|winget|choco|snap)\s+"
    r"(?:(?:install|add|upgrade|uninstall|remove)\b)?((?:[ \t]+[^\s`<&|]+)+)"
)
OURS = {NAME, "uv", "."}
"""What may be named to be installed: frisket, a clone, and uv, which runs the clone."""


def _named(text: str) -> Iterator[str]:
    """What the install commands in a text install, without options and extras."""
    for command in INSTALL.finditer(text):
        if not re.search(r"\b(install|add|upgrade|uninstall|remove|uvx|npx)\b", command[0]):
            continue
        words = re.split(r"\s{2,}", command[1].strip())[0].split()
        bare = (word.strip("'\",;)") for word in words if word[0] not in "-{")
        yield from (re.sub(r"(?<=.)\.$|\[.*", "", word) for word in bare)


def test_there_are_texts_to_look_at() -> None:
    assert len(TEXTS) > 250
    assert {"README.md", "Manual.html", "de.json", "choosing.py"} <= {file.name for file in TEXTS}


@pytest.mark.parametrize(
    "theirs",
    [
        "pip install frisket",
        "Install it: `pip install 'frisket[models]'`.",
        "<code>pip install frisket</code>",
        "run `pip install 'transformers==5.24.0'`",
        "    uv tool uninstall frisket\n",
        "npm install frisket-masks-web",
    ],
)
def test_what_is_not_ours_is_seen(theirs: str) -> None:
    assert set(_named(theirs)) - OURS


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_text_names_an_install_command_that_is_not_ours(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not set(_named(text)) - OURS
    assert not re.search(r"(?<![\w-])frisket\[", text), f"{NAME} is its name among packages"


AGENTS = sorted((ROOT / "agent/frisket").rglob("*.py"))


@pytest.mark.parametrize("file", AGENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_hints_are_made_from_how_this_copy_was_installed(file: Path) -> None:
    """No sentence of the agent's has a command in it that stands there as it is."""
    if file == HINTS:
        return
    tree = ast.parse(file.read_text("utf-8"))
    described = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    typed = re.compile(r"`(frisket|hf) |: frisket \w+ |\b(uv|pip) (run|tool|pip|sync|install)\b")
    assert not [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in described and typed.search(node.value)
    ]
