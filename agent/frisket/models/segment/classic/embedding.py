"""What is known about one picture: the picture, the graphs of its windows, and earlier answers."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from frisket.models.base import Candidate, Image, Soft

from .evenness import shows_nothing
from .regions import Marks, RegionGraph, build_graph
from .window import Window, whole

MOST_GRAPHS = 6
MOST_ANSWERS = 24

Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, eq=False)
class Shape:
    """What is inside in a window, hxw bool at working size, and how good that looks, 0 to 1.

    is_drawn   it is what a person drew, since there is nothing to see: no edge is looked for
    """

    window: Window
    pixels: Marks
    score: float
    is_drawn: bool = False


@dataclass(frozen=True, eq=False)
class Answer:
    """The shapes that a prompt may mean, best first, with their masks of the whole picture."""

    shapes: tuple[Shape, ...]
    masks: tuple[Soft, ...]

    @property
    def candidates(self) -> list[Candidate]:
        """Copies, so that nobody can change what is kept."""
        return [
            Candidate(mask.copy(), shape.score)
            for shape, mask in zip(self.shapes, self.masks, strict=True)
        ]

    @property
    def nbytes(self) -> int:
        return sum(mask.nbytes for mask in self.masks) + sum(s.pixels.nbytes for s in self.shapes)


class ClassicEmbedding:
    """A picture (HxWx3 uint8 RGB) and what has been worked out about it so far.

    Graphs and answers are made when first asked for and kept whole or not at all, so a cancelled
    prompt leaves nothing half done. The oldest are forgotten beyond a small number.
    """

    def __init__(self, image: Image) -> None:
        self.image = image
        self._graphs: OrderedDict[Window, RegionGraph] = OrderedDict()
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._shows_nothing: bool | None = None

    @property
    def width(self) -> int:
        return int(self.image.shape[1])

    @property
    def height(self) -> int:
        return int(self.image.shape[0])

    @property
    def nbytes(self) -> int:
        """Memory it holds; grows while it is used, up to a bound."""
        graphs = sum(graph.nbytes for graph in self._graphs.values())
        answers = sum(answer.nbytes for answer in self._answers.values())
        return int(self.image.nbytes) + graphs + answers

    @property
    def shows_nothing(self) -> bool:
        """Whether the picture is of one colour, a gradient, or noise."""
        if self._shows_nothing is None:
            self._shows_nothing = shows_nothing(self.graph(whole(self.width, self.height)).lab)
        return self._shows_nothing

    def graph(self, window: Window) -> RegionGraph:
        """The regions of `window`, built once."""
        found = self._graphs.get(window)
        if found is None:
            found = build_graph(window.shrink(self.image))
            self._graphs[window] = found
            if len(self._graphs) > MOST_GRAPHS:
                self._graphs.popitem(last=False)
        self._graphs.move_to_end(window)
        return found

    def labelling(self, shape: Shape) -> Marks:
        """The regions of its window's graph that `shape` holds, N bool."""
        return np.asarray(self.graph(shape.window).mean(shape.pixels) > 0.5, np.bool_)

    def shape(self, window: Window, inside: Marks, score: float) -> Shape:
        """The shape of a labelling (N bool) of the regions of the graph of `window`."""
        return Shape(window, inside[self.graph(window).labels], score)

    def answer(self, key: Key) -> Answer | None:
        """What was answered to the same prompt before."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def keep(self, key: Key, answer: Answer) -> None:
        """Remember `answer`."""
        self._answers[key] = answer
        self._answers.move_to_end(key)
        if len(self._answers) > MOST_ANSWERS:
            self._answers.popitem(last=False)
