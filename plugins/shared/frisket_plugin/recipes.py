"""The agent's recipes, as a list to choose from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frisket_protocol.client import AUTOMATIC
from frisket_protocol.parts import RecipeInfo

from .texts import t


def choices(recipes: Sequence[RecipeInfo], chosen: str, kind: str = "") -> list[tuple[str, str]]:
    """Names and titles, automatic first. One that is chosen and unknown is kept, for an agent that
    has it.

    kind: of prompt, which all that are offered understand; "" for any.
    """
    found = {AUTOMATIC: t("recipe.automatic")}
    fitting = [one for one in recipes if not kind or kind in one.understands]
    for recipe in fitting:
        title = recipe.title if recipe.ready else t("recipe.missing", title=recipe.title)
        found.setdefault(recipe.name, title)  # the agent names automatic too
    found.setdefault(chosen, chosen)
    return list(found.items())


def entitled(told: str, recipes: Sequence[RecipeInfo]) -> str:
    """A sentence of the agent, which knows recipes by their names, with their titles instead."""
    titles = {one.name: one.title for one in recipes if one.name != AUTOMATIC and one.title}
    if not titles:
        return told
    names = "|".join(sorted(map(re.escape, titles), key=len, reverse=True))
    known = re.compile(rf"(?<=[Rr]ecipe )({names})(?![\w-])")
    return known.sub(lambda found: f"“{titles[found[1]]}”", told)
