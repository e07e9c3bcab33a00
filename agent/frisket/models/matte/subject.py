"""Networks "picture → one map" as ONNX files: U²-Net, IS-Net, BiRefNet, MODNet, RMBG and their kin.

What they see is what stands out. A box is shown to them twice, with little and with more round it:
the mean of the two is better than either (on 10 outlined objects, benchmarks/light_quality.py:
mean overlap 0.863 and 0.890 alone, 0.891 together; the worst 0.68 and 0.67 alone, and one that the
narrow look misses is whole). Where what stands out goes on beyond the box, the box means a part of
it, a hat or a cup on its saucer, and colours and edges cut that better (0.904 with this rule).

options: sides = [least, most] in pixels, where the file leaves the size free; a file with a fixed
size is shown everything drawn out to that. mean and deviation count in 0 to 1. logits: whether the
map is to go through the logistic function; where the card does not say, values beyond 0 to 1 do.
No map is stretched to fill 0 to 1: that would make an object of an empty picture's noise.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from frisket.models import graphs, planes
from frisket.models.base import Candidate, Image, ObjectPrompt, Soft, Watch
from frisket.models.files.cards import ModelCard
from frisket.models.place import Place
from frisket_protocol.errors import FailedPrecondition

from . import enlarging
from .standing_out import Sight, StandingOut, Work, certainty, classic_of, filled, room, shown_round

MEAN = [0.485, 0.456, 0.406]
DEVIATION = [0.229, 0.224, 0.225]
"""Of ImageNet's colours, 0 to 1: what a network was trained with unless its card says otherwise."""
MULTIPLE = 32
"""Of what the sides of a picture have to be where a graph leaves them free."""
NARROW, WIDE = 0.1, 0.3
"""What is shown round a box at the two looks, as a part of its longer side."""
SLOPPY = 0.04
"""So far outside of the box, as a part of its longer side, what stands out still belongs in it."""
GOES_ON = 0.05
"""Beyond that, the area of what stands out, as a part of the box's, from which it goes on there."""
SLACK = 0.01
"""How far values may be beyond 0 to 1 and still be no logits."""


class MatteSubject(StandingOut):
    """A Matter and a Segmenter; see `standing_out`."""

    def __init__(self, card: ModelCard, graph: graphs.Graph) -> None:
        self._graph = graph
        self.runs = graph.runs
        self._input, self._output = ports(graph)
        fixed = graph.inputs[self._input].shape[2:]
        least, most = card.options.get("sides", (1024, 1024))
        self._least = (fixed[0] or least, fixed[1] or least)
        self._most = (fixed[0] or most, fixed[1] or most)
        self._mean = card.options.get("mean", MEAN)
        self._deviation = card.options.get("deviation", DEVIATION)
        self._logits: bool | None = card.options.get("logits")
        super().__init__(card.name, max(self._most))

    @classmethod
    def load(cls, card: ModelCard, folder: Path, place: Place) -> Self:
        """Raises FailedPrecondition for a file that is no such network."""
        file = folder / graph_file(card)
        graph = graphs.opened(file, place)
        if not is_subject(graph):
            raise FailedPrecondition(
                f"{file.name} is no network that turns a picture into one map: it has "
                f"{graphs.described(graph)}.",
                detail="model_files",
                hint="Import it as what it is, or take another file of it.",
            )
        return cls(card, graph)

    @property
    def nbytes(self) -> int:
        """Memory of the weights."""
        return self._graph.nbytes

    def refine(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """See `RefiningSegmenter`: the edge as the engine without models follows it."""
        return self._classic.refine(image, mask, watch)

    def _looked_for(self, sight: Sight, prompt: ObjectPrompt, work: Work) -> list[Candidate]:
        if prompt.box is None or prompt.rough is not None:
            return super()._looked_for(sight, prompt, work)
        inside = room(prompt, sight.image)
        if not inside.any():
            return [Candidate(inside, 0.0)]
        looks = [
            self._shown(sight.image, inside, margin, work.part(index, 2))
            for index, margin in enumerate((NARROW, WIDE))
        ]
        together = np.mean([np.where(inside, look, 0) for look in looks], axis=0)
        mask = np.rint(together).astype(np.uint8)
        found = Candidate(mask, certainty(mask))
        if not goes_on(looks[1], prompt):
            return [found]
        (parts,) = self._classic.segment(classic_of(sight), [prompt], work.watch)
        return [parts[0], found]

    def _shown(self, image: Image, inside: Soft, margin: float, work: Work) -> Soft:
        """The alpha of the whole picture, of which the network is shown the part round a box."""
        alpha = np.zeros_like(inside)
        part = shown_round(inside, margin=margin)
        alpha[part] = self._alpha(image[part], work)
        return alpha

    def _alpha(self, image: Image, work: Work) -> Soft:
        work.step(0.05)
        height, width = (
            min(most, max(least, MULTIPLE * round(length / MULTIPLE)))
            for length, least, most in zip(
                self._fitting(*image.shape[:2]), self._least, self._most, strict=True
            )
        )
        shown = planes.normalised(planes.resized(image, height, width), self._mean, self._deviation)
        given = {self._input: shown[None]}
        found = self._graph.run(given, work.watch, [self._output])[self._output]
        alpha = self._as_alpha(found.reshape(found.shape[-2:]))
        return enlarging.enlarged(image, alpha, lambda done: work.step(0.9 + 0.1 * done))

    def _fitting(self, height: int, width: int) -> tuple[float, float]:
        """The picture's size, no longer than the network was trained for."""
        scale = min(1.0, max(self._most) / max(height, width))
        return height * scale, width * scale

    def _as_alpha(self, found: NDArray[np.float32]) -> NDArray[np.float32]:
        found = np.nan_to_num(found)
        logits = self._logits
        if logits is None:
            logits = bool(found.min() < -SLACK or found.max() > 1 + SLACK)
        # Farther out the logistic function is 0 or 1 to the last bit, and exp overflows.
        alpha = 1 / (1 + np.exp(-np.clip(found, -80, 80))) if logits else np.clip(found, 0, 1)
        return np.asarray(alpha, np.float32)


def goes_on(alpha: Soft, prompt: ObjectPrompt) -> bool:
    """Whether what stands out is a good deal larger than the box of the prompt."""
    assert prompt.box is not None, "only boxes are asked about"
    box = prompt.box
    height, width = alpha.shape
    spare = SLOPPY * max(box.width, box.height)
    around = type(box)(box.x0 - spare, box.y0 - spare, box.x1 + spare, box.y1 + spare)
    beyond = np.count_nonzero((alpha >= 128) & (filled(around, height, width) == 0))
    return bool(beyond > GOES_ON * np.count_nonzero(filled(box, height, width)))


def is_subject(graph: graphs.Graph) -> bool:
    """Whether a graph has one picture as its input and a map of it among its outputs."""
    if len(graph.inputs) != 1:
        return False
    (shape,) = (port.shape for port in graph.inputs.values())
    return len(shape) == 4 and shape[1] in (3, None) and bool(_maps(graph))


def ports(graph: graphs.Graph) -> tuple[str, str]:
    """The names of its picture and of its map: the first that has one channel."""
    return next(iter(graph.inputs)), _maps(graph)[0]


def graph_file(card: ModelCard) -> str:
    """Which of a card's files is the graph."""
    return next(name for name in card.files if name.endswith(".onnx"))


def _maps(graph: graphs.Graph) -> list[str]:
    """Outputs of one channel: 1x1xhxw, or 1xhxw."""
    return [
        port.name
        for port in graph.outputs.values()
        if (len(port.shape) == 4 and port.shape[1] in (1, None)) or len(port.shape) == 3
    ]
