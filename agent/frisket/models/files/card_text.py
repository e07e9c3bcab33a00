"""Cards as TOML: written anew for what was imported, changed in place for what was pinned."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from frisket_protocol.errors import Internal

from .cards import ModelCard, parse


def written(card: ModelCard) -> str:
    """The text that `cards.parse` makes this card of. What is as by default is left out."""
    lines: list[str] = []
    tables: list[str] = []
    for part in fields(card):
        value = getattr(card, part.name)
        if part.default is not MISSING and value == part.default or value in ({}, ()):
            continue
        if isinstance(value, Mapping):
            tables += [
                "",
                f"[{part.name}]",
                *(f"{_text(k)} = {_text(v)}" for k, v in value.items()),
            ]
        else:
            lines.append(f"{part.name} = {_text(value)}")
    return _proven("\n".join([*lines, *tables, ""]), card)


def pinned(text: str, card: ModelCard) -> str:
    """`text` with the revision, the sha256s and the size of `card`; all else stays as it stands."""
    lines: list[str] = []
    section = ""
    wanted = {"revision": card.revision, "download_bytes": card.download_bytes}
    for line in text.splitlines():
        header = re.match(r"\s*\[(\w+)\]", line)
        if header:
            section = header[1]
        name = _name_in(line)
        if section == "files" and name in card.files:
            line = f"{_text(name)} = {_text(card.files[name])}"
        elif not section and name in wanted:
            line = f"{name} = {_text(wanted.pop(name))}"
        lines.append(line)
    # What the text did not say yet goes behind the repository that it speaks of.
    behind = next(number for number, line in enumerate(lines, 1) if _name_in(line) == "repository")
    lines[behind:behind] = [f"{name} = {_text(value)}" for name, value in wanted.items()]
    return _proven("\n".join([*lines, ""]), card)


def _name_in(line: str) -> str:
    """The key that a line of TOML sets; "" when it sets none."""
    found = re.match(r"""\s*["']?([^"'=#\[]+?)["']?\s*=""", line)
    return found[1] if found else ""


def _text(value: Any) -> str:
    """A value as TOML writes it. Texts are as in JSON, whose escapes TOML knows."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_text(k)} = {_text(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_text(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _proven(text: str, card: ModelCard) -> str:
    """`text`, if it says what `card` says."""
    if parse(text) != card:
        raise Internal(
            f"The card of {card.name} cannot be written so that it reads the same.",
            hint="Please report it with the card.",
        )
    return text
