"""What SAM and SAM 2.1 are trained by alike: fresh batches, those held out, and how each is asked.

`prompts` has the prompts themselves and the losses; this trains nothing by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor
from transformers import Sam2Model, SamModel

from . import prompts
from .loop import Draw, held_out, scenes
from .prompts import Batch
from .world import Drawn

BATCH = 6


@dataclass(frozen=True)
class Shown:
    """How a family is shown scenes.

    squares: scenes that `draw` drew as Bx3xSxS, each in the upper left. low: a mask prompt's side.
    """

    draw: Draw
    squares: Callable[[list[Drawn]], Tensor]
    low: int

    def fresh(self, rng: np.random.Generator) -> tuple[Batch, bool]:
        """A batch to train on, and whether three masks are asked for or one."""
        kind = str(rng.choice(prompts.KINDS))
        several = kind == "click" or rng.uniform() < 0.2
        return self._batch(rng, kind, scenes(rng, self.draw, BATCH)), several

    def held_out(self) -> dict[str, Batch]:
        """Thirty scenes to measure `prompts.quality` on, by kind of prompt."""
        drawn = held_out(self.draw, 30)
        return {
            kind: self._batch(np.random.default_rng(1), kind, drawn) for kind in ("box", "click")
        }

    def _batch(self, rng: np.random.Generator, kind: str, drawn: list[Drawn]) -> Batch:
        return prompts.batch(rng, drawn, self.squares(drawn), kind, self.low)


def asked(model: SamModel | Sam2Model, batch: Batch, several: bool) -> Any:
    """What the model says to a batch, as its class has it: `pred_masks`, `iou_scores` and more."""
    return model(
        pixel_values=batch.pictures,
        input_points=batch.points,
        input_labels=batch.labels,
        input_boxes=batch.boxes,
        input_masks=batch.masks,
        multimask_output=several,
    )
