"""The agent's recipes, as a list to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import RecipeInfo

from .texts import t


def choices(recipes: Sequence[RecipeInfo], chosen: str) -> list[tuple[str, str]]:
    """Names and titles, automatic first. One that is chosen and unknown is kept, for an agent that
    has it."""
    found = {AUTOMATIC: t("recipe.automatic")}
    for recipe in recipes:
        title = recipe.title if recipe.ready else t("recipe.missing", title=recipe.title)
        found.setdefault(recipe.name, title)  # the agent names automatic too
    found.setdefault(chosen, chosen)
    return list(found.items())
