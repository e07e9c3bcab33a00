"""The click head that SAM 2.1, EdgeTAM and SAM 3 share, as transformers has it: maps and clicks in.

`maps` are three of the picture, 1xCxhxw, the finest first. How prompts become `inputs` holds for
SAM and HQ-SAM, too, which have decoders of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor

from frisket.models import tensors
from frisket.models.base import Candidate, ObjectPrompt, Watch
from frisket.models.place import Place

from .sam_prompts import Arrays, Canvas, Clicks, answered, arrays, clicks

MOST = 16
"""Objects in one call, which takes some 40 MB for each."""


def keep_places_exact(model: Any) -> None:
    """Let a model in half precision still tell clicks a pixel apart: bfloat16 has 256 steps."""
    model.prompt_encoder.shared_embedding.float()


def segmented(
    model: Any,
    maps: Sequence[Tensor],
    prompts: Sequence[ObjectPrompt],
    canvas: Canvas,
    place: Place,
    watch: Watch,
) -> list[list[Candidate]]:
    """For each prompt its masks on the picture of `canvas`, the best first, by the click head.

    A single click has three answers; all else is clear and has one. The score is the IoU that the
    model expects, times how sure it is that there is an object.
    """
    asked = [clicks(prompt, canvas.width, canvas.height) for prompt in prompts]
    return answered(asked, MOST, lambda batch: _decoded(model, maps, batch, canvas, place), watch)


def _decoded(
    model: Any, maps: Sequence[Tensor], batch: Sequence[Clicks], canvas: Canvas, place: Place
) -> list[list[Candidate]]:
    """One call of the head."""
    asked = arrays(batch, canvas, model.prompt_encoder.mask_input_size[0])
    with tensors.inference():
        answer = model(
            image_embeddings=[one.expand(pictures(asked), -1, -1, -1) for one in maps],
            **inputs(asked, place),
            multimask_output=batch[0].is_ambiguous,
        )
        scores = answer.iou_scores.clamp(0, 1) * answer.object_score_logits.sigmoid()
        return [
            tensors.candidates(logits, score, canvas.height, canvas.width, one.answers)
            for one, logits, score in zip(
                batch, answer.pred_masks.flatten(0, 1), scores.flatten(0, 1), strict=True
            )
        ]


def pictures(asked: Arrays) -> int:
    """How many pictures one call shows: objects with a mask prompt need one each."""
    return 1 if asked.masks is None else len(asked.masks)


def inputs(asked: Arrays, place: Place) -> dict[str, Tensor | None]:
    """Clicks of n objects by the names that the classes give them, on the device.

    input_points BxPxkx2 float32, input_labels BxPxk int64, input_boxes BxPx4 float32, where B are
    the `pictures`, and P is n, or 1 where each object has a picture of its own. input_masks
    nx1xside×side, in the numbers of the place. None for what nobody asked with.
    """
    axis = 0 if asked.masks is None else 1
    masks = tensors.numbers(asked.masks, 1, place)
    return {
        "input_points": tensors.numbers(asked.points, axis, place),
        "input_labels": tensors.numbers(asked.labels, axis, place),
        "input_boxes": tensors.numbers(asked.boxes, axis, place),
        "input_masks": None if masks is None else masks.to(tensors.dtype_of(place)),
    }
