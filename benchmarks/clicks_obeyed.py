"""Whether clicks are obeyed, how much one changes, and what it gains and takes.

python benchmarks/clicks_obeyed.py [--clicks 1000] [--only law|fourth|beside]

law      clicks_law.py: how many clicks are disobeyed without a word
fourth   fourth clicks on mistakes in photographs: the share that changes next to nothing
beside   one click in the middle of the largest mistake of a box: what it gains in overlap
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from classic_quality import Scene, photograph_scenes
from clicks_law import Edges, Pixels, local_client, print_law, whole
from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.pictures.reading import ArraySource
from frisket_protocol import Finish, Prompt
from frisket_protocol.client import Answer
from prompts import clicks, corrections, jittered_box, wrong_click

NEXT_TO_NOTHING = 1e-3
"""The share of the picture below which a click has changed next to nothing."""
EDGES: Sequence[Edges] = ("hard", "soft")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=1000, help="of the law, at least")
    parser.add_argument("--only", choices=("law", "fourth", "beside"))
    chosen = parser.parse_args(arguments)
    if chosen.only in (None, "fourth"):
        print_fourth()
    if chosen.only in (None, "beside"):
        print_beside()
    if chosen.only in (None, "law"):
        print_law(chosen.clicks)


# --- what a click changes ---


def print_fourth(count: int = 200) -> None:
    """How many of so many random fourth clicks change next to nothing."""
    changes, taken = list[float](), list[float]()
    scenes = list(photograph_scenes())
    for seed in range(-(-count // len(scenes))):
        for scene in scenes:
            before, after, seconds = _fourth(scene, seed)
            changes.append(float(np.mean((before > 127) != (after > 127))))
            taken.append(seconds)
    few = float(np.mean(np.array(changes) < NEXT_TO_NOTHING))
    middle, most, slowest = np.percentile(taken, [50, 95, 100])
    print(
        f"{len(changes)} fourth clicks on mistakes: {few:.0%} change less than a thousandth of the "
        f"picture, the median changes {np.median(changes):.2%}; "
        f"{middle:.3f} s in the median, {most:.3f} for 95 %, {slowest:.3f} the slowest",
        flush=True,
    )


def _fourth(scene: Scene, seed: int) -> tuple[Pixels, Pixels, float]:
    """The mask before and after a click on a random pixel that is wrong after three clicks."""
    engine, watch = SegmentClassic(), Unwatched()
    embedding = engine.embed(scene.image, watch)
    points = clicks(scene.truth, seed, 2, 1)
    before = engine.segment(embedding, [ObjectPrompt(points=points)], watch)[0][0].mask
    click = wrong_click(before, scene.truth, np.random.default_rng(seed))
    began = time.perf_counter()
    prompt = ObjectPrompt(points=(*points, click))
    after = engine.segment(embedding, [prompt], watch)[0][0].mask
    return before, after, time.perf_counter() - began


def print_beside(seeds: Sequence[int] = (0, 1, 2, 3)) -> None:
    """The overlap that one click in the middle of a box's largest mistake gains."""
    for edges in EDGES:
        gains, taken = list[float](), list[float]()
        for scene in photograph_scenes():
            with local_client() as client:
                layer = client.open(ArraySource(scene.image))
                for seed in seeds:
                    prompt = Prompt(boxes=(jittered_box(scene.truth, seed),))
                    finish = Finish(edges)
                    before = _asked(layer.segment(prompt, recipe="classic", finish=finish), scene)
                    click = corrections(scene.truth)(before)
                    prompt = replace(prompt, points=(click,))
                    began = time.perf_counter()
                    answer = layer.segment(prompt, recipe="classic", finish=finish)
                    taken.append(time.perf_counter() - began)
                    gains.append(overlap(_asked(answer, scene), scene) - overlap(before, scene))
        worse = int(np.sum(np.array(gains) < -0.01))
        print(
            f"one click beside a box, {edges} edges: {np.mean(gains):+.3f} in the mean of "
            f"{len(gains)}, {np.median(gains):+.3f} in the median, {worse} lose; "
            f"{np.median(taken):.3f} s, {max(taken):.3f} the slowest",
            flush=True,
        )


def overlap(mask: Pixels, scene: Scene) -> float:
    """Intersection over union with the truth."""
    found = mask > 127
    either = max(1, int(np.count_nonzero(found | scene.truth)))
    return int(np.count_nonzero(found & scene.truth)) / either


def _asked(answer: Answer, scene: Scene) -> Pixels:
    return whole(answer.masks, scene.truth.shape)


if __name__ == "__main__":
    main()
