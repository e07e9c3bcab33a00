"""How fast the classical engine is: first prompts, and further clicks, on photographs.

    python benchmarks/classic_speed.py

Its own answers, for which there is a bar; and clicks the whole way through client and agent, which
has the edges made finer at the picture's own pixels.

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
from frisket.config import Settings
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.pictures.reading import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol import Client, Point, Prompt
from prompts import corrections, kinds

Clicker: TypeAlias = Callable[[Soft | None, int], Point]
"""The next click, from the mask so far and how many clicks there were."""

BARS = {1: (0.5, 0.1), 8: (1.0, 0.2)}
"""By megapixels the seconds that a first prompt and a further click may take."""
FIRST_KINDS = ("box", "1 click", "scribble", "shifted", "subject")
SEEDS = (0, 1, 2, 3)


def main() -> None:
    """Print the tables."""
    for megapixels, (first, further) in BARS.items():
        print_first_prompts(megapixels, first)
        print_further_clicks(megapixels, further)
        print_fine_answers(megapixels)


def print_first_prompts(megapixels: int, bar: float) -> None:
    """Seconds of first prompts on all photographs at one size: the usual, the slowest."""
    print(f"first prompts at {megapixels} MP: seconds in the median, the slowest; bar {bar}")
    scenes = [_at_size(scene, megapixels) for scene in photograph_scenes()]
    for kind in FIRST_KINDS:
        taken = [_first_seconds(image, kinds()[kind](truth, 0)) for image, truth in scenes]
        print(f"    {kind:10} {np.median(taken):.3f}   {max(taken):.3f}", flush=True)


def print_further_clicks(megapixels: int, bar: float) -> None:
    """Seconds of further clicks on all photographs at one size: the usual, the slowest."""
    taken = []
    for scene in photograph_scenes():
        image, truth = _at_size(scene, megapixels)
        taken += _click_seconds(image, _correcting(truth), 6)[1:]
        for seed in SEEDS:
            taken += _click_seconds(image, _planned(truth, seed), 5)[1:]
    middle, most, slowest = np.percentile(taken, [50, 95, 100])
    over = sum(seconds > bar for seconds in taken)
    print(
        f"{len(taken)} further clicks at {megapixels} MP: {middle:.3f} s in the median, "
        f"{most:.3f} for 95 %, {slowest:.3f} the slowest; {over} over {bar}"
    )


def print_fine_answers(megapixels: int) -> None:
    """Seconds of clicks through client and agent, in this process, with edges at full size."""
    first, further = list[float](), list[float]()
    for scene in photograph_scenes():
        image, truth = _at_size(scene, megapixels)
        for seed in SEEDS:
            points = kinds()["5 clicks"](truth, seed).points
            with Client(lambda: LocalChannel(Settings(discoverable=False))) as client:
                layer = client.open(ArraySource(image))
                for count in range(1, len(points) + 1):
                    started = time.perf_counter()
                    layer.segment(Prompt(points=points[:count]), recipe="classic")
                    (further if count > 1 else first).append(time.perf_counter() - started)
    for name, taken in (("first", first), ("further", further)):
        middle, most, slowest = np.percentile(taken, [50, 95, 100])
        print(
            f"{len(taken)} {name} clicks with fine edges at {megapixels} MP: {middle:.3f} s in the "
            f"median, {most:.3f} for 95 %, {slowest:.3f} the slowest"
        )


def _at_size(scene: Scene, megapixels: int) -> tuple[NDArray[np.uint8], Truth]:
    height, width = scene.truth.shape
    scale = math.sqrt(megapixels * 1e6 / (height * width))
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
