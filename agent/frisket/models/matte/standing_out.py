"""What stands out in a picture, or in a part of it: networks that turn a picture into one map.

They are asked in two ways: as a Matter for the edge of a mask that another model found, and as a
Segmenter for the subject, for what is in a box ("box guidance" in BiRefNet's publisher's words:
crop, run, paste) or for what a rough selection is about. Clicks and strokes mean nothing to such a
network: they correct what it has found, by colours and edges, as without models.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Candidate, Image, ObjectPrompt, Soft, Watch
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.embedding import ClassicEmbedding
from frisket_protocol.raster import Box, Point, whole_box

from .edge_band import at_half, band_widths, distance, surroundings

MARGIN = 0.125
"""What is shown round a box or a mask, as a part of each of its sides."""
FADE = 0.5
"""Beyond its reach the network's word fades out over this part of the reach."""
SEEN = 0.25
"""Mean alpha inside a mask below which the network took the object for ground."""
EDGE = 7
"""How wide an edge is that belongs to a patch beside it, in pixels."""
KEPT = 4
"""Answers to boxes and selections that are kept for the clicks that correct them."""

Key: TypeAlias = tuple[Box | None, bytes | None]


@dataclass(frozen=True)
class Work:
    """A stretch of some work: hears how far it is, and whether anybody still waits for it."""

    watch: Watch
    stage: str
    start: float = 0.0
    length: float = 1.0

    def step(self, done: float) -> None:
        """So much of it is done, 0 to 1. Raises Cancelled when nobody wants it."""
        self.watch.step(self.stage, self.start + self.length * done)

    def check(self) -> None:
        """Raise Cancelled when nobody wants it."""
        self.watch.check()

    def part(self, index: int, count: int) -> Work:
        """One of so many equal parts of it."""
        length = self.length / count
        return replace(self, start=self.start + index * length, length=length)


@dataclass(frozen=True, eq=False)
class Sight:
    """A copy of the picture, since what the network works out depends on the part it is shown.

    answers: the latest, for clicks that correct them. classic: the same picture for those.
    """

    image: Image
    answers: OrderedDict[Key, list[Candidate]] = field(default_factory=OrderedDict)
    classic: list[ClassicEmbedding] = field(default_factory=list)

    @property
    def nbytes(self) -> int:
        kept = sum(one.mask.nbytes for answer in self.answers.values() for one in answer)
        # They share the picture.
        graphs = sum(one.nbytes - self.image.nbytes for one in self.classic)
        return self.image.nbytes + kept + graphs


class StandingOut(ABC):
    """A Matter and a Segmenter, whatever the network runs on."""

    understands = frozenset({"subject", "box", "rough"})
    zooms = False

    def __init__(self, name: str, preview_side: int) -> None:
        self.name = name
        self.preview_side = preview_side
        self._classic = SegmentClassic()

    @abstractmethod
    def _alpha(self, image: Image, work: Work) -> Soft:
        """The network's alpha of a picture, of the same size."""

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """`mask` with the network's alpha round its outline; farther away it is as it was.

        How far, follows the object's size (`band_widths`). An object that the network takes for
        ground keeps its mask.
        """
        work = Work(watch, "matte")
        work.step(0.0)
        solid = at_half(mask)
        if solid.all() or not solid.any():
            return mask
        reach = band_widths(mask)[1]
        part = shown_round(solid, (1 + FADE) * reach)
        alpha = self._alpha(image[part], work)
        if alpha[solid[part] > 0].mean() < SEEN * 255:
            return mask
        result = mask.copy()
        result[part] = blended(mask[part], alpha, fading(distance(solid[part]), reach))
        return result

    def embed(self, image: Image, watch: Watch) -> Sight:
        """Keep a copy of `image`."""
        watch.step("embed", 0.0)
        return Sight(np.array(image[..., :3], np.uint8, order="C"))

    def segment(
        self, embedding: Sight, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For each prompt its masks; their scores are the mean alpha of what is at least half in.

        Nothing lies outside a box, or far from a rough selection. Clicks and scribbles beside them
        correct what was found.
        """
        whole = Work(watch, "segment")
        return [
            self._answer(embedding, prompt, whole.part(index, len(prompts)))
            for index, prompt in enumerate(prompts)
        ]

    def _answer(self, sight: Sight, prompt: ObjectPrompt, work: Work) -> list[Candidate]:
        """What the box, the selection or nothing finds; then what clicks and strokes make of it."""
        work.step(0.0)
        key = prompt.box, _digest(prompt.rough)
        found = sight.answers.get(key)
        if found is None:
            found = self._looked_for(sight, replace(prompt, points=(), scribble=None), work)
            sight.answers[key] = found
            if len(sight.answers) > KEPT:
                sight.answers.popitem(last=False)
        if not (prompt.points or prompt.scribble is not None):
            return [replace(one, mask=one.mask.copy()) for one in found]
        if not found[0].mask.any():
            (others,) = self._classic.segment(classic_of(sight), [prompt], work.watch)
            return others
        mask = self._corrected(sight, found[0].mask, prompt, work)
        return [Candidate(mask, certainty(mask))]

    def _corrected(self, sight: Sight, mask: Soft, prompt: ObjectPrompt, work: Work) -> Soft:
        """`mask` as clicks and strokes have it: away from what they change it stays the network's.

        The engine without models is asked what they make of the mask as a rough selection.
        """
        asked = replace(prompt, rough=mask)
        alone = replace(asked, points=(), scribble=None)
        answers = self._classic.segment(classic_of(sight), [alone, asked], work.watch)
        before, after = (answer[0].mask for answer in answers)
        touched = (before >= 128) != (after >= 128)
        if prompt.scribble is not None:
            touched |= prompt.scribble > 0
        for point in prompt.points:
            touched[_pixel(point, mask)] = True
        return with_parts(mask, after, touched)

    def _looked_for(self, sight: Sight, prompt: ObjectPrompt, work: Work) -> list[Candidate]:
        """What the network finds; there are no clicks and no strokes."""
        allowed = room(prompt, sight.image)
        mask = np.zeros_like(allowed)
        if allowed.any():
            part = shown_round(allowed)
            alpha = self._alpha(sight.image[part], work)
            mask[part] = blended(mask[part], alpha, allowed[part] / 255)
        return [Candidate(mask, certainty(mask))]


def classic_of(sight: Sight) -> ClassicEmbedding:
    """The picture for the engine without models, made once."""
    if not sight.classic:
        sight.classic.append(ClassicEmbedding(sight.image))
    return sight.classic[0]


def room(prompt: ObjectPrompt, image: Image) -> Soft:
    """Where the object of a prompt may be: 255, round a rough selection fading out to 0."""
    height, width = image.shape[:2]
    allowed = np.full((height, width), 255, np.uint8)
    if prompt.box is not None:
        allowed = filled(prompt.box, height, width)
    if prompt.rough is not None:
        allowed = np.minimum(allowed, grown(prompt.rough))
    return allowed


def filled(box: Box, height: int, width: int) -> Soft:
    """255 in every pixel that the box touches."""
    inside = whole_box(box, width, height)
    mask = np.zeros((height, width), np.uint8)
    if not inside.is_empty:
        mask[int(inside.y0) : int(inside.y1), int(inside.x0) : int(inside.x1)] = 255
    return mask


def grown(rough: Soft) -> Soft:
    """A rough selection, and round it as far as a soft edge may reach, fading out."""
    solid = at_half(rough)
    if not solid.any():
        return solid
    outwards = np.asarray(cv2.distanceTransform(255 - solid, cv2.DIST_L2, 5), np.float32)
    return np.rint(fading(outwards, band_widths(rough)[1]) * 255).astype(np.uint8)


def shown_round(mask: Soft, least: float = 0.0, margin: float = MARGIN) -> tuple[slice, slice]:
    """The part of the picture to show: everything above 0 and a margin, at least so wide."""
    _, _, width, height = cv2.boundingRect(mask)
    return surroundings(mask, max(least, margin * max(width, height)))


def fading(far: NDArray[np.float32], reach: float) -> NDArray[np.float32]:
    """1 up to `reach`, then falling to 0 over FADE of it."""
    return np.asarray(np.clip((1 + FADE - far / reach) / FADE, 0, 1), np.float32)


def blended(mask: Soft, alpha: Soft, weight: NDArray[np.floating]) -> Soft:
    """`alpha` where the weight is 1, `mask` where it is 0."""
    mixed = mask + weight * (alpha.astype(np.float32) - mask)
    return np.rint(mixed).astype(np.uint8)


def with_parts(mask: Soft, other: Soft, touched: NDArray[np.bool_]) -> Soft:
    """`mask`, but as `other` has it in each patch in which they differ that is `touched`.

    And right round such a patch, where the edge lies.
    """
    differs = ((mask >= 128) != (other >= 128)).astype(np.uint8)
    count, patches = cv2.connectedComponents(differs, connectivity=8)
    taken = np.zeros(count, np.bool_)
    taken[patches[touched]] = True
    taken[0] = False
    around = cv2.dilate(taken[patches].astype(np.uint8), np.ones((EDGE, EDGE), np.uint8)) > 0
    return np.where(around, other, mask)


def certainty(mask: Soft) -> float:
    """Mean alpha, 0 to 1, of what is at least half inside; 0 when nothing is."""
    inside = mask[mask >= 128]
    return float(inside.mean() / 255) if inside.size else 0.0


def _pixel(point: Point, mask: Soft) -> tuple[int, int]:
    """The row and column of a click, in the picture."""
    height, width = mask.shape
    return min(max(int(point.y), 0), height - 1), min(max(int(point.x), 0), width - 1)


def _digest(rough: Soft | None) -> bytes | None:
    return None if rough is None else blake2b(rough.tobytes(), digest_size=16).digest()
