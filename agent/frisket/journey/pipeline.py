"""The journey of a mask: from a picture and a prompt to masks of what is wanted in it.

    locate → embed → segment             then `placing`: matte → place

The models come in as arguments; which ones they are, nothing here knows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from frisket.images import Picture
from frisket.models.base import (
    Candidate,
    ConceptSegmenter,
    Detector,
    ObjectPrompt,
    Segmenter,
    Watch,
)
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.parts import Order, Prompt
from frisket_protocol.raster import Raster

from . import boxed, finding, geometry, obeying, painted, strokes
from .cutting import cut, embed
from .embeddings import Embeddings
from .finding import Seen
from .found import SAME_MASK, Found, guessed, less, whole
from .insisting import insisted
from .language.meanings import Reading
from .overlaps import distinct_masks

BELOW = "Nothing reached the threshold of {threshold:g}; a lower one may find something."
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
class Answer:
    """One mask an object and candidate, in the order asked for; and how the words were read.

    notes: sentences on what was asked for and has no mask.
    """

    found: list[Found]
    reading: str = ""
    notes: tuple[str, ...] = ()


def segment(
    picture: Picture, wanted: Wanted, models: Models, embeddings: Embeddings, watch: Watch
) -> list[Found]:
    """What `answer` finds, without how the words were read."""
    return answer(picture, wanted, models, embeddings, watch).found


def answer(
    picture: Picture, wanted: Wanted, models: Models, embeddings: Embeddings, watch: Watch
) -> Answer:
    """Find what the prompt names.

    Raises Cancelled when `watch` says so between two steps. Nothing found is an empty list.
    """
    prompt, reading, notes = wanted.prompt, "", tuple[str, ...]()
    if prompt.everything:
        found = _in_sight(picture, prompt, models.segmenter, embeddings, watch)
    elif prompt.words or prompt.exemplars or models.detector:
        found, reading = _named(picture, prompt, models, embeddings, watch)
    else:
        found, notes = _shown(picture, wanted, models.segmenter, embeddings, watch)
    if prompt.threshold > 0 and not found:
        notes = (*notes, BELOW.format(threshold=prompt.threshold))
    return Answer(_chosen(found, wanted.order, wanted.limit), reading, notes)


# --- three ways to say what is wanted ---


def _shown(
    picture: Picture, wanted: Wanted, segmenter: Segmenter, embeddings: Embeddings, watch: Watch
) -> tuple[list[Found], tuple[str, ...]]:
    """What boxes, clicks, a scribble or a rough selection show, each with its candidates.

    Those below the prompt's threshold do not count. With it, what is told of clicks at which
    nothing was found, and of what is little more than a guess.
    """
    size = picture.size
    every = geometry.points_from_layer(wanted.prompt.points, picture.frame)
    prompts = list(finding.shown(wanted.prompt, wanted.scribble, wanted.rough, picture.frame, size))
    drawn = painted.subject(picture, prompts[0])
    if drawn is not None:
        return [Found(drawn, 1.0, notes=(painted.ALL_OF_IT,))], ()
    answers = cut(picture, prompts, segmenter, embeddings, watch)
    found, missed = list[Found](), tuple[str, ...]()
    for index, (asked, answer) in enumerate(zip(prompts, answers, strict=True)):
        which = index, len(wanted.prompt.boxes)
        empty = boxed.clear(picture, asked, *which)
        if empty or not any(one.mask.any() for one in answer):
            clicks = painted.on_paint(picture, asked.points)
            missed += (
                empty
                or boxed.emptied(asked, (), *which)
                or obeying.sentence(clicks, every, finding.NOTHING)
            )
            missed += () if empty else boxed.missed(asked, *which)
            continue
        answer = [replace(one, mask=painted.completed(one.mask, picture, asked)) for one in answer]
        held, notes = insisted(picture, asked, answer, segmenter, embeddings, watch, every)
        of_it = (one in asked.points for one in every)
        given = tuple(itertools.compress(wanted.prompt.points, of_it))
        notes += strokes.told(held[0].mask, asked.scribble, strokes.AGAINST)
        held = [replace(one, mask=strokes.obeyed(one.mask, asked.scribble)) for one in held]
        if gone := boxed.emptied(asked, (one.mask for one in held), *which):
            missed += gone
            continue
        found += [
            Found(
                one.mask,
                one.score,
                object=index,
                candidate=rank,
                clicks=given,
                among=wanted.prompt.points,
                strokes=asked.scribble,
                notes=notes,
                is_of_soft=asked.rough is not None,
            )
            for rank, one in enumerate(held[: wanted.candidates])
            if one.mask.any() and one.score >= wanted.prompt.threshold
        ]
    seen = [one for one in found if not painted.is_clear_meant(picture, prompts[one.object])]
    in_box = {index for index, asked in enumerate(prompts) if asked.box is not None}
    return found, missed + guessed(seen, in_box)


def _named(
    picture: Picture, prompt: Prompt, models: Models, embeddings: Embeddings, watch: Watch
) -> tuple[list[Found], str]:
    """Everything that words and exemplars name, without what they leave out; how they were read."""
    names = (models.detector and models.detector.vocabulary) or ()
    reading = finding.reading_of(prompt, names) if prompt.words else Reading(())
    seen = _seen(picture, prompt, reading, models, embeddings, watch)
    within = finding.boxes_in(prompt.boxes, picture.frame)
    chosen = finding.choose(seen, reading, within, picture.size)
    rest = [whole(picture, within)] if reading.whole else []
    if not chosen.wanted and not rest:
        return [], chosen.told
    things = [*chosen.wanted, *chosen.left_out]
    masked = _masked(picture, things, models.segmenter, embeddings, watch)
    wanted, gone = masked[: len(chosen.wanted)], masked[len(chosen.wanted) :]
    found = less([*rest, *wanted], [one.mask for one in gone])
    found = sorted((one for one in found if one.mask.any()), key=lambda one: -one.score)
    kept = distinct_masks([one.mask for one in found], SAME_MASK)
    return [replace(found[index], object=rank) for rank, index in enumerate(kept)], chosen.told


def _in_sight(
    picture: Picture, prompt: Prompt, segmenter: Segmenter, embeddings: Embeddings, watch: Watch
) -> list[Found]:
    """Everything that a grid of clicks tells apart (Segment Anything, appendix B)."""
    answers = cut(picture, finding.grid(picture.size), segmenter, embeddings, watch)
    best = sorted((answer[0] for answer in answers), key=lambda one: -one.score)
    area = picture.size[0] * picture.size[1]
    least, most = SIGHT_SHARES[0] * area, SIGHT_SHARES[1] * area
    good = [
        one
        for one in best
        if one.score >= (prompt.threshold or SIGHT_SCORE)
        and least <= np.count_nonzero(one.mask >= 128) <= most
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
    if prompt.words and not reading.texts and not prompt.exemplars:
        return []  # the whole picture, and nothing to be left out
    if models.detector is not None:
        if models.detector.vocabulary is not None:
            finding.check_known(reading, models.detector.vocabulary)
        boxes = models.detector.detect(picture.rgb, reading.texts, watch, prompt.threshold)
        return [Seen(one.box, one.score, one.label, one.phrase) for one in boxes]
    if not hasattr(models.segmenter, "find"):
        raise FailedPrecondition("This recipe does not read words.", detail="words")
    segmenter = cast(ConceptSegmenter, models.segmenter)
    embedding = embed(picture, segmenter, embeddings, watch)
    like = [(picture.frame.from_layer(e.box), e.inside) for e in prompt.exemplars]
    instances = segmenter.find(embedding, reading.texts, like, watch, prompt.threshold)
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
