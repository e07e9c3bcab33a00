"""Recipes: named ways from a prompt to a mask. Each is a TOML file in `recipes/`.

name = "classic"            what the protocol and the command line call it
title, about                what a person reads
understands = ["box", …]    which prompts it can serve: words, box, points, scribble, rough,
                            subject
detect, segment, matte      names of models (`registry`)
rank = 10                   among recipes that can serve a prompt, the highest is picked
"""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from importlib import resources

from frisket_protocol.errors import FailedPrecondition, NotFound
from frisket_protocol.parts import Prompt, RecipeInfo

AUTOMATIC = "automatic"
WORDS_HINT = (
    "Install models that do with `pip install 'frisket[models]'`, "
    "or show the object with a box, clicks, a scribble or a rough selection."
)


@dataclass(frozen=True)
class Recipe:
    name: str
    title: str
    about: str
    understands: tuple[str, ...]
    segment: str
    matte: str
    detect: str = ""
    rank: int = 0
    preview_side: int = 1024

    @property
    def models(self) -> tuple[str, ...]:
        return tuple(name for name in (self.detect, self.segment, self.matte) if name)


@dataclass(frozen=True)
class Choice:
    """The recipe that will be used, and a sentence that says why."""

    recipe: Recipe
    reason: str


def load() -> list[Recipe]:
    """Every recipe that comes with frisket, the highest rank first."""
    folder = resources.files("frisket") / "recipes"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    recipes = [_parse(file.read_text("utf-8")) for file in files]
    return sorted(recipes, key=lambda recipe: (-recipe.rank, recipe.name))


def servable(recipes: Iterable[Recipe], models: Container[str]) -> list[Recipe]:
    """The recipes all of whose models are there."""
    return [recipe for recipe in recipes if all(name in models for name in recipe.models)]


def choose(recipes: list[Recipe], name: str, prompt: Prompt | None) -> Choice:
    """The recipe called `name`, or the best for `prompt`.

    Raises NotFound for a name that is not there, and FailedPrecondition for a prompt that the
    recipe cannot serve; the hint names one that can.
    """
    kinds = kinds_of(prompt) if prompt is not None else frozenset()
    able = [recipe for recipe in recipes if kinds <= set(recipe.understands)]
    if name == AUTOMATIC:
        if not able:
            raise _unable(kinds, "No recipe that is installed", able)
        asked = " and ".join(sorted(kinds)) or "this"
        return Choice(able[0], f"{able[0].name} is the best installed recipe for {asked}.")
    named = next((recipe for recipe in recipes if recipe.name == name), None)
    if named is None:
        known = ", ".join([AUTOMATIC, *(recipe.name for recipe in recipes)])
        raise NotFound(
            f"No recipe is called {name!r:.60}.", detail="recipe", hint=f"There are: {known}."
        )
    if named not in able:
        raise _unable(kinds, f"The recipe {name}", able)
    return Choice(named, f"{named.name} was asked for.")


def kinds_of(prompt: Prompt) -> frozenset[str]:
    """Which kinds of prompt stand in it; "subject" when none does."""
    present = {
        "words": bool(prompt.words),
        "box": bool(prompt.boxes),
        "points": bool(prompt.points),
        "scribble": prompt.scribble is not None,
        "rough": prompt.rough is not None,
    }
    return frozenset(kind for kind, there in present.items() if there) or frozenset({"subject"})


def infos(recipes: list[Recipe]) -> tuple[RecipeInfo, ...]:
    """The recipes as clients see them: "automatic" first."""
    every = {kind: None for recipe in recipes for kind in recipe.understands}
    best = RecipeInfo(
        AUTOMATIC,
        "Automatic",
        "Picks the best installed recipe for the prompt, and says which.",
        tuple(every),
        max(recipe.preview_side for recipe in recipes),
    )
    return (
        best,
        *(
            RecipeInfo(
                recipe.name,
                recipe.title,
                recipe.about,
                recipe.understands,
                recipe.preview_side,
                recipe.models,
            )
            for recipe in recipes
        ),
    )


def _parse(text: str) -> Recipe:
    values = tomllib.loads(text)
    values["understands"] = tuple(values["understands"])
    return Recipe(**values)


def _unable(kinds: frozenset[str], who: str, able: list[Recipe]) -> FailedPrecondition:
    if able:
        hint = f"The recipe {able[0].name} can."
    elif "words" in kinds:
        hint = WORDS_HINT
    else:
        hint = "Ask with one kind of prompt at a time."
    if kinds == {"words"}:
        return FailedPrecondition(f"{who} reads no words.", detail="words", hint=hint)
    asked = " and ".join(sorted(kinds))
    return FailedPrecondition(
        f"{who} cannot work from {asked} together.", detail="prompt", hint=hint
    )
