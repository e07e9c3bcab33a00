"""The agent's recipes, as a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import RecipeInfo

from . import said
from .getting.offering import fetch_bytes
from .texts import sized, t


def choices(recipes: Sequence[RecipeInfo], chosen: str, kind: str = "") -> list[tuple[str, str]]:
    """Names and titles, automatic first. One that is chosen and unknown is kept, for an agent that
    has it.

    kind: of prompt, which all that are offered understand; "" for any.
    """
    found = {AUTOMATIC: t("recipe.automatic")}
    fitting = [one for one in recipes if not kind or kind in one.understands]
    for recipe in fitting:
        title = said.sentence(recipe.title)
        title = title if recipe.ready else _lacking(title, recipe)
        found.setdefault(recipe.name, title)  # the agent names automatic too
    found.setdefault(chosen, said.recipe(chosen))
    return list(found.items())


def about(recipes: Sequence[RecipeInfo], chosen: str) -> str:
    """What the recipe that is chosen is good for, or what it lacks; of automatic, what it does."""
    for recipe in recipes:
        if recipe.name == chosen and chosen != AUTOMATIC:
            return said.sentence(recipe.about if recipe.ready else recipe.missing)
    if chosen == AUTOMATIC:
        return t("recipe.automatic.tip")
    return t("recipe.foreign") if recipes else t("recipe.away")


def _lacking(title: str, recipe: RecipeInfo) -> str:
    """With how much would have to be fetched, where that is known."""
    size = fetch_bytes(recipe)
    if not size:
        return t("recipe.missing", title=title)
    return t("recipe.lacks", title=title, size=sized(size))
