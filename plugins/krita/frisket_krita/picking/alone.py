"""Clicks that no agent was there to answer wait until there is one."""

from __future__ import annotations

import time

from frisket_plugin.agent import State
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition

from ..guard import sentence

SECONDS = 1.5
"""After so long an agent that is said to be there is asked again, not sooner."""


class Alone:
    """From a click that nobody answered until somebody can be asked again."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._since: float | None = None

    def begins(self) -> None:
        """Nobody answered."""
        self._since = time.monotonic()

    def ends(self, state: State) -> bool:
        """Whether somebody is there again; said once."""
        is_there = state.light in ("running", "loading")
        if self._since is None or not is_there or time.monotonic() - self._since < self._seconds:
            return False
        self._since = None
        return True


def told_of(error: Exception) -> str:
    """That the clicks are kept; and why no agent could be started, where one should have been."""
    if isinstance(error, FailedPrecondition):
        return f"{sentence(error)} {t('pick.kept')}"
    return t("pick.alone")
