"""What a scenario says of itself, and how it went."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_KINDS: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("installs", "bundle", "unpacked"), bool),
    **dict.fromkeys(("allowed", "beside", "screen"), tuple),
    **dict.fromkeys(("starts", "limit"), int),
    **{"settings": dict, "scale": (int, float)},
}
"""What stands behind a name at the head of a scenario, where that is no text."""


@dataclass(frozen=True)
class Scenario:
    """One file. What it needs stands at its head, in capitals: AGENT = "fake", CANVAS = "opengl".

    agent: the models of the agent that runs when it starts; "" for none. installs: whether the
    plugin is put into place first. bundle: whether the scenario wants its archive, plugin.zip.
    unpacked: whether the plugin is put into place from that archive, with all that it carries, as a
    program's own importer does; and the program finds the package index.
    canvas: plain or opengl. allowed: patterns of complaints in the editor's log that are known to
    be harmless. beside: files next to it that it reads. settings: what the plugin remembers from
    before. language: the locale. scale: how many pixels of the screen Qt or GTK makes of one.
    screen: its size in those that Qt sees. theme: the name of Krita's colours, light or dark in
    GIMP; "" for the editor's own. starts: how often Krita is started, with the same home; every
    time but the last the scenario ends it the hard way. limit: seconds that it may take; 0 for as
    long as the host gives each.
    """

    name: str
    file: Path
    agent: str = "fake"
    installs: bool = True
    bundle: bool = False
    unpacked: bool = False
    canvas: str = "plain"
    allowed: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    language: str = ""
    scale: float = 1.0
    screen: tuple[int, int] = (1600, 1000)
    theme: str = ""
    starts: int = 1
    limit: int = 0
    about: str = ""

    @classmethod
    def read(cls, file: Path) -> Scenario:
        """From a file, which is not run: only its editor can."""
        tree = ast.parse(file.read_text("utf-8"))
        said: dict[str, Any] = {
            target.id.lower(): ast.literal_eval(node.value)
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id in cls._heads()
        }
        for name, value in said.items():
            if not isinstance(value, _KINDS.get(name, str)):
                raise TypeError(f"{file.name}: {name.upper()} says something else in its head.")
        return cls(
            file.stem, file, about=(ast.get_docstring(tree) or "").partition("\n")[0], **said
        )

    @staticmethod
    def _heads() -> tuple[str, ...]:
        return (
            "AGENT",
            "INSTALLS",
            "BUNDLE",
            "UNPACKED",
            "CANVAS",
            "ALLOWED",
            "LANGUAGE",
            "SCALE",
            "SCREEN",
            "THEME",
            "BESIDE",
            "SETTINGS",
            "STARTS",
            "LIMIT",
        )


@dataclass(frozen=True)
class Outcome:
    """checks: name, whether it held, and what was there instead. problems: all that went wrong
    besides. figures: what was measured."""

    name: str
    problems: list[str] = field(default_factory=list)
    checks: list[tuple[str, bool, str]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.problems and bool(self.checks) and all(ok for _, ok, _ in self.checks)
