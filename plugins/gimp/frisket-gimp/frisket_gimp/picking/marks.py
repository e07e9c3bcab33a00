"""What a person has marked in the window, step by step, and what that asks for. No GIMP, no Gtk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Point

from ..canvas.placing import Offset, overlap, shifted


@dataclass(frozen=True)
class Words:
    """Words that were typed: everything that they name."""

    text: str


@dataclass(frozen=True)
class Another:
    """The next click is about another object."""


Step = Words | Point | Box | Another


@dataclass(frozen=True)
class Marks:
    """Every step, in order, in layer pixels.

    Clicks are about one object until `Another` or words. A box round what was clicked tells more of
    that object; any other begins one, and the clicks behind it tell more of it.
    """

    steps: tuple[Step, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    def then(self, step: Step) -> Marks:
        """With one step more; what asks for nothing new changes nothing."""
        if isinstance(step, Another) and (not self.steps or isinstance(self.steps[-1], Another)):
            return self
        if isinstance(step, Words) and step in self.steps:
            return self
        return Marks((*self.steps, step))

    @property
    def begins_another(self) -> bool:
        """Whether the next click or box is about another object because somebody said so."""
        return bool(self.steps) and isinstance(self.steps[-1], Another)

    @property
    def can_exclude(self) -> bool:
        """Whether a click on what is not wanted would say it of an object that is marked."""
        *_, group = self._groups()
        is_open = bool(self.steps) and not isinstance(self.steps[-1], Another)
        asks = self._prompt(group)
        return is_open and asks is not None and not asks.words

    def without_last(self) -> Marks:
        """As it was before the last click, box or words, or before another object was begun."""
        return Marks(self.steps[:-1])

    def without(self, prompt: Prompt) -> Marks:
        """As it was before the last step of what asks for this; as it is where nothing does."""
        asking = [group for group in self._groups() if self._prompt(group) == prompt]
        if not asking:
            return self
        last = asking[-1][-1]
        return Marks((*self.steps[:last], *self.steps[last + 1 :]))

    def before(self, prompt: Prompt) -> tuple[Prompt, ...]:
        """What the same object was asked by with fewer steps, the latest first."""
        asking = next((group for group in self._groups() if self._prompt(group) == prompt), [])
        earlier = (self._prompt(asking[:length]) for length in range(len(asking) - 1, 0, -1))
        return tuple(one for one in earlier if one is not None)

    def moved(self, by: Offset, size: tuple[int, int]) -> Marks:
        """In another picture of this size, in which all of it lies elsewhere; what is outside of
        that picture is left out."""
        moved = Marks()
        for step in self.steps:
            here = _moved(step, by, size)
            if here is not None:
                moved = moved.then(here)
        return moved

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """One for each object that was marked, and for each time that words were typed."""
        asked = (self._prompt(group) for group in self._groups())
        return tuple(prompt for prompt in asked if prompt is not None)

    def _groups(self) -> Iterator[list[int]]:
        """The places of the steps that are about one object, or of words."""
        group: list[int] = []
        for place, step in enumerate(self.steps):
            if group and not self._belongs(step, group):
                yield group
                group = []
            if not isinstance(step, Another):
                group.append(place)
        yield group

    def _belongs(self, step: Step, group: list[int]) -> bool:
        """Whether a step is about the same object as those at these places."""
        before = [self.steps[place] for place in group]
        if isinstance(before[0], Words):
            return False
        if isinstance(step, Box):
            clicked = [one for one in before if isinstance(one, Point)]
            inside = [one for one in clicked if one.inside]
            is_round = bool(inside) and all(_is_in(one, step) for one in inside)
            return is_round and len(clicked) == len(before)
        return isinstance(step, Point)

    def _prompt(self, group: list[int]) -> Prompt | None:
        """What the steps at these places ask for; None for nothing."""
        steps = [self.steps[place] for place in group]
        return _prompt(steps) if _asks(steps) else None


def _moved(step: Step, by: Offset, size: tuple[int, int]) -> Step | None:
    if isinstance(step, Box):
        return overlap(shifted(step, by), Box(0, 0, *size))
    if not isinstance(step, Point):
        return step
    here = Point(step.x + by[0], step.y + by[1], step.inside)
    return here if 0 <= here.x < size[0] and 0 <= here.y < size[1] else None


def _is_in(point: Point, box: Box) -> bool:
    return box.x0 <= point.x <= box.x1 and box.y0 <= point.y <= box.y1


def _asks(group: list[Step]) -> bool:
    """Whether there is anything that shall be inside."""
    return any(not isinstance(step, Point) or step.inside for step in group)


def _prompt(group: list[Step]) -> Prompt:
    if isinstance(group[0], Words):
        return Prompt(words=group[0].text)
    return Prompt(
        boxes=tuple(step for step in group if isinstance(step, Box)),
        points=tuple(step for step in group if isinstance(step, Point)),
    )
