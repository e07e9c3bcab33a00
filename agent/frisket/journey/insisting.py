"""What a segmenter answers to clicks, held to them: another of its answers, or it is asked again.

Where neither helps, what looks like the click's own pixel changes sides, and that is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from frisket.images import Picture
from frisket.models.base import Candidate, ObjectPrompt, Segmenter, Soft, Watch
from frisket_protocol.raster import Point

from . import obeying, painted
from .cutting import embed
from .embeddings import Embeddings

AGAINST = (
    "it could only be obeyed for the same colour right round it. Try one or two more clicks on "
    "that part, or a box round what you want."
)
ALIKE = 0.7
"""IoU with what the clicks make of the first answer, from which a second one is of the same."""


def insisted(
    picture: Picture,
    prompt: ObjectPrompt,
    answer: Sequence[Candidate],
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
    among: Sequence[Point] = (),
) -> tuple[list[Candidate], tuple[str, ...]]:
    """Answers that obey the clicks of `prompt`, the best first, and what is told of that.

    among: all clicks, by their places in which those are named; without any, those of `prompt`.
    """
    clicks = obeying.standing(prompt.points)
    if not clicks or not answer:
        return list(answer), ()
    ordered, against = list(answer), _against(answer[0].mask, clicks)
    if against:
        right = obeying.forced(answer[0].mask, picture.rgb, clicks)
        other = _other(answer[1:], right, clicks)
        other = other or _asked_again(picture, prompt, right, segmenter, embeddings, watch)
        if other:
            ordered, against = [other, *(one for one in answer[1:] if one is not other)], []
    held = [replace(one, mask=obeying.forced(one.mask, picture.rgb, clicks)) for one in ordered]
    return held, obeying.sentence(
        painted.on_paint(picture, against),
        among or prompt.points,
        AGAINST,
    )


def _other(answers: Sequence[Candidate], right: Soft, clicks: Sequence[Point]) -> Candidate | None:
    """The first of the other answers that obeys and is of the same thing, or None.

    A single click says so little that what obeys it is what it means.
    """
    for one in answers:
        alike = len(clicks) == 1 or _overlap(one.mask, right) >= ALIKE
        if alike and not _against(one.mask, clicks):
            return one
    return None


def _asked_again(
    picture: Picture,
    prompt: ObjectPrompt,
    right: Soft,
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
) -> Candidate | None:
    """The answer to the same with the first one, set `right` at the clicks, as a rough selection.

    None where it does not obey either, or is of something else.
    """
    clicks = obeying.standing(prompt.points)
    if "rough" not in segmenter.understands or prompt.rough is not None or not right.any():
        return None
    embedding = embed(picture, segmenter, embeddings, watch)
    ((best, *_),) = segmenter.segment(embedding, [replace(prompt, rough=right)], watch)
    if _against(best.mask, clicks) or _overlap(best.mask, right) < ALIKE:
        return None
    return best


def _against(mask: Soft, clicks: Sequence[Point]) -> list[Point]:
    return [click for click in clicks if obeying.is_beside(mask, click)]


def _overlap(one: Soft, other: Soft) -> float:
    first, second = one >= 128, other >= 128
    return int(np.count_nonzero(first & second)) / max(1, int(np.count_nonzero(first | second)))
