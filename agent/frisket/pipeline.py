"""The journey of a mask: from a picture and a prompt to finished masks in layer pixels.

    locate → embed → segment → matte → place

The models come in as arguments; which ones they are, nothing here knows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from frisket_protocol.errors import FailedPrecondition, ResourceExhausted
from frisket_protocol.parts import Finish, Operations, Order, Prompt, Size
from frisket_protocol.raster import Box, Frame, Raster, whole_box

from . import foreground, geometry, images, masks
from .embeddings import Embeddings
from .models.base import Detector, Embedding, Image, Matter, ObjectPrompt, Segmenter, Soft, Watch
from .words import phrases

MASK_PIXELS_MAX = 1 << 28
"""Pixels of the largest mask: 16K by 16K."""
UNMARKED, OUTSIDE, INSIDE = 0, 64, 255
"""The values of a scribble as models get it (`ObjectPrompt.scribble`)."""


@dataclass(frozen=True)
class Models:
    """The models of one recipe, ready to be asked."""

    segmenter: Segmenter
    matter: Matter
    detector: Detector | None = None


@dataclass(frozen=True, eq=False)
class Picture:
    """The pixels that a request speaks of: HxWx3 uint8 RGB, shown in `frame` of the layer."""

    rgb: Image
    frame: Frame
    sha256: bytes

    @classmethod
    def of(cls, raster: Raster) -> Picture:
        return cls(images.rgb(raster), raster.frame, raster.sha256)

    @property
    def size(self) -> tuple[int, int]:
        return self.rgb.shape[1], self.rgb.shape[0]


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
class Target:
    """One object to cut, in pixels of the picture, and what is known of it already."""

    prompt: ObjectPrompt
    label: str = ""
    phrase: str = ""
    score: float | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """A mask of the whole picture (Soft, pixels of the picture), not yet finished or placed."""

    mask: Soft
    score: float
    label: str = ""
    phrase: str = ""
    object: int = 0
    candidate: int = 0


@dataclass(frozen=True, eq=False)
class Placed:
    """A finished mask: Soft, whole layer pixels, cut to `box`; `colours` HxWx3 uint8 or None."""

    mask: Soft
    box: Box
    colours: Image | None = None


def segment(
    picture: Picture, wanted: Wanted, models: Models, embeddings: Embeddings, watch: Watch
) -> list[Found]:
    """Find what the prompt names: one mask an object and candidate, in the order asked for.

    Raises Cancelled when `watch` says so between two steps. Nothing found is an empty list.
    """
    targets = locate(picture, wanted, models.detector, watch)
    if not targets:
        return []
    embedding = embed(picture, models.segmenter, embeddings, watch)
    answers = models.segmenter.segment(embedding, [target.prompt for target in targets], watch)
    found = [
        Found(
            candidate.mask,
            candidate.score if target.score is None else target.score,
            target.label,
            target.phrase,
            index,
            rank,
        )
        for index, (target, answer) in enumerate(zip(targets, answers, strict=True))
        for rank, candidate in enumerate(answer[: max(1, wanted.candidates)])
        if candidate.mask.any()
    ]
    return _chosen(found, wanted.order, wanted.limit)


def locate(
    picture: Picture, wanted: Wanted, detector: Detector | None, watch: Watch
) -> list[Target]:
    """The objects that the prompt speaks of. Only words need a detector."""
    prompt = wanted.prompt
    if prompt.words:
        if detector is None:
            raise FailedPrecondition("This recipe does not read words.", detail="words")
        seen = detector.detect(picture.rgb, phrases(prompt.words), watch)
        return [Target(ObjectPrompt(box=one.box), one.label, one.phrase, one.score) for one in seen]
    return [Target(shown) for shown in _shown(picture, wanted)]


def embed(
    picture: Picture, segmenter: Segmenter, embeddings: Embeddings, watch: Watch
) -> Embedding:
    """What the segmenter knows of the picture, worked out once."""
    key = (picture.sha256, segmenter.name)
    return embeddings.get(key, lambda: segmenter.embed(picture.rgb, watch))


def refine(
    picture: Picture,
    mask: Soft,
    frame: Frame,
    models: Models,
    embeddings: Embeddings,
    watch: Watch,
) -> Soft:
    """`mask`, found on a coarser picture in `frame`, cut anew on this one. Soft, picture pixels."""
    rough = geometry.resample_mask(mask, frame, picture.frame, *picture.size)
    rough = geometry.crispen(rough, frame.scale / picture.frame.scale)
    if frame == picture.frame or not rough.any():
        return rough
    embedding = embed(picture, models.segmenter, embeddings, watch)
    return models.segmenter.segment(embedding, [ObjectPrompt(rough=rough)], watch)[0][0].mask


def finish(
    picture: Picture, mask: Soft, wanted: Finish, layer: Size, matter: Matter, watch: Watch
) -> Placed:
    """The soft edge, then the layer's pixels and the operations, then the object's colours."""
    if wanted.edges == "soft":
        mask = matter.matte(picture.rgb, mask, watch)
    watch.step("place")
    placed = place(mask, picture.frame, wanted.operations, layer, hard=wanted.edges == "hard")
    if wanted.foreground and placed.mask.size:
        watch.step("foreground")
        return replace(placed, colours=_colours(picture, placed))
    return placed


def place(mask: Soft, frame: Frame, operations: Operations, layer: Size, hard: bool) -> Placed:
    """`mask`, shown in `frame`, in layer pixels, after the operations, cut to what is left."""
    box = room(mask, frame, layer, operations)
    size = int(box.width), int(box.height)
    placed = geometry.resample_mask(mask, frame, Frame(box.x0, box.y0), *size)
    if hard:
        placed = geometry.crispen(placed, frame.scale)
    placed = masks.apply(placed, operations)
    tight = geometry.bounds(placed)
    if tight is None:
        return Placed(placed[:0, :0], Box(box.x0, box.y0, box.x0, box.y0))
    placed = placed[int(tight.y0) : int(tight.y1), int(tight.x0) : int(tight.x1)]
    return Placed(placed, Frame(box.x0, box.y0).to_layer(tight))


def room(mask: Soft, frame: Frame, layer: Size, operations: Operations = Operations()) -> Box:
    """The part of the layer that the finished mask can touch, in whole pixels."""
    whole = Box(0, 0, layer.width, layer.height)
    inside = geometry.bounds(mask)
    if operations.invert or inside is None:
        return bounded(whole)
    # Enlarging blurs an edge over one pixel of the picture to either side.
    reach = math.ceil((frame.scale if frame.scale > 1 else 0) + _reach(operations))
    box = whole_box(frame.to_layer(inside), layer.width, layer.height, reach)
    return bounded(whole if box.is_empty else box)


def bounded(box: Box) -> Box:
    """`box`, if a mask may be as large. Raises ResourceExhausted."""
    if box.width * box.height > MASK_PIXELS_MAX:
        raise ResourceExhausted(
            f"A mask of {box.width:.0f} × {box.height:.0f} pixels is more than the agent makes.",
            detail="mask_too_large",
            hint="Work on a part of the layer, or on a smaller copy.",
        )
    return box


def _shown(picture: Picture, wanted: Wanted) -> Iterator[ObjectPrompt]:
    """What boxes, clicks, scribble and rough selection ask for, in pixels of the picture."""
    frame, size = picture.frame, picture.size
    boxes = [frame.from_layer(box) for box in wanted.prompt.boxes]
    points = tuple(geometry.point_from_layer(point, frame) for point in wanted.prompt.points)
    scribble = rough = None
    if wanted.scribble is not None:
        scribble = _strokes(wanted.scribble, frame, size)
    if wanted.rough is not None:
        marked = images.gray(wanted.rough)
        rough = geometry.resample_mask(marked, wanted.rough.frame, frame, *size)
    together = ObjectPrompt(boxes[0] if len(boxes) == 1 else None, points, scribble, rough)
    if len(boxes) > 1:
        yield from (ObjectPrompt(box=box) for box in boxes)
    if len(boxes) <= 1 or not together.is_subject:
        yield together


def _strokes(scribble: Raster, frame: Frame, size: tuple[int, int]) -> Soft:
    """A scribble in another frame. Thin strokes survive: a pixel touched by one belongs to it."""
    marks = images.gray(scribble)
    strokes = np.full((size[1], size[0]), UNMARKED, np.uint8)
    for value, drawn in ((OUTSIDE, (marks > 0) & (marks < 128)), (INSIDE, marks >= 128)):
        coverage = drawn.astype(np.uint8) * 255
        moved = geometry.resample_mask(coverage, scribble.frame, frame, *size)
        strokes[moved > 32] = value
    return strokes


def _chosen(found: list[Found], order: Order, limit: int) -> list[Found]:
    """The objects in the order asked for, each with its candidates, no more than `limit`."""
    first = sorted((one for one in found if one.candidate == 0), key=_ORDERS[order])
    ranks = {one.object: rank for rank, one in enumerate(first[: limit or len(first)])}
    kept = [replace(one, object=ranks[one.object]) for one in found if one.object in ranks]
    return sorted(kept, key=lambda one: (one.object, one.candidate))


def _reach(operations: Operations) -> float:
    """How far outside its present box a mask can get by the operations, in pixels."""
    # The Gaussian of a feather is cut off at four standard deviations, each half its radius.
    return max(0.0, operations.grow) + 2 * operations.feather + operations.smooth + 1


def _colours(picture: Picture, placed: Placed) -> Image:
    """The object's own colours in its box, HxWx3 uint8, where its edge shows the ground too."""
    frame = Frame(placed.box.x0, placed.box.y0)
    size = int(placed.box.width), int(placed.box.height)
    shown = geometry.resample(picture.rgb, picture.frame, frame, *size)
    return foreground.estimate(shown, placed.mask)


def _left(found: Found) -> float:
    box = geometry.bounds(found.mask)
    return box.x0 if box else 0.0


_ORDERS: dict[Order, Callable[[Found], float]] = {
    "score": lambda found: -found.score,
    "size": lambda found: -float(np.count_nonzero(found.mask)),
    "left_to_right": _left,
}
