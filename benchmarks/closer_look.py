"""Whether a closer look at small things helps: masks by their boxes, with it and without.

    python benchmarks/closer_look.py [--scenes N] [--card NAME]

Pictures of the toy world (tests/toyworld) with things of a twentieth down to a fiftieth of their
height; the segmenter is one that was trained on it, or with `--card` any other that is installed.
Printed: the median and the worst IoU, and seconds for each thing.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from frisket.images import Picture
from frisket.journey import cutting
from frisket.journey.embeddings import Embeddings
from frisket.models.base import ObjectPrompt, Segmenter, Unwatched
from frisket.models.files import registry, weights
from frisket_protocol import Box, Frame

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

WIDTH, HEIGHT = 1024, 768
RADII = (0.02, 0.05)


@dataclass(frozen=True)
class Result:
    """IoUs of all things, and the seconds that each took."""

    ious: list[float]
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description="What a closer look at small things gains.")
    parser.add_argument("--scenes", type=int, default=20)
    parser.add_argument("--card", default="")
    asked = parser.parse_args()
    segmenter = _segmenter(asked.card)
    for name, zooms in (("one look", False), ("a closer look", True)):
        result = _measured(segmenter, asked.scenes, zooms)
        print(
            f"{name:14} IoU median {statistics.median(result.ious):.3f}, "
            f"worst {min(result.ious):.3f}; {result.seconds:.2f} s a thing"
        )


def _segmenter(card: str) -> Any:
    if card:
        known = registry.cards("installed")[card]
        folder = weights.folder(known)
        assert folder is not None, f"{card} is not on this machine"
        return known.build(folder)
    from toyworld.cards import cards

    toy = cards()["toy-sam2"]
    return toy.build(Path(toy.path))


def _measured(segmenter: Segmenter, scenes: int, zooms: bool) -> Result:
    from toyworld.world import scene

    segmenter.zooms = zooms
    ious: list[float] = []
    began = time.perf_counter()
    for seed in range(900_000, 900_000 + scenes):
        drawn = scene(seed, WIDTH / HEIGHT, things=4, radii=RADII).draw(WIDTH, HEIGHT)
        picture = Picture(drawn.picture, Frame(), str(seed).encode())
        prompts = [ObjectPrompt(box=Box(*map(float, box))) for box in drawn.boxes]
        answers = cutting.cut(picture, prompts, segmenter, Embeddings(1 << 28), Unwatched())
        for answer, truth in zip(answers, drawn.masks, strict=True):
            mask = answer[0].mask >= 128
            ious.append(float(np.count_nonzero(mask & truth) / np.count_nonzero(mask | truth)))
    return Result(ious, (time.perf_counter() - began) / len(ious))


if __name__ == "__main__":
    main()
