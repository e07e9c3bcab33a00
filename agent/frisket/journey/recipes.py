"""Recipes: named ways from a prompt to a mask. Each is a TOML file, here or in the user's folder.

name = "words"              what the protocol and the command line call it
title, about                what a person reads
understands = ["box", …]    which prompts it can serve: words, exemplars, box, points, scribble,
                            rough, subject, everything
corrects = ["points", …]    which prompts, beside one that it understands, change what that found
detects = ["words"]         which of these go to the detector first; the others go straight to the
                            segmenter
detect, segment, matte      for each role the models that will do (`registry`), the best first; one
                            of them is enough
rank = 10                   among recipes that can serve a prompt, the highest is picked
cpu_rank = 10               the same where there is no GPU; as rank, unless it is given
preview_side = 1024         the longer side of the largest preview that it can use

The user's own recipes are `recipes/<name>.toml` in `config_folder()`; one with the name of a
recipe that comes with frisket stands for it.
"""

from __future__ import annotations

import logging
import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from frisket_protocol.errors import InvalidArgument
from frisket_protocol.folders import toml_files
from frisket_protocol.parts import Prompt

KINDS = ("words", "exemplars", "box", "points", "scribble", "rough", "subject", "everything")
IN_WORDS = {
    "words": "words",
    "exemplars": "examples",
    "box": "a box",
    "points": "clicks",
    "scribble": "strokes",
    "rough": "a rough selection",
    "subject": "the subject",
    "everything": "everything in sight",
}
TOGETHER = (
    {"words", "exemplars", "box"},
    {"box", "points", "scribble", "rough"},
)
"""Kinds of prompts that speak of the same thing; words and exemplars with a box look in it."""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Recipe:
    """One way, as its file has it."""

    name: str
    title: str
    about: str
    understands: tuple[str, ...]
    segment: tuple[str, ...]
    matte: tuple[str, ...]
    detect: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    detects: tuple[str, ...] = ("words",)
    rank: int = 0
    cpu_rank: int | None = None
    preview_side: int = 1024

    @property
    def called(self) -> str:
        """What sentences call it: its title, as lists show it."""
        return self.title or self.name

    @property
    def roles(self) -> list[tuple[str, ...]]:
        """For each role that it has, the models that will do."""
        return [names for names in (self.detect, self.segment, self.matte) if names]

    def serves(self, kinds: frozenset[str]) -> bool:
        """Whether it can work from all these kinds of prompts at once."""
        agreeing = len(kinds) <= 1 or any(kinds <= together for together in TOGETHER)
        if kinds & set(self.understands):
            kinds = kinds - set(self.corrects)
        return agreeing and kinds <= set(self.understands)

    def rank_on(self, device: str) -> int:
        """How it stands among others on this device."""
        return self.cpu_rank if device == "cpu" and self.cpu_rank is not None else self.rank


def load(own: Path | None = None) -> list[Recipe]:
    """Every recipe that comes with frisket, and those in the folder `own`, by name.

    One of the user's own that cannot be read is left out, and the log says why.
    """
    folder = resources.files("frisket") / "recipes"
    texts = [file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".toml")]
    recipes = {recipe.name: recipe for recipe in map(parse, texts)}
    for file in toml_files(own) if own else ():
        try:
            recipe = parse(file.read_text("utf-8"))
        except (InvalidArgument, OSError, UnicodeDecodeError) as error:
            _warn(f"The recipe {file} is left out: {error}")
            continue
        recipes[recipe.name] = recipe
    return sorted(recipes.values(), key=lambda recipe: recipe.name)


@cache
def _warn(sentence: str) -> None:
    """Log it once, however often the recipes are read."""
    log.warning("%s", sentence)


def parse(text: str) -> Recipe:
    """The recipe that a TOML text describes. Raises InvalidArgument that says what is wrong."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"it is not TOML: {error}.") from None
    known = {part.name: part for part in fields(Recipe)}
    for name, value in values.items():
        if name not in known:
            raise _wrong(f"there is no field {name!r:.60}.")
        values[name] = _value(name, str(known[name].type), value)
    for name, part in known.items():
        if part.default is MISSING and name not in values:
            raise _wrong(f"it has no {name}.")
    unknown = {*values["understands"], *values.get("corrects", ())} - set(KINDS)
    if unknown:
        raise _wrong(f"there is no kind of prompt {sorted(unknown)[0]!r:.60}.")
    if not (values["segment"] and values["matte"] and values["understands"]):
        raise _wrong("it names no model to segment, no model to matte, or no prompt.")
    return Recipe(**values)


def kinds_of(prompt: Prompt) -> frozenset[str]:
    """Which kinds of prompt stand in it; "subject" when none does."""
    present = {
        "words": bool(prompt.words),
        "exemplars": bool(prompt.exemplars),
        "box": bool(prompt.boxes),
        "points": bool(prompt.points),
        "scribble": prompt.scribble is not None,
        "rough": prompt.rough is not None,
        "everything": prompt.everything,
    }
    return frozenset(kind for kind, there in present.items() if there) or frozenset({"subject"})


def in_words(kinds: frozenset[str]) -> str:
    """Kinds of prompts as a person calls them: "a box and clicks"."""
    names = [IN_WORDS[kind] for kind in KINDS if kind in kinds]
    *first, last = names or ["this"]
    return f"{', '.join(first)} and {last}" if first else last


def _value(name: str, kind: str, value: Any) -> Any:
    """A value as the dataclass wants it: one name for a list of one, whole numbers, texts."""
    if kind.startswith("tuple"):
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(item, str) for item in listed):
            return tuple(listed)
    elif kind.startswith("int") and type(value) is int or kind == "str" and isinstance(value, str):
        return value
    raise _wrong(f"the field {name} has a wrong type.")


def _wrong(fault: str) -> InvalidArgument:
    return InvalidArgument(fault, detail="recipe")
