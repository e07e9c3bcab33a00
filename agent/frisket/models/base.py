"""One grammar for all models: detect, embed, segment, matte.

numpy at the edge: whatever an adapter holds inside (tensors, graphs) never leaves it. There is no
"set image first" state: an embedding is a value that the caller keeps and passes back.

Arrays, everywhere below:
    Image   HxWx3 uint8, RGB, sRGB values, pixels of the picture given
    Soft    HxW uint8, 0 outside to 255 inside, the same pixels
Boxes and points are continuous pixel coordinates of that picture (x right, y down, centre at +0.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from frisket_protocol.raster import Box, Point

Image: TypeAlias = NDArray[np.uint8]
Soft: TypeAlias = NDArray[np.uint8]


class Watch(Protocol):
    """Carries progress out and cancellation in; the only thing in the journey that is no value."""

    def step(self, stage: str, fraction: float | None = None) -> None:
        """Say where the work stands (`fraction` 0 to 1). Raises Cancelled when nobody wants it."""

    def check(self) -> None:
        """Raise Cancelled when nobody wants it: between two steps, at least every 100 ms."""


class Unwatched:
    """A watch that nobody looks at."""

    def step(self, stage: str, fraction: float | None = None) -> None:
        """Go on."""

    def check(self) -> None:
        """Go on."""


@dataclass(frozen=True)
class Detection:
    """Where a detector saw something: a box in pixels, a score 0 to 1, and what it is called."""

    box: Box
    score: float
    label: str = ""
    phrase: str = ""


@dataclass(frozen=True, eq=False)
class ObjectPrompt:
    """All that is known about one object. Parts may be combined; none at all means "the subject".

    scribble: HxW uint8, 0 unmarked, 1 to 127 a stroke outside, 128 to 255 a stroke inside.
    rough: Soft, a selection that is about right.
    """

    box: Box | None = None
    points: tuple[Point, ...] = ()
    scribble: NDArray[np.uint8] | None = None
    rough: Soft | None = None

    @property
    def is_subject(self) -> bool:
        return self.box is None and not self.points and self.scribble is None and self.rough is None


@dataclass(frozen=True, eq=False)
class Candidate:
    """One answer to a prompt: a mask of the whole picture and how good the model thinks it is."""

    mask: Soft = field(repr=False)
    score: float


@dataclass(frozen=True, eq=False)
class Instance:
    """One thing that words or exemplars found: a mask of the whole picture and what it answers."""

    mask: Soft = field(repr=False)
    score: float
    phrase: str = ""


class Embedding(Protocol):
    """What a segmenter has worked out about one picture, to be asked many prompts."""

    @property
    def nbytes(self) -> int:
        """Memory it holds, for the cache's budget. May grow while it is used."""


class Detector(Protocol):
    """Finds where things are.

    Like every model with files it also has `load(card, folder, place)`, a class method that builds
    it, and `nbytes`, the memory of its weights: `ModelCard.build` and the pool ask for them.
    """

    name: str
    vocabulary: frozenset[str] | None
    """The names, in lower case, that a closed-set detector knows; None for one that reads words."""

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """Boxes of what the phrases name, best score first; an empty list when there is none.

        Each box lies in the picture and is not empty; `phrase` is the one of `phrases` that it
        answers, `label` what the model calls it. No phrases ask a closed-set detector for all that
        it knows; one that reads words finds nothing then. A phrase outside `vocabulary` finds
        nothing. threshold: the least score that counts, 0 to 1; 0 for the model's own.
        """


class Segmenter(Protocol):
    """Cuts the shape of what a prompt points at."""

    name: str
    understands: frozenset[str]
    """Of "box", "points", "scribble", "rough", "subject"."""
    preview_side: int
    """The long side in pixels beyond which a larger picture tells it nothing more."""
    zooms: bool
    """Whether it scales every picture to one size: small things want a crop of their own then."""

    def embed(self, image: Image, watch: Watch) -> Embedding:
        """Everything about the picture that does not depend on the prompt."""

    def segment(
        self, embedding: Any, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt one to three different masks, the best first."""


class ConceptSegmenter(Segmenter, Protocol):
    """A segmenter that also finds every instance of a concept, without a detector."""

    def find(
        self,
        embedding: Any,
        phrases: Sequence[str],
        exemplars: Sequence[tuple[Box, bool]],
        watch: Watch,
        threshold: float = 0.0,
    ) -> list[Instance]:
        """Every instance of what each phrase names, best score first.

        Exemplars are boxes in pixels of the picture: of things like those wanted (True) and of
        things that are not (False). They go with every phrase; without a phrase they speak alone.
        threshold: the least score that counts, 0 to 1; 0 for the model's own.
        """


class RefiningSegmenter(Segmenter, Protocol):
    """A segmenter with a shorter way to make a mask finer than to be asked anew."""

    def refine(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """`mask` with the edge of `image`, of the same size: it was found on the same, but smaller.

        It stays the mask of the same thing.
        """


class Matter(Protocol):
    """Turns a mask into a matte: hair, glass and other soft edges."""

    name: str

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """The soft edge of `mask`, of the same size; what is far from the edge stays as it was."""
