"""Whether clicks are obeyed, how much one changes, and what it gains and takes.

python benchmarks/clicks_obeyed.py [--clicks 1000] [--only law|fourth|beside|guess]

law      clicks_law.py: how many clicks are disobeyed without a word
fourth   fourth clicks on mistakes in photographs: the share that changes next to nothing
beside   one click in the middle of the largest mistake of a box: what it gains in overlap
guess    one click alone: the share of wrong and of right answers that are called a guess
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

import composites
from classic_quality import Scene, many_coloured, photograph_scenes
from clicks_law import Edges, Pixels, local_client, print_law, whole
from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.doubt import GUESS
from frisket.pictures.reading import ArraySource
from frisket_protocol import Finish, Prompt
from frisket_protocol.client import Answer
from frisket_protocol.raster import Point
from prompts import clicks, corrections, jittered_box, wrong_click

NEXT_TO_NOTHING = 1e-3
"""The share of the picture below which a click has changed next to nothing."""
EDGES: Sequence[Edges] = ("hard", "soft")
WRONG, RIGHT = 0.5, 0.75
"""The overlap below which an answer is wrong, and from which it is right."""

DEEP = 0.25
"""How far within the thing a click lies at least, of the way to its middle."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clicks", type=int, default=1000, help="of the law, at least")
    parser.add_argument("--only", choices=("law", "fourth", "beside", "guess"))
    chosen = parser.parse_args(arguments)
    if chosen.only in (None, "fourth"):
        print_fourth()
    if chosen.only in (None, "beside"):
        print_beside()
    if chosen.only in (None, "guess"):
        print_guesses()
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


# --- what one click alone finds ---


@dataclass(frozen=True)
class Told:
    """Whether what one click found is right (None: neither right nor wrong), and called a guess."""

    is_right: bool | None
    is_guess: bool


def print_guesses(each: int = 8, seed: int = 41) -> None:
    """What is called a guess on the photographs, and on composites of another seed than others'."""
    print("one click      wrong   told   right   told   between   told")
    for title, scenes, count in (
        ("photographs", [*photograph_scenes(), *many_coloured()], each),
        ("composites", [shown(one) for one in composites.cases((640, 480), seed)], 2),
    ):
        clicks = [one for scene in scenes for one in told(scene, count)]
        line = f"{title:12}"
        for kind in (False, True, None):
            some = [one.is_guess for one in clicks if one.is_right is kind]
            line += f" {len(some):7d} {np.mean(some) if some else 0:6.0%}"
        print(line, flush=True)


def shown(case: composites.Case) -> Scene:
    """A composite as a scene."""
    return Scene(case.name, case.image, np.asarray(case.alpha > 127, np.bool_), False, True)


def told(scene: Scene, count: int) -> Iterator[Told]:
    """What is said of each of so many clicks well inside of the thing."""
    engine, watch = SegmentClassic(), Unwatched()
    embedding = engine.embed(scene.image, watch)
    framed = np.pad(scene.truth.astype(np.uint8), 1)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    rows, columns = np.nonzero(depth > DEEP * depth.max())
    for chosen in np.random.default_rng(7).integers(rows.size, size=count):
        click = Point(float(columns[chosen]) + 0.5, float(rows[chosen]) + 0.5)
        found = engine.segment(embedding, [ObjectPrompt(points=(click,))], watch)[0][0]
        right = overlap(found.mask, scene)
        yield Told(None if WRONG <= right < RIGHT else right >= RIGHT, found.score < GUESS)


def overlap(mask: Pixels, scene: Scene) -> float:
    """Intersection over union with the truth."""
    found = mask > 127
    either = max(1, int(np.count_nonzero(found | scene.truth)))
    return int(np.count_nonzero(found & scene.truth)) / either


def _asked(answer: Answer, scene: Scene) -> Pixels:
    return whole(answer.masks, scene.truth.shape)


if __name__ == "__main__":
    main()
