"""The click head that SAM 2.1, EdgeTAM and SAM 3 share, as transformers has it: maps and clicks in.

`maps` are three of the picture, 1xCxhxw, the finest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frisket.models import tensors
from frisket.models.base import Candidate
from frisket.models.place import Place

from .sam_prompts import Canvas, Clicks, arrays

MOST = 16
"""Objects in one call, which takes some 40 MB for each."""


def keep_places_exact(model: Any) -> None:
    """Let a model in half precision still tell clicks a pixel apart: bfloat16 has 256 steps."""
    model.prompt_encoder.shared_embedding.float()


def decoded(
    model: Any,
    maps: Sequence[Any],
    batch: Sequence[Clicks],
    canvas: Canvas,
    place: Place,
) -> list[list[Candidate]]:
    """One call of the head for one of `clicks.batches`: for each object its masks, best first.

    A single click has three answers; all else is clear and has one. The score is the IoU that the
    model expects, times how sure it is that there is an object.
    """
    asked = arrays(batch, canvas, model.prompt_encoder.mask_input_size[0])
    # Objects with a mask prompt need a picture each.
    axis, pictures = (0, 1) if asked.masks is None else (1, len(batch))
    masks = tensors.numbers(asked.masks, 1, place)
    with tensors.inference():
        answer = model(
            image_embeddings=[one.expand(pictures, -1, -1, -1) for one in maps],
            input_points=tensors.numbers(asked.points, axis, place),
            input_labels=tensors.numbers(asked.labels, axis, place),
            input_boxes=tensors.numbers(asked.boxes, axis, place),
            input_masks=None if masks is None else masks.to(maps[0].dtype),
            multimask_output=batch[0].is_ambiguous,
        )
        scores = answer.iou_scores.clamp(0, 1) * answer.object_score_logits.sigmoid()
        return [
            tensors.candidates(logits, score, canvas.height, canvas.width, one.answers)
            for one, logits, score in zip(
                batch, answer.pred_masks.flatten(0, 1), scores.flatten(0, 1), strict=True
            )
        ]
