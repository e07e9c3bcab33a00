"""How fast the classical engine is: first prompts, and further clicks, on photographs.

    python benchmarks/classic_speed.py

Run it on a machine that does nothing else: two cores are used.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from classic_quality import Scene, Truth, photograph_scenes
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment_classic import SegmentClassic
from frisket_protocol.raster import Point
from prompts import corrections, kinds

Clicker: TypeAlias = Callable[[Soft | None, int], Point]
"""The next click, from the mask so far and how many clicks there were."""

FIRST_SECONDS, FURTHER_SECONDS = 0.5, 0.1
SIDES = ((1155, 866), (3266, 2450))
MEGAPIXEL = 1_000_000
SEEDS = (0, 1, 2, 3)


def main() -> None:
    """Print the tables."""
    print_times()
    print_further_clicks()


def print_times() -> None:
    """Seconds of first prompts and of a further click, the medians, at 1 and at 8 megapixels."""
    print(f"bar at 1 megapixel: {FIRST_SECONDS} first, {FURTHER_SECONDS} a further click")
    scene = next(photograph_scenes())
    print("size            box   1 click   further click   scribble   shifted   subject")
    for width, height in SIDES:
        image = np.asarray(cv2.resize(scene.image, (width, height)), np.uint8)
        truth = cv2.resize(scene.truth.astype(np.uint8), (width, height)) > 0
        firsts = [
            _first_seconds(image, kinds()[kind](truth, 0))
            for kind in ("box", "1 click", "scribble", "shifted", "subject")
        ]
        further = _further_seconds(image, np.asarray(truth, np.bool_))
        columns = [*firsts[:2], further, *firsts[2:]]
        print(f"{width}x{height}  " + "  ".join(f"{seconds:8.3f}" for seconds in columns))


def print_further_clicks() -> None:
    """Seconds of further clicks on all photographs at 1 megapixel: the usual, the slowest."""
    taken = []
    for scene in photograph_scenes():
        image, truth = _at_a_megapixel(scene)
        taken += _click_seconds(image, _correcting(truth), 6)[1:]
        for seed in SEEDS:
            taken += _click_seconds(image, _planned(truth, seed), 5)[1:]
    middle, most, slowest = np.percentile(taken, [50, 95, 100])
    over = sum(seconds > FURTHER_SECONDS for seconds in taken)
    print(
        f"\n{len(taken)} further clicks at 1 megapixel: {middle:.3f} s in the median, "
        f"{most:.3f} for 95 %, {slowest:.3f} the slowest; {over} over {FURTHER_SECONDS}"
    )


def _at_a_megapixel(scene: Scene) -> tuple[NDArray[np.uint8], Truth]:
    height, width = scene.truth.shape
    scale = math.sqrt(MEGAPIXEL / (height * width))
    size = (round(width * scale), round(height * scale))
    truth = cv2.resize(scene.truth.astype(np.uint8), size) > 0
    return np.asarray(cv2.resize(scene.image, size), np.uint8), np.asarray(truth, np.bool_)


def _first_seconds(image: NDArray[np.uint8], prompt: ObjectPrompt) -> float:
    """The median of five first prompts, each on a picture that is new to the engine."""
    engine, watch, taken = SegmentClassic(), Unwatched(), []
    for _ in range(5):
        started = time.perf_counter()
        engine.segment(engine.embed(image, watch), [prompt], watch)
        taken.append(time.perf_counter() - started)
    return float(np.median(taken))


def _further_seconds(image: NDArray[np.uint8], truth: Truth) -> float:
    """The median over the second to the sixth correction."""
    return float(np.median(_click_seconds(image, _correcting(truth), 6)[1:]))


def _correcting(truth: Truth) -> Clicker:
    """Every click in the middle of the largest mistake."""
    next_click = corrections(truth)
    return lambda mask, _: next_click(mask)


def _planned(truth: Truth, seed: int) -> Clicker:
    """Clicks that were decided on before any answer was seen."""
    points = kinds()["5 clicks"](truth, seed).points
    return lambda _, count: points[count]


def _click_seconds(image: NDArray[np.uint8], clicker: Clicker, count: int) -> list[float]:
    """The seconds of each of `count` clicks, every one answered before the next."""
    engine, watch, taken = SegmentClassic(), Unwatched(), list[float]()
    embedding, clicks = engine.embed(image, watch), list[Point]()
    mask: Soft | None = None
    for number in range(count):
        clicks.append(clicker(mask, number))
        started = time.perf_counter()
        prompt = ObjectPrompt(points=tuple(clicks))
        mask = engine.segment(embedding, [prompt], watch)[0][0].mask
        taken.append(time.perf_counter() - started)
    return taken


if __name__ == "__main__":
    main()
