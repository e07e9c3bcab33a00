"""Asking a segmenter: one embedding for all prompts, a closer look at small things, no specks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
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
BOX_MARGIN = 0.15
BOX_SPARE = 4.0
"""How far from the box that it was asked for with a piece of a mask may begin: parts of the box's
longer side, and pixels at least. People's boxes are sloppy, and detectors' a little."""


def cut(
    picture: Picture,
    prompts: Sequence[ObjectPrompt],
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
) -> list[list[Candidate]]:
    """The segmenter's answers, with a closer look at what is small to it, and without specks."""
    embedding = embed(picture, segmenter, embeddings, watch)
    answers = segmenter.segment(embedding, prompts, watch)
    if segmenter.zooms:
        small = [i for i, prompt in enumerate(prompts) if _is_small(prompt, picture, segmenter)]
        for index in small[:ZOOMS_MAX]:
            answers[index] = _closer(picture, prompts[index], segmenter, embeddings, watch)
    return [
        [replace(one, mask=_at_box(one.mask, prompt.box)) for one in answer]
        if prompt.box is not None and _is_box_alone(prompt)
        else answer
        for answer, prompt in zip(answers, prompts, strict=True)
    ]


def _is_box_alone(prompt: ObjectPrompt) -> bool:
    others = prompt.scribble is not None or prompt.rough is not None or bool(prompt.points)
    return prompt.box is not None and not others


def _at_box(mask: Soft, box: Box) -> Soft:
    """Without the pieces that lie outside of the box, a little widened: models leave specks there.

    What hangs together with the thing stays, however far it goes: boxes are often too small. A mask
    of which nothing would be left stays, too: then the box was in a wrong place.
    """
    height, width = mask.shape
    spare = max(BOX_SPARE, BOX_MARGIN * max(box.width, box.height))
    around = whole_box(box, width, height, spare)
    if around.is_empty or _lies_in(mask, around):
        return mask
    here = slice(int(around.y0), int(around.y1)), slice(int(around.x0), int(around.x1))
    count, pieces = cv2.connectedComponents(np.asarray(mask > 0, np.uint8), connectivity=8)
    stays = np.zeros(count, np.bool_)
    stays[pieces[here]] = True
    stays[0] = False
    return np.where(stays[pieces], mask, np.uint8(0)) if stays.any() else mask


def _lies_in(mask: Soft, box: Box) -> bool:
    x, y, width, height = cv2.boundingRect(mask)
    return box.x0 <= x and box.y0 <= y and x + width <= box.x1 and y + height <= box.y1


def _is_small(prompt: ObjectPrompt, picture: Picture, segmenter: Segmenter) -> bool:
    if prompt.box is None or not _is_box_alone(prompt):
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
