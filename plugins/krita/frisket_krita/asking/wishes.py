"""What a person wants, as values, and what is asked of the agent for it. Nothing of Krita or Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from frisket_plugin.agent import State
from frisket_plugin.job import Job, Outcome
from frisket_plugin.names import numbered
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.parts import Edges, Prompt
from frisket_protocol.raster import Box, Mask, Point, Raster

CANDIDATES = 3
"""Guesses that are wanted of a single click, which may mean a thing or a part of it."""


@dataclass(frozen=True)
class Clicks:
    """Everything that was clicked, in the order of clicking, in pixels of the image."""

    prompts: tuple[Point | Box, ...] = ()

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(one for one in self.prompts if isinstance(one, Point))

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(one for one in self.prompts if isinstance(one, Box))

    @property
    def candidates(self) -> int:
        """How many guesses are worth asking for."""
        is_single = len(self.prompts) == 1 and bool(self.points)
        return CANDIDATES if is_single else 1

    def with_one(self, prompt: Point | Box) -> Clicks:
        return Clicks((*self.prompts, prompt))

    def without_last(self) -> Clicks:
        return Clicks(self.prompts[:-1])


@dataclass(frozen=True)
class Wish:
    """What is wanted. candidate: which of the guesses at a single click is meant.

    refines: the selection is right but for its edge, which is made anew; nothing is looked for.
    """

    options: Options
    words: str = ""
    clicks: Clicks = Clicks()
    candidate: int = 0
    refines: bool = False


def is_one_of_several(wish: Wish) -> bool:
    """Whether objects are wanted apart, and several clicks say only one."""
    inside = [one for one in wish.clicks.points if one.inside]
    is_apart = wish.options.output == "objects" and wish.options.prompt_from == "clicks"
    return is_apart and len(inside) > 1 and not wish.clicks.boxes


def refined(options: Options) -> Options:
    """The options for the selection's own edge: a hard one would change nothing."""
    edges: Edges = "soft" if options.edges == "hard" else options.edges
    return replace(options, prompt_from="rough", output="selection", edges=edges)


def meant(options: Options) -> Options:
    """What can be meant: a selection that is refined is replaced by what was made of it."""
    is_refining = options.prompt_from == "rough" and options.output == "selection"
    return replace(options, mode="replace") if is_refining else options


def asks_the_same(one: Wish, other: Wish) -> bool:
    """Whether both have the same found, and differ in what is made of it at most."""
    return _asked(one) == _asked(other)


def means_the_same(one: Wish, other: Wish) -> bool:
    """Whether both mean the same thing, however it is found and finished."""

    def meant_by(wish: Wish) -> tuple[object, ...]:
        kind = wish.options.prompt_from
        words = wish.words.strip() if kind == "words" else ""
        return kind, words, wish.clicks if kind == "clicks" else None, wish.refines

    return meant_by(one) == meant_by(other)


def finds_the_same(one: Wish, other: Wish) -> bool:
    """Whether the same things are found for both, though each may end elsewhere."""

    def found_by(wish: Wish) -> tuple[object, ...]:
        return wish.options.recipe, wish.options.read_from, wish.options.threshold

    return means_the_same(one, other) and found_by(one) == found_by(other)


def _asked(wish: Wish) -> Wish:
    kind = wish.options.prompt_from
    is_inverted_before = wish.options.invert and not wish.options.is_joined
    options = replace(wish.options, output="selection", mode="replace", invert=is_inverted_before)
    return Wish(
        options, wish.words.strip() if kind == "words" else "", wish.clicks, 0, wish.refines
    )


class Selected(Protocol):
    """The host's selection. All raise FailedPrecondition when there is none."""

    def box(self) -> Box:
        """The box round it."""

    def mask(self) -> Raster:
        """Itself, as a rough mask of the whole picture."""

    def part(self, box: Box, scale: float) -> Raster:
        """Itself in a box, each pixel the mean of scale × scale."""


def check(wish: Wish, has_selection: bool) -> None:
    """Raises FailedPrecondition when it is plain that something for it is missing."""
    kind = wish.options.prompt_from
    if kind == "clicks" and not wish.clicks.prompts:
        raise FailedPrecondition(t("no_clicks"), detail="no_clicks")
    if kind in ("box", "rough") and not has_selection:
        raise FailedPrecondition(t("no_selection"), detail="no_selection")


def job_of(wish: Wish, selected: Selected) -> Job:
    """What is asked of the agent. Raises FailedPrecondition when nothing is selected.

    The threshold is one for words: what is shown is taken as it is.
    """
    kind = wish.options.prompt_from
    shown = replace(wish.options, threshold=0.0)
    if kind == "box":
        return Job(Prompt(boxes=(selected.box(),)), shown)
    if kind == "rough":
        return Job(Prompt(), shown, rough=selected.mask())
    if kind == "clicks":
        clicks = wish.clicks
        prompt = Prompt(points=clicks.points, boxes=clicks.boxes)
        return Job(prompt, shown, candidates=clicks.candidates)
    return Job(Prompt(words=wish.words.strip()), wish.options)


def kind_of(wish: Wish) -> str:
    """The kind of prompt that a recipe has to understand, as the agent calls it."""
    kind = wish.options.prompt_from
    if kind == "clicks":
        return "points" if wish.clicks.points else "box"
    if kind == "words":
        return "words" if wish.words.strip() else "subject"
    return kind


def chosen_of(outcome: Outcome, candidate: int) -> tuple[Mask, ...]:
    """Of each object the guess of this number, counted round."""
    return tuple(ones[candidate % len(ones)] for ones in outcome.objects)


def names_of(objects: Sequence[Mask]) -> list[str]:
    """What each object is called in a list, all of them differently."""
    return numbered(
        [
            mask.label or mask.phrase or t("object", number=row)
            for row, mask in enumerate(objects, start=1)
        ]
    )


def name_of(wish: Wish, chosen: Sequence[Mask], layer: str = "") -> str:
    """What a layer made for this wish shows: the words, or what was found, or a part of `layer`."""
    kind = wish.options.prompt_from
    labels = list(dict.fromkeys(mask.label or mask.phrase for mask in chosen))
    words = wish.words.strip() if kind == "words" else ""
    of_layer = layer if kind != "words" and wish.options.output in ("cutout", "objects") else ""
    return words or ", ".join(filter(None, labels)) or of_layer or t(f"name.{kind}")


def sentence_of(state: State, recipe: str) -> str:
    """One plain sentence about the agent; recipe: the title of the one that is chosen, if any."""
    if state.light == "running":
        device = t("device.cpu") if state.device == "cpu" else state.device
        if not recipe:
            return t("light.running", device=device)
        return t("light.running.recipe", device=device, recipe=recipe)
    if state.light == "stopped":
        return t("light.stopped")
    return state.problem or t("light.loading")
