"""A model or a recipe on an example: asked, timed, and compared with what is known.

A model is used with those that it needs beside it: a detector with a segmenter, all by themselves
otherwise. A recipe goes its whole way. Everything runs where one works at a time (`models.pool`).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from frisket.images import Picture, from_rgb
from frisket.journey import placing
from frisket.journey.choosing import Choice, Shelf
from frisket.journey.embeddings import Embeddings
from frisket.journey.journey import Journey, Made
from frisket.journey.recipes import Recipe
from frisket.models.base import Matter, Soft, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.pool import Pool
from frisket_protocol.errors import FailedPrecondition, NotFound
from frisket_protocol.parts import Finish, Size
from frisket_protocol.raster import Frame

from . import hair, measuring
from .examples import Example
from .memory import Gauge
from .prompts import KINDS, Asked, asked
from .trial import UNKNOWN, Subject, Trial

RUNS = 3
"""The median of so many is told, after one that is not counted."""
NOTHING_KNOWN = "It knows nothing that is in them."
_EMBEDDINGS_BYTES = 512 << 20


class Trials:
    """The models and recipes of one machine, on these examples.

    patience: seconds after which a run is not repeated any more.
    """

    def __init__(
        self,
        cards: Mapping[str, ModelCard],
        shelf: Shelf,
        pool: Pool,
        examples: Sequence[Example],
        patience: float = 20.0,
    ) -> None:
        self._cards = cards
        self._shelf = shelf
        self._pool = pool
        self._examples = examples
        self._patience = patience
        # Of its own, so that nobody else's masks are pushed out, and each run begins anew.
        self._embeddings = Embeddings(_EMBEDDINGS_BYTES)
        self._journey = Journey(cards, shelf, pool, self._embeddings)
        self._gauges: dict[Subject, Gauge] = {}

    def named(self, name: str) -> Subject:
        """The model of that name, else the recipe. Raises NotFound."""
        if name in self._cards:
            return Subject(name)
        if name in {info.name for info in self._shelf.infos()[1:]}:
            return Subject(name, is_recipe=True)
        raise NotFound(f"No model and no recipe is called {name!r:.60}.", detail="model")

    def everything(self, usable: Callable[[ModelCard], bool]) -> list[Subject]:
        """The models that are there, by role, and the recipes that are ready."""
        roles = ("detect", "segment", "matte")
        there = sorted(
            filter(usable, self._cards.values()), key=lambda card: roles.index(card.role)
        )
        ready = self._shelf.ready(self._device())
        return [
            *(Subject(card.name) for card in there),
            *(Subject(recipe.name, is_recipe=True) for recipe in ready),
        ]

    def fitting(self, subject: Subject, watch: Watch) -> list[str]:
        """The examples that it can be tried on, the most telling first; loads its models."""
        self._gauge(subject)
        if self._role(subject) == "matte":
            return [example.name for example in self._examples if example.alpha is not None]
        choice = self._choice(subject)
        kinds = self._kinds(subject, choice, watch)
        names = self._names(choice, watch)
        return [one.name for one in self._examples if self._prompt(one, kinds, names)]

    def run(self, subject: Subject, picture: str, watch: Watch) -> Trial:
        """Try it on the example called `picture`, with "" on the first that fits.

        Raises NotFound for an example that there is not, FailedPrecondition where none fits and
        where models are missing, Cancelled.
        """
        fits = self.fitting(subject, watch)
        if picture and picture not in {example.name for example in self._examples}:
            there = ", ".join(example.name for example in self._examples)
            raise NotFound(
                f"No example is called {picture!r:.60}.",
                detail="example",
                hint=f"There are: {there}.",
            )
        if not fits or picture not in ("", *fits):
            where = f"the example {picture}" if picture else "any of the examples"
            raise FailedPrecondition(
                f"{subject.name} cannot be tried on {where}.",
                detail="example",
                hint=f"It can on: {', '.join(fits)}." if fits else NOTHING_KNOWN,
            )
        example = next(one for one in self._examples if one.name == (picture or fits[0]))
        if self._role(subject) == "matte":
            return self._edge(subject, example, watch)
        return self._shape(subject, example, watch)

    # --- shapes ---

    def _shape(self, subject: Subject, example: Example, watch: Watch) -> Trial:
        choice = self._choice(subject)
        kinds, names = self._kinds(subject, choice, watch), self._names(choice, watch)
        prompt = self._prompt(example, kinds, names)
        assert prompt is not None, "the caller has asked which examples fit"
        picture = Picture.of(from_rgb(example.rgb, Frame()))
        layer = Size(*picture.size)
        finish = Finish("soft" if subject.is_recipe else "hard")

        def work() -> Soft:
            self._embeddings.clear()
            made, _, _ = self._journey.segment(
                choice, picture, prompt.wanted, finish, layer, True, watch
            )
            return _joined(made, layer)

        mask, seconds, runs = self._timed(work, watch)
        self._embeddings.clear()
        self._journey.forget()
        models = [name for name in (choice.detect, *choice.joined, choice.segment) if name]
        if subject.is_recipe:
            models.append(choice.matte)
        return Trial(
            subject,
            example.name,
            prompt.told,
            tuple(models),
            measuring.overlap(mask, prompt.truth),
            self._expected(subject, choice, example),
            seconds,
            runs,
            self._memory(subject, models, watch),
            example.rgb,
            mask,
        )

    def _choice(self, subject: Subject) -> Choice:
        """Which models take part."""
        if subject.is_recipe:
            understands = next(r.understands for r in self._shelf.infos() if r.name == subject.name)
            return self._journey.choose(subject.name, frozenset(_first_of(understands)))
        card = self._cards[subject.name]
        is_detector = card.role == "detect"
        cutter = card.name
        if is_detector:
            cutter = self._shelf.segmenter_for(card.name, self._device())
        alone = Recipe(card.name, card.title, "", (), (cutter,), ())
        return Choice(alone, cutter, "", card.name if is_detector else "", "")

    def _kinds(self, subject: Subject, choice: Choice, watch: Watch) -> Sequence[str]:
        """The kinds of prompts that it is made for, the most telling first."""
        if subject.is_recipe:
            return _first_of(choice.recipe.understands)
        if choice.detect:
            return ["words"]
        segmenter = self._pool.get(choice.segment, watch)
        able = {*segmenter.understands, *(["words"] if hasattr(segmenter, "find") else [])}
        return [kind for kind in KINDS if kind in able]

    def _names(self, choice: Choice, watch: Watch) -> set[str] | None:
        """The names that its detectors know; None where one of them reads any words, or none is."""
        detectors = [name for name in (choice.detect, *choice.joined) if name]
        known = [self._pool.get(name, watch, detectors).vocabulary for name in detectors]
        return None if None in known or not known else set().union(*known)

    @staticmethod
    def _prompt(example: Example, kinds: Sequence[str], names: set[str] | None) -> Asked | None:
        every = (asked(example, kind, names) for kind in kinds[:1])
        return next((prompt for prompt in every if prompt), None)

    def _expected(self, subject: Subject, choice: Choice, example: Example) -> float:
        """Of a recipe the least that its models reach by themselves."""
        shaping = (
            [choice.detect or choice.segment]
            if not subject.is_recipe
            else [name for name in (choice.detect, *choice.joined, choice.segment) if name]
        )
        return min(self._cards[name].tried.get(example.name, UNKNOWN) for name in shaping)

    # --- edges ---

    def _edge(self, subject: Subject, example: Example, watch: Watch) -> Trial:
        assert example.alpha is not None, "the caller has asked which examples fit"
        matter: Matter = self._pool.get(subject.name, watch)
        picture = Picture.of(from_rgb(example.rgb, Frame()))
        layer = Size(*picture.size)
        body = hair.rough(example.alpha)

        def work() -> Soft:
            placed = placing.finish(picture, body, Finish("matte"), layer, matter, watch)
            return _laid([placed], layer)

        mask, seconds, runs = self._timed(work, watch)
        return Trial(
            subject,
            example.name,
            "a selection without the hair",
            (subject.name,),
            measuring.soft_overlap(mask, example.alpha),
            self._cards[subject.name].tried.get(example.name, UNKNOWN),
            seconds,
            runs,
            self._memory(subject, [subject.name], watch),
            example.rgb,
            mask,
            measuring.difference(mask, example.alpha),
        )

    # --- what both share ---

    def _timed(self, work: Callable[[], Soft], watch: Watch) -> tuple[Soft, float, int]:
        """The answer; the median of the seconds; of how many runs.

        Where the first, which is not counted, took longer than `patience`, of one more.
        """
        began = time.perf_counter()
        mask = work()
        seconds: list[float] = []
        while len(seconds) < RUNS:
            watch.check()
            at = time.perf_counter()
            if seconds and at - began > self._patience:
                break
            mask = work()
            seconds.append(time.perf_counter() - at)
        return mask, statistics.median(seconds), len(seconds)

    def _memory(self, subject: Subject, models: Sequence[str], watch: Watch) -> int:
        """Bytes at most: what was seen, or what the weights alone take where that is more."""
        seen = self._gauge(subject).taken()
        loaded: list[Any] = [self._pool.get(name, watch, models) for name in models]
        return max(seen, sum(int(getattr(model, "nbytes", 0)) for model in loaded))

    def _gauge(self, subject: Subject) -> Gauge:
        """Looks at the memory since the subject was first spoken of, before it was loaded."""
        if subject not in self._gauges:
            self._gauges[subject] = Gauge(self._device())
        return self._gauges[subject]

    def _role(self, subject: Subject) -> str:
        return "" if subject.is_recipe else self._cards[subject.name].role

    def _device(self) -> str:
        return self._pool.device if self._shelf.needs_device else "cpu"


def _first_of(understands: Sequence[str]) -> list[str]:
    """The kind of prompt that a recipe names first, of those that can be made of an example."""
    return [kind for kind in understands if kind in KINDS][:1]


def _joined(made: Sequence[Made], layer: Size) -> Soft:
    return _laid([one.placed for one in made], layer)


def _laid(placed: Sequence[placing.Placed], layer: Size) -> Soft:
    """All masks in one of the whole picture; where they overlap, the larger value."""
    whole = np.zeros((layer.height, layer.width), np.uint8)
    for one in placed:
        box = one.box
        here = whole[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
        np.maximum(here, one.mask, out=here)
    return whole
