"""Models whose answers can be worked out by hand: for tests of hosts, clients and the agent.

Words find patches of plain colour. A box is filled. Clicks make discs. A rough selection is
returned as it is. The matte is a blur. Nothing is random and nothing takes time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from frisket_protocol.raster import Box, Point

from .base import Candidate, Detection, Image, ObjectPrompt, Soft, Watch

COLOURS = {
    "red": (255, 0, 0),
    "green": (0, 255, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "black": (0, 0, 0),
    "white": (255, 255, 255),
}
COLOUR_REACH = 60
"""How far each channel of a pixel may be from a colour to count as that colour."""
DISC = 0.125
"""The radius of a click's disc, of the picture's shorter side."""


class FakeDetector:
    """Finds connected patches of a named colour, the largest first."""

    name = "fake_detector"
    vocabulary = None

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        """One box for each patch of the colour that a phrase ends with: "the red", "big red"."""
        watch.step("detect")
        found = [
            patch
            for phrase in phrases
            for patch in _patches(image, phrase)
            if patch.score >= threshold
        ]
        return sorted(found, key=lambda detection: -detection.score)


def _patches(image: Image, phrase: str) -> list[Detection]:
    colour = phrase.lower().split()[-1]
    if colour not in COLOURS:
        return []
    target = np.array(COLOURS[colour])
    close = cv2.inRange(image, target - COLOUR_REACH, target + COLOUR_REACH)
    _, _, stats, _ = cv2.connectedComponentsWithStats(close, connectivity=4)
    return [
        Detection(
            Box(float(x), float(y), float(x + w), float(y + h)),
            float(area) / close.size,
            colour,
            phrase,
        )
        for x, y, w, h, area in stats[1:]
    ]


@dataclass(frozen=True)
class FakeEmbedding:
    """All that the fake segmenter needs to know of a picture: its size."""

    width: int
    height: int
    nbytes: int = 64


class FakeSegmenter:
    """Draws what the prompt says, exactly."""

    name = "fake"
    understands = frozenset({"box", "points", "scribble", "rough", "subject"})
    preview_side = 1024
    zooms = False

    def embed(self, image: Image, watch: Watch) -> FakeEmbedding:
        watch.step("embed")
        return FakeEmbedding(image.shape[1], image.shape[0])

    def segment(
        self, embedding: FakeEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        """For clicks three candidates: the discs, and the same at half and twice the radius."""
        answers = []
        for prompt in prompts:
            watch.step("segment")
            sizes = (1.0, 0.5, 2.0) if prompt.points else (1.0,)
            answers.append(
                [Candidate(_drawn(embedding, prompt, size), 0.9 / n) for n, size in _ranked(sizes)]
            )
        return answers


def _ranked(sizes: tuple[float, ...]) -> list[tuple[int, float]]:
    return list(enumerate(sizes, start=1))


def _drawn(picture: FakeEmbedding, prompt: ObjectPrompt, size: float) -> Soft:
    mask = np.zeros((picture.height, picture.width), np.uint8)
    if prompt.rough is not None:
        mask[:] = prompt.rough
    if prompt.is_subject:
        _fill(mask, Box(picture.width / 4, picture.height / 4, *_three_quarters(picture)))
    if prompt.box is not None and not prompt.points:
        _fill(mask, prompt.box)
    radius = max(0.5, size * DISC * min(picture.width, picture.height))
    for point in prompt.points:
        _draw_disc(mask, point, radius)
    if prompt.scribble is not None:
        mask[prompt.scribble >= 128] = 255
        mask[(prompt.scribble > 0) & (prompt.scribble < 128)] = 0
    return mask


def _three_quarters(picture: FakeEmbedding) -> tuple[float, float]:
    return picture.width * 3 / 4, picture.height * 3 / 4


def _fill(mask: Soft, box: Box) -> None:
    x0, y0, x1, y1 = (max(0, round(edge)) for edge in (box.x0, box.y0, box.x1, box.y1))
    mask[y0:y1, x0:x1] = 255


def _draw_disc(mask: Soft, point: Point, radius: float) -> None:
    """Set every pixel whose centre is at most `radius` from the click."""
    top, left = max(0, int(point.y - radius)), max(0, int(point.x - radius))
    bottom, right = int(point.y + radius) + 1, int(point.x + radius) + 1
    window = mask[top : max(0, bottom), left : max(0, right)]
    rows, columns = np.ogrid[: window.shape[0], : window.shape[1]]
    distance = (columns + left + 0.5 - point.x) ** 2 + (rows + top + 0.5 - point.y) ** 2
    window[distance <= radius**2] = 255 if point.inside else 0


class FakeMatter:
    """A mask's edge, blurred over five pixels."""

    name = "fake_matter"

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        watch.step("matte")
        return np.asarray(cv2.blur(mask, (5, 5)), np.uint8)
