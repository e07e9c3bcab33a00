"""What a person has marked in the window, step by step, and what that asks for. No GIMP, no Gtk."""

from __future__ import annotations

from dataclasses import dataclass

from frisket_plugin.pixels import overlap
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Point

from ..canvas.placing import Offset, shifted


@dataclass(frozen=True)
class Words:
    """Words that were typed: everything that they name."""

    text: str


@dataclass(frozen=True)
class Another:
    """The next click is about another object."""


@dataclass(frozen=True)
class Exclusion:
    """A click on what is not wanted of an object that others were begun after. of: its first
    step."""

    point: Point
    of: Words | Point | Box


@dataclass(frozen=True)
class Back:
    """The next clicks are about an object again that others were begun after. of: its first
    step."""

    of: Words | Point | Box


Step = Words | Point | Box | Another | Exclusion | Back


@dataclass(frozen=True)
class Marks:
    """Every step, in order, in layer pixels.

    Clicks are about one object until `Another`, `Back` or words. A box round what was clicked tells
    more of that object; any other begins one, and the clicks behind it tell more of it.
    """

    steps: tuple[Step, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.steps)

    def then(self, step: Step) -> Marks:
        """With one step more; what asks for nothing new changes nothing."""
        if isinstance(step, Another) and (not self.steps or self.begins_another):
            return self
        if isinstance(step, Words) and step in self.steps:
            return self
        if isinstance(step, Back) and self.begins_another:
            return self.without_last().then(step)
        if isinstance(step, Back) and step.of == self.open_object:
            return self
        return Marks((*self.steps, step))

    @property
    def begins_another(self) -> bool:
        """Whether the next click or box is about another object because somebody said so."""
        return isinstance(self._last, Another)

    @property
    def _last(self) -> Step | None:
        """The last step, but for clicks that are about an object before it."""
        own = (step for step in reversed(self.steps) if not isinstance(step, Exclusion))
        return next(own, None)

    @property
    def can_exclude(self) -> bool:
        """Whether a click on what is not wanted would say it of an object that is marked."""
        asks = self._prompt(self._current)
        return not self.begins_another and asks is not None and not asks.words

    @property
    def open_object(self) -> Step | None:
        """The first step of the object that the next click is about, if there is one."""
        return self.steps[self._current[0]] if self.can_exclude else None

    def first_step(self, prompt: Prompt) -> Words | Point | Box | None:
        """That of the object which this asks for, or did when it had fewer steps."""
        for group in reversed(self._groups()):
            asked = self._prompt(group)
            if asked is not None and prompt in (asked, *self.before(asked)):
                first = self.steps[group[0]]
                return first if isinstance(first, Words | Point | Box) else None
        return None

    @property
    def points(self) -> tuple[Point, ...]:
        """Every click."""
        return tuple(step for step in map(_plain, self.steps) if isinstance(step, Point))

    def without_last(self) -> Marks:
        """As it was before the last click, box or words, or before another object was begun; what
        only led back to an object goes with what was done there."""
        left = self.steps[:-1]
        while left and isinstance(left[-1], Back):
            left = left[:-1]
        return Marks(left)

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

    def _groups(self) -> list[list[int]]:
        """The places of the steps that are about one object, or of words."""
        return self._grouped()[0]

    @property
    def _current(self) -> list[int]:
        """The group of what the next click is about, if anything."""
        return self._grouped()[1]

    def _grouped(self) -> tuple[list[list[int]], list[int]]:
        current: list[int] = []
        groups = [current]
        for place, step in enumerate(self.steps):
            if isinstance(step, Exclusion | Back):
                begun = (one for one in reversed(groups) if one and self.steps[one[0]] == step.of)
                meant = next(begun, current)
                if isinstance(step, Exclusion):
                    meant.append(place)
                else:
                    current = meant
                continue
            if current and not self._belongs(step, current):
                current = []
                groups.append(current)
            if not isinstance(step, Another):
                current.append(place)
        return groups, current

    def _belongs(self, step: Step, group: list[int]) -> bool:
        """Whether a step is about the same object as those at these places."""
        before = [_plain(self.steps[place]) for place in group]
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
        steps = [_plain(self.steps[place]) for place in group]
        return _prompt(steps) if _asks(steps) else None


def _plain(step: Step) -> Step:
    """A click, whatever it is about."""
    return step.point if isinstance(step, Exclusion) else step


def _moved(step: Step, by: Offset, size: tuple[int, int]) -> Step | None:
    if isinstance(step, Box):
        return overlap(shifted(step, by), Box(0, 0, *size))
    if isinstance(step, Exclusion):
        point, of = _moved(step.point, by, size), _moved(step.of, by, size)
        is_there = isinstance(point, Point) and isinstance(of, Words | Point | Box)
        return Exclusion(point, of) if is_there else None
    if isinstance(step, Back):
        of = _moved(step.of, by, size)
        return Back(of) if isinstance(of, Words | Point | Box) else None
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
