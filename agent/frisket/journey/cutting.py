"""Asking a segmenter: the embedding is worked out once, and small things get a closer look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from frisket.images import Picture
from frisket.models.base import Candidate, Embedding, ObjectPrompt, Segmenter, Soft, Watch
from frisket_protocol.raster import Box, Frame, whole_box

from .embeddings import Embeddings

ZOOM_SIDE = 128
"""A box whose longer side is below this in the picture that the model sees gets a closer look."""
ZOOM_MARGIN = 0.6
"""How much of its surroundings the closer look shows on each side, of the box's longer side."""
ZOOMS_MAX = 8


def cut(
    picture: Picture,
    prompts: Sequence[ObjectPrompt],
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
) -> list[list[Candidate]]:
    """The segmenter's answers, with a closer look at what is small to it."""
    embedding = embed(picture, segmenter, embeddings, watch)
    answers = segmenter.segment(embedding, prompts, watch)
    if not segmenter.zooms:
        return answers
    small = [index for index, prompt in enumerate(prompts) if _is_small(prompt, picture, segmenter)]
    for index in small[:ZOOMS_MAX]:
        answers[index] = _closer(picture, prompts[index], segmenter, embeddings, watch)
    return answers


def _is_small(prompt: ObjectPrompt, picture: Picture, segmenter: Segmenter) -> bool:
    if (
        prompt.box is None
        or prompt.points
        or prompt.scribble is not None
        or prompt.rough is not None
    ):
        return False
    side = max(prompt.box.width, prompt.box.height)
    return side * segmenter.preview_side / max(picture.size) < ZOOM_SIDE


def _closer(
    picture: Picture,
    prompt: ObjectPrompt,
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
) -> list[Candidate]:
    """The answers to a box on a crop round it, in pixels of the whole picture."""
    assert prompt.box is not None, "only boxes are small"
    margin = ZOOM_MARGIN * max(prompt.box.width, prompt.box.height)
    around = whole_box(prompt.box, *picture.size, margin)
    if around.is_empty:
        around = Box(0, 0, *picture.size)
    crop = picture.crop(around)
    inside = Frame(around.x0, around.y0).from_layer(prompt.box)
    embedding = embed(crop, segmenter, embeddings, watch)
    (answer,) = segmenter.segment(embedding, [ObjectPrompt(box=inside)], watch)
    return [replace(one, mask=_pasted(one.mask, around, picture.size)) for one in answer]


def _pasted(mask: Soft, box: Box, size: tuple[int, int]) -> Soft:
    whole = np.zeros((size[1], size[0]), np.uint8)
    whole[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = mask
    return whole


def embed(
    picture: Picture, segmenter: Segmenter, embeddings: Embeddings, watch: Watch
) -> Embedding:
    """What the segmenter knows of the picture, worked out once."""
    key = (picture.sha256, segmenter.name)
    return embeddings.get(key, lambda: segmenter.embed(picture.rgb, watch))
