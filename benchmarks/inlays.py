"""A thing on a thing: a click takes a badge off a coat, or a window out of a wall, and no more.

    python benchmarks/inlays.py

On every photograph's object, where it is deepest, lies a patch of another colour or of another
photograph. A box round the object, then a click off in the patch's middle: the patch should go and
the object stay. Printed is how
much of what changed is the patch (overlap of the two), and how often far more went with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from classic_quality import Scene, Truth, photograph_scenes
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket_protocol.raster import Point
from prompts import jittered_box

SIZES = (0.35, 0.55, 0.75)
"""The patch's radius as a share of the way from its middle to the object's edge."""
SEEDS = (0, 1)
FAR_MORE = 3.0
MOSTLY = 0.5


@dataclass(frozen=True, eq=False)
class Inlay:
    """A scene whose object carries a patch (HxW bool), and the patch's middle."""

    scene: Scene
    patch: Truth = field(repr=False)
    middle: tuple[float, float]


def inlays(seed: int, size: float) -> Iterator[Inlay]:
    """Every photograph's object with a patch on it, of a colour or a texture by the seed."""
    scenes = list(photograph_scenes())
    for index, scene in enumerate(scenes):
        random = np.random.default_rng([seed, index])
        depth = cv2.distanceTransform(scene.truth.astype(np.uint8), cv2.DIST_L2, 5)
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        radius = max(6.0, size * float(depth.max()))
        patch = _shape(random, scene.truth.shape, (float(column), float(row)), radius)
        filled = _filling(random, scene, scenes[(index + 1) % len(scenes)])
        alpha = cv2.GaussianBlur(patch.astype(np.float32), (0, 0), 0.7)[..., None]
        image = np.rint(scene.image * (1 - alpha) + filled * alpha).astype(np.uint8)
        made = Scene(scene.name, image, scene.truth, True, scene.has_subject)
        yield Inlay(made, patch, (column + 0.5, row + 0.5))


def _shape(
    random: np.random.Generator, shape: tuple[int, ...], middle: tuple[float, float], radius: float
) -> Truth:
    """An ellipse or a rectangle that reaches `radius` from its middle, turned."""
    narrow = float(random.uniform(0.6, 1.0))
    place, turn = (round(middle[0]), round(middle[1])), float(random.uniform(0, 180))
    mask = np.zeros(shape[:2], np.uint8)
    if random.random() < 0.5:
        cv2.ellipse(mask, place, (round(radius), round(radius * narrow)), turn, 0, 360, 1, -1)
    else:
        sides = (1.6 * radius, 1.2 * radius * narrow)
        cv2.fillPoly(mask, [np.rint(cv2.boxPoints((middle, sides, turn))).astype(np.int32)], 1)
    return np.asarray(mask > 0, np.bool_)


def _filling(random: np.random.Generator, scene: Scene, other: Scene) -> NDArray[np.float32]:
    """What a patch shows: one colour far from the object's own, or another photograph."""
    size = scene.image.shape[1::-1]
    if random.random() < 0.5:
        return np.asarray(cv2.resize(other.image, size, interpolation=cv2.INTER_AREA), np.float32)
    own = scene.image[scene.truth].mean(axis=0)
    colours = random.uniform(0, 255, (20, 3))
    chosen = colours[np.linalg.norm(colours - own, axis=1).argmax()]
    return np.full((*scene.truth.shape, 3), chosen, np.float32)


def taken_off(inlay: Inlay, seed: int) -> tuple[float, float] | None:
    """What a click off takes away: its overlap with the patch, and its area in patches.

    None where the box's mask had left out the patch, or its middle, already.
    """
    engine, watch = SegmentClassic(), Unwatched()
    embedding = engine.embed(inlay.scene.image, watch)
    box = jittered_box(inlay.scene.truth, seed)
    before = _mask(engine.segment(embedding, [ObjectPrompt(box=box)], watch)[0][0].mask)
    click = Point(*inlay.middle, inside=False)
    patch = inlay.patch & before
    area = float(np.count_nonzero(inlay.patch))
    if not before[int(click.y), int(click.x)] or patch.sum() < MOSTLY * area:
        return None
    prompt = ObjectPrompt(box=box, points=(click,))
    after = _mask(engine.segment(embedding, [prompt], watch)[0][0].mask)
    gone = before & ~after
    either = max(1, int(np.count_nonzero(gone | patch)))
    return np.count_nonzero(gone & patch) / either, gone.sum() / area


def _mask(soft: Soft) -> Truth:
    return np.asarray(soft > 127, np.bool_)


def main() -> None:
    """Print the table."""
    print("radius   patches   overlap of what went with the patch   far more went   by name")
    for size in SIZES:
        overlaps, names, more = list[float](), list[str](), 0
        for seed in SEEDS:
            for inlay in inlays(seed, size):
                taken = taken_off(inlay, seed)
                if taken is None:
                    continue
                overlap, area = taken
                overlaps.append(overlap)
                names.append(f"{inlay.scene.name} {overlap:.2f}/{area:.1f}")
                more += area > FAR_MORE
        print(
            f"{size:6.2f}   {len(overlaps):7}   {np.mean(overlaps):.3f} "
            f"(median {np.median(overlaps):.3f})                {more:13}   {', '.join(names)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
