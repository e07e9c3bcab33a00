"""The picture as the agent is asked about it: read on the main thread, as a recipe wants it."""

from __future__ import annotations

from collections.abc import Iterable

from frisket_protocol.client import Source
from frisket_protocol.parts import RecipeInfo

from ..asking.worker import MainThreadSource
from . import questions


class Asked:
    """`whole` is the picture in its own pixels, `preview` what is looked at while one clicks."""

    def __init__(self, source: Source, recipe: str) -> None:
        self._sides: dict[str, int] = {}
        self.open(source, recipe)

    def open(self, source: Source, recipe: str) -> None:
        """Another picture, or another recipe."""
        self._recipe = recipe
        self.whole = MainThreadSource(source)
        self.preview = questions.preview(self.whole, self._side)

    def learn(self, recipes: Iterable[RecipeInfo]) -> bool:
        """The agent's recipes; whether the one in use would have another preview than it has."""
        before = self._side
        self._sides = {one.name: one.preview_side for one in recipes}
        return self._side != before

    @property
    def is_whole(self) -> bool:
        """Whether the preview has all of the picture's pixels."""
        return self.preview.scale == 1

    @property
    def _side(self) -> int:
        return self._sides.get(self._recipe, questions.SIDE)
