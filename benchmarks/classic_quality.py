"""How good the classical engine is; benchmarks/classic_speed.py measures how fast.

Every kind of prompt is made from a truth mask with fixed seeds. Beside the engine stands plain
GrabCut (OpenCV) with the same prompt as far as it understands it. Below the mean stand the three
worst: a mean hides them. Boxes are drawn round two kinds of things besides, which are in no mean
of the others: photographs of things of many colours, and things with holes. `--quick` takes one
seed and the photographs alone, `--matting` measures soft edges instead.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket_protocol.raster import Box, Point
from photographs import photographs
from prompts import corrections, kinds, tight_box

Truth: TypeAlias = NDArray[np.bool_]

BAR = {"box": 0.85, "5 clicks": 0.77, "scribble": 0.82, "shifted": 0.92, "subject": 0.72}
SUBJECTS = frozenset({"astronaut", "coffee_cup_and_saucer", "rocket", "flower"})
TOLERANCE = 2.0


@dataclass(frozen=True, eq=False)
class Scene:
    """One object in one picture. photograph: a real picture, and not made for the purpose."""

    name: str
    image: NDArray[np.uint8] = field(repr=False)
    truth: Truth = field(repr=False)
    photograph: bool
    has_subject: bool


@dataclass(frozen=True)
class Result:
    """One answer: intersection over union, boundary F, and the seconds that it took."""

    name: str
    photograph: bool
    overlap: float
    boundary: float
    seconds: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one seed, photographs alone")
    parser.add_argument("--matting", action="store_true", help="measure soft edges instead")
    parser.add_argument("--only", action="append", help="a kind of prompt (may be repeated)")
    chosen, others = parser.parse_known_args(arguments)
    if chosen.matting:
        import matting

        matting.main(others)
        return
    if others:
        parser.error(f"unknown: {' '.join(others)}")
    scenes = list(photograph_scenes()) if chosen.quick else [*photograph_scenes(), *composed()]
    seeds = (0,) if chosen.quick else (0, 1, 2, 3)
    print("prompt        IoU all  photos   BF all  photos   first s   GrabCut all  photos   bar")
    for kind in [*kinds(), "5 corrections"]:
        if not chosen.only or kind in chosen.only:
            print(_lines(kind, scenes, seeds), flush=True)
            if kind == "box":
                print(_lines(kind, list(many_coloured()), seeds, "many colours"), flush=True)
                print(_lines(kind, list(with_holes()), seeds[:1], "with holes"), flush=True)


def photograph_scenes() -> Iterator[Scene]:
    """The outlined objects on photographs."""
    for photograph in photographs():
        name = photograph.name
        yield Scene(name, photograph.image, photograph.truth, True, name in SUBJECTS)


def composed() -> Iterator[Scene]:
    """The procedural composites with a known alpha."""
    import composites

    for case in composites.cases():
        truth = np.asarray(case.alpha > 127, np.bool_)
        yield Scene(case.name, case.image, truth, False, True)


def many_coloured() -> Iterator[Scene]:
    """Photographs of things of many colours, chosen because a box round them fooled the engine."""
    for photograph in photographs(many_coloured=True):
        yield Scene(photograph.name, photograph.image, photograph.truth, False, False)


def with_holes() -> Iterator[Scene]:
    """Rings, frames, letters, wheels and wreaths: the ground shows in their middle."""
    import holes

    for case in holes.cases():
        yield Scene(case.name, case.image, np.asarray(case.alpha > 127, np.bool_), False, False)


def measure(kind: str, scenes: Sequence[Scene], seeds: Sequence[int]) -> list[Result]:
    """The engine's answers to one kind of prompt."""
    results = []
    for scene in scenes:
        if kind == "subject" and not scene.has_subject:
            continue
        for seed in seeds[:1] if kind == "subject" else seeds:
            started = time.perf_counter()
            mask = _answered(kind, scene, seed)
            seconds = time.perf_counter() - started
            results.append(_judged(scene, mask > 127, seconds))
    return results


def baseline(kind: str, scenes: Sequence[Scene], seeds: Sequence[int]) -> list[Result]:
    """What plain GrabCut makes of the same prompts."""
    results = []
    for scene in scenes:
        if kind == "subject" and not scene.has_subject:
            continue
        for seed in seeds[:1]:
            prompt = kinds()[kind](scene.truth, seed)
            started = time.perf_counter()
            mask = grab_cut(scene.image, prompt)
            results.append(_judged(scene, mask, time.perf_counter() - started))
    return results


def grab_cut(image: NDArray[np.uint8], prompt: ObjectPrompt) -> Truth:
    """GrabCut of at most 640 pixels, started from the prompt: HxW bool."""
    height, width = image.shape[:2]
    scale = min(1.0, 640 / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    state = _started(prompt, height, width)
    state = np.asarray(cv2.resize(state, size, interpolation=cv2.INTER_NEAREST), np.uint8)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    with contextlib.suppress(cv2.error):  # it needs some pixels on both sides
        cv2.grabCut(small, state, (0, 0, 0, 0), *models, 3, cv2.GC_INIT_WITH_MASK)
    mask = cv2.resize(np.asarray(state & 1), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(mask > 0, np.bool_)


def boundary_f(found: Truth, truth: Truth) -> float:
    """The harmonic mean of how much of each edge lies within 2 px of the other."""
    edges = [
        cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
        for mask in (found, truth)
    ]
    if not (edges[0].any() and edges[1].any()):
        return 0.0
    away = [cv2.distanceTransform((~edge).astype(np.uint8), cv2.DIST_L2, 5) for edge in edges]
    right = float((away[1][edges[0]] <= TOLERANCE).mean())
    seen = float((away[0][edges[1]] <= TOLERANCE).mean())
    return 2 * right * seen / max(right + seen, 1e-9)


def _lines(kind: str, scenes: Sequence[Scene], seeds: Sequence[int], title: str = "") -> str:
    """The means of one kind of prompt, and the worst of them."""
    results = measure(kind, scenes, seeds)
    real = [result for result in results if result.photograph]
    seconds = float(np.median([result.seconds for result in results]))
    line = (
        f"{title or kind:13} {_pair(results, real, 'overlap')}  {_pair(results, real, 'boundary')} "
    )
    line += f" {seconds:8.3f} "
    if kind in kinds():
        plain = baseline(kind, scenes, seeds)
        same = [result for result in plain if result.photograph]
        line += f"     {_pair(plain, same, 'overlap')} "
    if kind in BAR and real:
        line += f"  {BAR[kind]:.2f} {'met' if _mean(real, 'overlap') >= BAR[kind] else 'MISSED'}"
    lines = [line, f"              worst: {_worst(results)}"]
    if real:
        lines.append(f"              of the photographs: {_worst(real)}")
    return "\n".join(lines)


def _pair(results: Sequence[Result], real: Sequence[Result], name: str) -> str:
    """The mean of all, and that of the photographs where there are any."""
    photographs_mean = f"{_mean(real, name):7.3f}" if real else " " * 7
    return f"{_mean(results, name):7.3f} {photographs_mean}"


def _mean(results: Sequence[Result], name: str) -> float:
    return float(np.mean([getattr(result, name) for result in results]))


def _worst(results: Sequence[Result]) -> str:
    """The three things that were found worst, each by its worst answer."""
    least: dict[str, float] = {}
    for result in sorted(results, key=lambda one: one.overlap):
        least.setdefault(result.name, result.overlap)
    return ", ".join(f"{name} {overlap:.3f}" for name, overlap in list(least.items())[:3])


def _answered(kind: str, scene: Scene, seed: int) -> Soft:
    engine, watch = SegmentClassic(), Unwatched()
    embedding = engine.embed(scene.image, watch)
    if kind != "5 corrections":
        prompt = kinds()[kind](scene.truth, seed)
        return engine.segment(embedding, [prompt], watch)[0][0].mask
    next_click, clicks = corrections(scene.truth), list[Point]()
    mask: Soft | None = None
    for _ in range(5):
        clicks.append(next_click(mask))
        prompt = ObjectPrompt(points=tuple(clicks))
        mask = engine.segment(embedding, [prompt], watch)[0][0].mask
    assert mask is not None
    return mask


def _judged(scene: Scene, found: Truth, seconds: float) -> Result:
    common = int(np.count_nonzero(found & scene.truth))
    either = max(1, int(np.count_nonzero(found | scene.truth)))
    boundary = boundary_f(found, scene.truth)
    return Result(scene.name, scene.photograph, common / either, boundary, seconds)


def _started(prompt: ObjectPrompt, height: int, width: int) -> NDArray[np.uint8]:
    """The prompt as GrabCut's four states, HxW uint8."""
    state = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    if prompt.rough is not None:
        state[:] = _band(prompt.rough > 127)
    elif prompt.box is not None:
        state[:] = cv2.GC_BGD
        _fill(state, prompt.box, cv2.GC_PR_FGD)
    elif prompt.scribble is not None:
        _fill(state, tight_box(prompt.scribble > 0), cv2.GC_PR_FGD)
        state[prompt.scribble > 127] = cv2.GC_FGD
        state[prompt.scribble == 1] = cv2.GC_BGD
    elif prompt.is_subject:
        _fill(state, Box(width / 5, height / 5, width * 4 / 5, height * 4 / 5), cv2.GC_PR_FGD)
    for point in prompt.points:
        if point.inside:
            place = int(point.x), int(point.y)
            cv2.circle(state, place, min(height, width) // 6, cv2.GC_PR_FGD, -1)
    for point in prompt.points:
        value = cv2.GC_FGD if point.inside else cv2.GC_BGD
        cv2.circle(state, (int(point.x), int(point.y)), min(height, width) // 60 + 1, value, -1)
    return state


def _band(rough: Truth) -> NDArray[np.uint8]:
    """Sure a tenth of its size away from the edge of a selection, open between."""
    reach = 0.1 * int(np.count_nonzero(rough)) ** 0.5
    depth = cv2.distanceTransform(rough.astype(np.uint8), cv2.DIST_L2, 5)
    away = cv2.distanceTransform((~rough).astype(np.uint8), cv2.DIST_L2, 5)
    state = np.where(rough, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    state[(depth > reach) | (depth > depth.max() / 2)] = cv2.GC_FGD
    state[away > reach] = cv2.GC_BGD
    return state


def _fill(state: NDArray[np.uint8], box: Box, value: int) -> None:
    columns = slice(max(0, round(box.x0)), max(0, round(box.x1)))
    state[max(0, round(box.y0)) : max(0, round(box.y1)), columns] = value


if __name__ == "__main__":
    main()
