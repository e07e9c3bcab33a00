"""What makes a detector miss things in long pictures: their size in it, their shape, or a border.

    python benchmarks/long_pictures.py [--scenes N] [--card toy-yolo]

Scenes of the toy world (tests/toyworld) that training saw nothing of. Each of their three things is
asked for by its name. Printed, for each way to show them: how many are found by a box with an IoU
above 0.6, how many other boxes there are for each phrase, and the median IoU of those found.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from frisket.models.base import Detector, Image, Unwatched
from frisket_protocol import Box

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

FIRST = 1_009_000
FOUND = 0.6
LONG, LARGE, SMALL = (960, 320), (0.27, 0.40), (0.067, 0.107)
"""A picture of 3:1; radii as large there as in training; and in 4:3 as small as in 3:1."""
GREY = 114


@dataclass
class Result:
    """What was found of things that were asked for one by one."""

    asked: int = 0
    wrong: int = 0
    ious: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description="Why things in long pictures are missed.")
    parser.add_argument("--scenes", type=int, default=30)
    parser.add_argument("--card", default="toy-yolo")
    asked = parser.parse_args()
    from toyworld.cards import cards

    card = cards()[asked.card]
    detector = card.build(Path(card.path))
    for name, (size, radii, border) in WAYS.items():
        result = Result()
        for seed in range(FIRST, FIRST + asked.scenes):
            _look(detector, _drawn(seed, size, radii), border, result)
        print(
            f"{name:32} found {len(result.ious) / result.asked:4.0%}, "
            f"others a phrase {result.wrong / result.asked:.3f}, "
            f"IoU median {statistics.median(result.ious or [0.0]):.3f}"
        )


def _bordered(aspect: float) -> Callable[[Image], tuple[Image, int]]:
    def border(image: Image) -> tuple[Image, int]:
        """With grey above and below, and how many rows of it are above."""
        height, width = image.shape[:2]
        rows = round(width / aspect) - height
        around = ((rows // 2, rows - rows // 2), (0, 0), (0, 0))
        return np.pad(image, around, constant_values=GREY), rows // 2

    return border


def _as_it_is(image: Image) -> tuple[Image, int]:
    return image, 0


Way = tuple[tuple[int, int], tuple[float, float] | None, Callable[[Image], tuple[Image, int]]]
WAYS: dict[str, Way] = {
    "4:3": ((640, 480), None, _as_it_is),
    "16:9": ((640, 360), None, _as_it_is),
    "3:1": (LONG, None, _as_it_is),
    "1:3": ((320, 960), None, _as_it_is),
    "3:1 with a border to 1:1": (LONG, None, _bordered(1)),
    "3:1 with a border to 16:9": (LONG, None, _bordered(16 / 9)),
    "3:1, large things": (LONG, LARGE, _as_it_is),
    "3:1, large, a border to 16:9": (LONG, LARGE, _bordered(16 / 9)),
    "4:3, as small as in 3:1": ((960, 720), SMALL, _as_it_is),
}


def _drawn(seed: int, size: tuple[int, int], radii: tuple[float, float] | None) -> Any:
    from toyworld.world import scene

    kind = {"radii": radii} if radii else {}
    return scene(seed, size[0] / size[1], things=3, **kind).draw(*size)


def _look(
    detector: Detector, drawn: Any, border: Callable[[Image], tuple[Image, int]], result: Result
) -> None:
    shown, above = border(drawn.picture)
    for thing, truth in zip(drawn.things, drawn.boxes.tolist(), strict=True):
        x0, y0, x1, y1 = truth
        true = Box(x0, y0 + above, x1, y1 + above)
        found = detector.detect(shown, [thing.phrase], Unwatched())
        overlaps = [_iou(one.box, true) for one in found]
        result.asked += 1
        result.ious += [one for one in [max(overlaps, default=0.0)] if one > FOUND]
        result.wrong += sum(one <= FOUND for one in overlaps)


def _iou(one: Box, other: Box) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    both = max(0.0, width) * max(0.0, height)
    return both / (one.width * one.height + other.width * other.height - both)


if __name__ == "__main__":
    main()
