"""Clicks that could not be answered wait until they can be: for an agent, or for models."""

from __future__ import annotations

import time
from collections.abc import Sequence

from frisket_plugin.agent import State
from frisket_plugin.texts import t
from frisket_protocol.client import AUTOMATIC
from frisket_protocol.errors import DeadlineExceeded, FailedPrecondition
from frisket_protocol.parts import RecipeInfo

from ..guard import sentence

SECONDS = 1.5
"""After so long an agent that is said to be there is asked again, not sooner."""


class Alone:
    """From a click that nobody could answer until somebody can be asked again."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._since: float | None = None
        self._lacks: tuple[str, str] | None = None

    def begins(self, lacks: tuple[str, str] | None = None) -> None:
        """Nobody answered. lacks: the recipe that was not ready, and the kind of the prompt."""
        self._since, self._lacks = time.monotonic(), lacks

    def ends(self, state: State) -> bool:
        """Whether somebody is there who can answer; said once."""
        if self._since is None or time.monotonic() - self._since < self._seconds:
            return False
        if not state.is_there or (self._lacks and not is_ready(state.recipes, *self._lacks)):
            return False
        self._since = None
        return True


def is_ready(recipes: Sequence[RecipeInfo], recipe: str, kind: str) -> bool:
    """Whether this recipe can be used, or for the automatic one any that understands the kind."""
    return any(
        one.ready and (one.name == recipe or (recipe == AUTOMATIC and kind in one.understands))
        for one in recipes
        if one.name != AUTOMATIC
    )


def told_of(error: Exception) -> str:
    """That the clicks are kept; and why no agent could be started, where one should have been."""
    if isinstance(error, FailedPrecondition):
        return f"{sentence(error)} {t('pick.kept')}"
    return t("pick.hangs" if isinstance(error, DeadlineExceeded) else "pick.alone")
