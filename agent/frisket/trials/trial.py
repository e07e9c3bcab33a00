"""Who is tried, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from frisket.journey import recipes
from frisket.models.base import Image, Soft
from frisket.models.files import registry

UNKNOWN = -1.0
"""What is expected where nobody has measured it."""


@dataclass(frozen=True)
class Subject:
    """Who is tried: a model, or a recipe."""

    name: str
    is_recipe: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the person made it, and named it."""
        if self.is_recipe:
            return self.name not in {recipe.name for recipe in recipes.load()}
        published = {card.name for card in registry.published()}
        return self.name not in published | registry.BUILT_IN

    @property
    def called(self) -> str:
        return f"recipe {self.name}" if self.is_recipe else self.name


@dataclass(frozen=True, eq=False)
class Trial:
    """What came of it.

    models: those that took part. asked: the prompt, as a person says it. overlap: with the known
    outline, or near the edge with the known alpha; difference: of that alpha, UNKNOWN elsewhere.
    expected: UNKNOWN where nobody has measured it. seconds: the median of `runs`. memory_bytes: of
    the models and of what they work out, at most; 0 where that is not known. mask: Soft, in the
    picture's pixels.
    """

    subject: Subject
    picture: str
    asked: str
    models: tuple[str, ...]
    overlap: float
    expected: float
    seconds: float
    runs: int
    memory_bytes: int
    rgb: Image = field(repr=False)
    mask: Soft = field(repr=False)
    difference: float = UNKNOWN

    @property
    def is_soft(self) -> bool:
        """Whether it was compared with an alpha, and not with an outline."""
        return self.difference != UNKNOWN

    @property
    def found_nothing(self) -> bool:
        return not bool((self.mask >= 128).any())

    @property
    def is_below(self) -> bool:
        """Whether it is less than is known to be right."""
        return self.overlap < self.expected - 1e-6
