"""The journey of a mask: from a picture and a prompt to masks of what is wanted in it.

    locate → embed → segment             then `placing`: matte → place

The models come in as arguments; which ones they are, nothing here knows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from frisket.images import Picture
from frisket.masks import arithmetic
from frisket.models.base import (
    Candidate,
    ConceptSegmenter,
    Detector,
    ObjectPrompt,
    RefiningSegmenter,
    Segmenter,
    Soft,
    Watch,
)
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.parts import Order, Prompt
from frisket_protocol.raster import Frame, Raster

from . import finding, geometry
from .cutting import cut, embed
from .embeddings import Embeddings
from .finding import Seen
from .overlaps import distinct_masks
from .words import Reading

SAME_MASK = 0.8
"""IoU from which two masks that words found are one thing."""
SIGHT_SCORE, SIGHT_IOU = 0.6, 0.6
"""Everything in sight: the least score of a mask, and the IoU from which two are one thing."""
SIGHT_SHARES = 0.0005, 0.9
"""The least and the largest share of the picture that one of its things covers."""


@dataclass(frozen=True)
class Models:
    """The models of one recipe, ready to be asked. A detector only where the prompt needs one."""

    segmenter: Segmenter
    detector: Detector | None = None


@dataclass(frozen=True, eq=False)
class Wanted:
    """A prompt with its rasters at hand; geometry is still in layer pixels."""

    prompt: Prompt
    scribble: Raster | None = None
    rough: Raster | None = None
    order: Order = "score"
    limit: int = 0
    candidates: int = 1


@dataclass(frozen=True, eq=False)
class Found:
    """A mask of the whole picture (Soft, pixels of the picture), not yet finished or placed.

    left_out: what was subtracted from it, or None; `before` is what it was until then.
    """

    mask: Soft
    score: float
    label: str = ""
    phrase: str = ""
    object: int = 0
    candidate: int = 0
    left_out: Soft | None = None
    before: Soft | None = None

    @property
    def nbytes(self) -> int:
        """Memory that it holds."""
        kept = (self.mask, self.left_out, self.before)
        return sum(mask.nbytes for mask in kept if mask is not None)

    @property
    def whole(self) -> Soft:
        """The mask before anything was left out."""
        return self.mask if self.before is None else self.before


def segment(
    picture: Picture, wanted: Wanted, models: Models, embeddings: Embeddings, watch: Watch
) -> list[Found]:
    """Find what the prompt names: one mask an object and candidate, in the order asked for.

    Raises Cancelled when `watch` says so between two steps. Nothing found is an empty list.
    """
    prompt = wanted.prompt
    if prompt.everything:
        found = _in_sight(picture, models.segmenter, embeddings, watch)
    elif prompt.words or prompt.exemplars or models.detector:
        found = _named(picture, prompt, models, embeddings, watch)
    else:
        found = _shown(picture, wanted, models.segmenter, embeddings, watch)
    return _chosen(found, wanted.order, wanted.limit)


def refine(
    picture: Picture,
    found: Found,
    frame: Frame,
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
) -> Soft:
    """What was found on a coarser picture in `frame`, cut anew on this one. Soft, picture pixels.

    What was left out is cut anew as well, and left out again.
    """
    coarse = [found.mask] if found.left_out is None else [found.whole, found.left_out]
    roughs = [_finer(mask, frame, picture) for mask in coarse]
    if frame == picture.frame or not roughs[0].any():
        return _without(roughs[0], roughs[1:])
    if hasattr(segmenter, "refine"):
        refining = cast(RefiningSegmenter, segmenter)
        finer = [refining.refine(picture.rgb, rough, watch) for rough in roughs]
    else:
        embedding = embed(picture, segmenter, embeddings, watch)
        prompts = [ObjectPrompt(rough=rough) for rough in roughs if rough.any()]
        finer = [answer[0].mask for answer in segmenter.segment(embedding, prompts, watch)]
    return _without(finer[0], finer[1:])


# --- three ways to say what is wanted ---


def _shown(
    picture: Picture, wanted: Wanted, segmenter: Segmenter, embeddings: Embeddings, watch: Watch
) -> list[Found]:
    """What boxes, clicks, a scribble or a rough selection show, each with its candidates."""
    size = picture.size
    prompts = list(finding.shown(wanted.prompt, wanted.scribble, wanted.rough, picture.frame, size))
    answers = cut(picture, prompts, segmenter, embeddings, watch)
    return [
        Found(candidate.mask, candidate.score, object=index, candidate=rank)
        for index, answer in enumerate(answers)
        for rank, candidate in enumerate(answer[: wanted.candidates])
        if candidate.mask.any()
    ]


def _named(
    picture: Picture, prompt: Prompt, models: Models, embeddings: Embeddings, watch: Watch
) -> list[Found]:
    """Everything that words and exemplars name, without what they leave out."""
    reading = finding.reading_of(prompt) if prompt.words else Reading(())
    seen = _seen(picture, prompt, reading, models, embeddings, watch)
    within = finding.boxes_in(prompt.boxes, picture.frame)
    chosen, left_out = finding.choose(seen, reading, within)
    if not chosen:
        return []
    masked = _masked(picture, [*chosen, *left_out], models.segmenter, embeddings, watch)
    found = _less(masked[: len(chosen)], [one.mask for one in masked[len(chosen) :]])
    found = sorted((one for one in found if one.mask.any()), key=lambda one: -one.score)
    kept = distinct_masks([one.mask for one in found], SAME_MASK)
    return [replace(found[index], object=rank) for rank, index in enumerate(kept)]


def _in_sight(
    picture: Picture, segmenter: Segmenter, embeddings: Embeddings, watch: Watch
) -> list[Found]:
    """Everything that a grid of clicks tells apart (Segment Anything, appendix B)."""
    answers = cut(picture, finding.grid(picture.size), segmenter, embeddings, watch)
    best = sorted((answer[0] for answer in answers), key=lambda one: -one.score)
    area = picture.size[0] * picture.size[1]
    least, most = SIGHT_SHARES[0] * area, SIGHT_SHARES[1] * area
    good = [
        one
        for one in best
        if one.score >= SIGHT_SCORE and least <= np.count_nonzero(one.mask >= 128) <= most
    ]
    kept = distinct_masks([one.mask for one in good], SIGHT_IOU)
    return [Found(good[i].mask, good[i].score, object=rank) for rank, i in enumerate(kept)]


# --- looking and cutting ---


def _seen(
    picture: Picture,
    prompt: Prompt,
    reading: Reading,
    models: Models,
    embeddings: Embeddings,
    watch: Watch,
) -> list[Seen]:
    """Where models see what is named: a detector boxes, a segmenter of concepts masks."""
    if models.detector is not None:
        if models.detector.vocabulary is not None:
            finding.check_known(reading, models.detector.vocabulary)
        boxes = models.detector.detect(picture.rgb, reading.texts, watch)
        return [Seen(one.box, one.score, one.label, one.phrase) for one in boxes]
    if not hasattr(models.segmenter, "find"):
        raise FailedPrecondition("This recipe does not read words.", detail="words")
    segmenter = cast(ConceptSegmenter, models.segmenter)
    embedding = embed(picture, segmenter, embeddings, watch)
    like = [(picture.frame.from_layer(e.box), e.inside) for e in prompt.exemplars]
    instances = segmenter.find(embedding, reading.texts, like, watch)
    return [
        Seen(box, one.score, one.phrase, one.phrase, one.mask)
        for one in instances
        if (box := geometry.bounds(one.mask)) is not None
    ]


def _masked(
    picture: Picture,
    seen: Sequence[Seen],
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
) -> list[Found]:
    """The masks of what was seen, in the same order; what has none yet is cut by its box."""
    boxes = [ObjectPrompt(box=one.box) for one in seen if one.mask is None]
    answers = iter(cut(picture, boxes, segmenter, embeddings, watch) if boxes else ())
    found = []
    for one in seen:
        own = None if one.mask is None else Candidate(one.mask, one.score or 0.0)
        best = own or next(answers)[0]
        score = best.score if one.score is None else one.score
        found.append(Found(best.mask, score, one.label, one.phrase))
    return found


def _less(found: Sequence[Found], gone: Sequence[Soft]) -> list[Found]:
    """What was found without what is to be left out of it."""
    if not gone:
        return list(found)
    union = np.maximum.reduce(list(gone))
    return [
        replace(one, mask=_without(one.mask, [union]), left_out=union, before=one.mask)
        for one in found
    ]


def _finer(mask: Soft, frame: Frame, picture: Picture) -> Soft:
    """A mask in `frame` as the picture shows it."""
    moved = geometry.resample_mask(mask, frame, picture.frame, *picture.size)
    return geometry.crispen(moved, frame.scale / picture.frame.scale)


def _without(mask: Soft, others: Sequence[Soft]) -> Soft:
    """A mask less others, soft values kept."""
    for other in others:
        mask = arithmetic.combine(mask, other, "subtract")
    return mask


def _chosen(found: list[Found], order: Order, limit: int) -> list[Found]:
    """The objects in the order asked for, each with its candidates, no more than `limit`."""
    first = sorted((one for one in found if one.candidate == 0), key=_ORDERS[order])
    ranks = {one.object: rank for rank, one in enumerate(first[: limit or len(first)])}
    kept = [replace(one, object=ranks[one.object]) for one in found if one.object in ranks]
    return sorted(kept, key=lambda one: (one.object, one.candidate))


def _left(found: Found) -> float:
    box = geometry.bounds(found.mask)
    return box.x0 if box else 0.0


_ORDERS: dict[Order, Callable[[Found], float]] = {
    "score": lambda found: -found.score,
    "size": lambda found: -float(np.count_nonzero(found.mask)),
    "left_to_right": _left,
}
