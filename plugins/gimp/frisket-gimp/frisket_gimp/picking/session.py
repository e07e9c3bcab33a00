"""What the window knows: the marks, what was found of them, what is ticked. No GIMP, no Gtk."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from frisket_plugin.job import Outcome
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box, Mask, Point

from ..canvas.placing import Offset
from ..history import History
from .marks import Back, Exclusion, Marks, Step, Words

Key = tuple[Prompt, int]
"""A prompt, and which of its objects."""
GUESSES = 3
"""How many answers to clicks are asked for; the agent gives up to three."""
INSIDE = 128
"""From this value on, a pixel of a mask is inside."""


@dataclass(frozen=True, eq=False)
class Thing:
    """One object that was found; `mask` is the guess that is chosen, in preview pixels.

    exact: the same as it will be made, in the layer's own pixels, once it is known.
    """

    key: Key
    mask: Mask
    exact: Mask | None
    guesses: int
    is_ticked: bool

    @property
    def label(self) -> str:
        return self.mask.label or self.mask.phrase


@dataclass(frozen=True)
class Done:
    """All that the person did: the marks, what is left out, and which guess is taken of what."""

    marks: Marks = Marks()
    unticked: frozenset[Key] = frozenset()
    guesses: Mapping[Key, int] = field(default_factory=dict)


@dataclass(eq=False)
class Session:
    """Changed by what the person does and by what the agent answers."""

    _done: History[Done] = field(default_factory=lambda: History(Done()))
    _outcomes: dict[Prompt, Outcome] = field(default_factory=dict)
    _exact: dict[Prompt, Outcome] = field(default_factory=dict)
    _proven: set[Prompt] = field(default_factory=set)

    @property
    def marks(self) -> Marks:
        """What is marked, as it stands."""
        return self._done.now.marks

    def mark(self, step: Step, scale: float = 1.0) -> bool:
        """A click, a box, words, or the wish for another object; scale: the preview's.

        A click is about the object that it lies on, the one that is being marked before all others;
        one on what is wanted makes that the one that is being marked. False where nothing is that
        it could be taken away from, and for words that were typed before.
        """
        made: Step | None = step
        before = self.marks
        if isinstance(step, Point) and not step.inside:
            made = self._exclusion(step, scale)
        if made is None:
            return False
        there = self._there(step, scale) if isinstance(step, Point) and step.inside else before
        self._mark(there.then(made))
        return self.marks != before

    def _mark(self, marks: Marks) -> None:
        self._done = self._done.then(replace(self._done.now, marks=marks))

    def worded_at(self, point: Point, scale: float = 1.0) -> str:
        """What that is called which lies here uppermost, if words found it; "" for nothing."""
        under = self._under(point, scale)
        return under[-1].label if under and under[-1].key[0].words else ""

    def _there(self, point: Point, scale: float) -> Marks:
        """Back at the clicked or boxed object that lies here, if the one being marked does not."""
        under = [self.marks.first_step(one.key[0]) for one in self._under(point, scale)]
        of = under[-1] if under else None
        is_other = isinstance(of, Point | Box) and self.marks.open_object not in under
        if self.marks.begins_another or not is_other:
            return self.marks
        return self.marks.then(Back(of))

    def choose(self, key: Key) -> None:
        """The next click is about this object."""
        of = self.marks.first_step(key[0])
        if of is not None and not isinstance(of, Words):
            self._mark(self.marks.then(Back(of)))

    @property
    def current(self) -> Key | None:
        """The object that the next click is about, if it is one."""
        own = self.marks.open_object
        if own is None:
            return None
        keys = (thing.key for thing in self.things)
        return next((key for key in keys if self.marks.first_step(key[0]) == own), None)

    def _exclusion(self, point: Point, scale: float) -> Step | None:
        under = [self.marks.first_step(one.key[0]) for one in self._under(point, scale)]
        own = self.marks.open_object
        if own is not None and (not under or own in under):
            return point
        of = under[-1] if under else None
        return None if of is None or isinstance(of, Words) else Exclusion(point, of)

    def _under(self, point: Point, scale: float) -> list[Thing]:
        """What is ticked and lies at this point of the layer, the uppermost last."""
        return [
            one
            for one in self.ticked
            if (_covers(one.mask, point, scale) if one.exact is None else _covers(one.exact, point))
        ]

    @property
    def can_undo(self) -> bool:
        return bool(self._done.past)

    @property
    def can_redo(self) -> bool:
        return bool(self._done.future)

    def undo(self) -> None:
        """Take back what was done last: a mark, a tick, or another guess."""
        self._done = self._done.back()

    def redo(self) -> None:
        """Do again what was taken back last."""
        self._done = self._done.forth()

    def moved(self, by: Offset, size: tuple[int, int]) -> None:
        """Another picture of this size is shown, in which all of it lies elsewhere."""
        self._done = self._done.each(lambda one: replace(one, marks=one.marks.moved(by, size)))

    def begin_again(self) -> None:
        """Another picture or another recipe: all of it has to be asked anew."""
        self._proven.update(self._outcomes)
        self._outcomes.clear()
        self._exact.clear()
        self._done = self._done.each(lambda one: Done(one.marks))

    @property
    def unasked(self) -> tuple[Prompt, ...]:
        """What nobody has asked the agent yet."""
        return tuple(prompt for prompt in self.marks.prompts if prompt not in self._outcomes)

    @property
    def unseen(self) -> int:
        """Of how much that is marked nothing is shown yet."""
        return sum(
            all(one not in self._outcomes for one in (prompt, *self.marks.before(prompt)))
            for prompt in self.marks.prompts
        )

    @property
    def marked(self) -> int:
        """How many objects would be lost with the window: those found, and what is asked for."""
        return len(self.things) + self.unseen

    def found(self, outcomes: Mapping[Prompt, Outcome]) -> None:
        """What the agent answered."""
        self._outcomes.update(outcomes)

    def blames_choice(self, failed: Iterable[Prompt]) -> bool:
        """Whether any of what failed had an answer under the choices before: then it is no fault of
        the mark."""
        return any(prompt in self._proven for prompt in failed)

    @property
    def inexact(self) -> tuple[Prompt, ...]:
        """What is ticked and not yet seen as it will be made."""
        asked = dict.fromkeys(thing.key[0] for thing in self.ticked)
        return tuple(prompt for prompt in asked if prompt not in self._exact)

    @property
    def exact(self) -> Mapping[Prompt, Outcome]:
        """What is known in the layer's own pixels, with the edges that it will have."""
        return dict(self._exact)

    @property
    def outcomes(self) -> Mapping[Prompt, Outcome]:
        """What the agent answered while one clicked."""
        return dict(self._outcomes)

    def found_exactly(self, outcomes: Mapping[Prompt, Outcome]) -> None:
        """What the agent answered in full."""
        self._exact.update(outcomes)

    def other_edges(self) -> None:
        """Everything will have other edges than it was seen with."""
        self._exact.clear()

    def failed(self, prompts: Iterable[Prompt]) -> None:
        """The agent cannot answer these: the step that made each of them is taken back."""
        for prompt in prompts:
            while (left := self.marks.without(prompt)) != self.marks:
                self._done = self._done.instead(replace(self._done.now, marks=left))

    @property
    def things(self) -> tuple[Thing, ...]:
        """Every object of every mark that stands; while it is asked anew, as it was until then."""
        return tuple(
            self._thing((prompt, index), candidates)
            for prompt in self._answered
            for index, candidates in enumerate(self._outcomes[prompt].objects)
        )

    @property
    def _answered(self) -> Iterator[Prompt]:
        for prompt in self.marks.prompts:
            asked = (prompt, *self.marks.before(prompt))
            yield from [one for one in asked if one in self._outcomes][:1]

    def _thing(self, key: Key, candidates: tuple[Mask, ...]) -> Thing:
        done = self._done.now
        guess = done.guesses.get(key, 0) % len(candidates)
        exact = _guess(self._exact.get(key[0]), key[1], guess)
        return Thing(key, candidates[guess], exact, len(candidates), key not in done.unticked)

    @property
    def ticked(self) -> tuple[Thing, ...]:
        return tuple(thing for thing in self.things if thing.is_ticked)

    def tick(self, key: Key, on: bool) -> None:
        """Take an object, or leave it out."""
        done = self._done.now
        unticked = done.unticked - {key} if on else done.unticked | {key}
        self._done = self._done.then(replace(done, unticked=unticked))

    def next_guess(self, key: Key) -> None:
        """Another answer to what was meant."""
        done = self._done.now
        guesses = {**done.guesses, key: done.guesses.get(key, 0) + 1}
        self._done = self._done.then(replace(done, guesses=guesses))

    def chosen(self, outcomes: Mapping[Prompt, Outcome]) -> tuple[Mask, ...]:
        """Of the same questions asked anew, in the layer's own pixels: what is ticked here."""
        chosen = (
            _guess(
                outcomes[thing.key[0]],
                thing.key[1],
                self._done.now.guesses.get(thing.key, 0) % thing.guesses,
            )
            for thing in self.ticked
        )
        return tuple(mask for mask in chosen if mask is not None)

    @property
    def points(self) -> tuple[Point, ...]:
        return self.marks.points

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(step for step in self.marks.steps if isinstance(step, Box))


def _guess(outcome: Outcome | None, index: int, guess: int) -> Mask | None:
    """This guess at this object, or the last that there is; None where there is no such object."""
    objects = outcome.objects if outcome is not None else ()
    return objects[index][min(guess, len(objects[index]) - 1)] if index < len(objects) else None


def _covers(mask: Mask, point: Point, scale: float = 1.0) -> bool:
    """Whether a point is inside of a mask whose pixels are `scale` of the point's."""
    x, y = math.floor(point.x / scale - mask.box.x0), math.floor(point.y / scale - mask.box.y0)
    is_in = 0 <= x < mask.width and 0 <= y < mask.height
    return is_in and mask.data[y * mask.width + x] >= INSIDE


def guesses_for(prompt: Prompt) -> int:
    """How many answers this prompt may have."""
    return GUESSES if prompt.points else 1
