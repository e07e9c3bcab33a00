"""A thing on a thing, or at its edge: a click takes a badge off a coat, or a hat, and no more.

    python benchmarks/inlays.py

On every photograph's object, where it is deepest, lies a patch of another colour or of another
photograph. A box round the object, then a click off in the patch's middle: the patch should go and
the object stay. Printed is how
much of what changed is the patch (overlap of the two), and how often far more went with it.

Then, of every object the part beyond a line shows another colour or another photograph. A box round
the object and a click off on that part, or a box round the rest and a click on the part: printed is
how much of the part changed, how much else did (in parts), and the share of nicks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from classic_quality import Scene, Truth, many_coloured, photograph_scenes
from frisket.models.base import ObjectPrompt, Soft, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket_protocol.raster import Point
from prompts import jittered_box

SIZES = (0.35, 0.55, 0.75)
"""The patch's radius as a share of the way from its middle to the object's edge."""
SEEDS = (0, 1)
FAR_MORE = 3.0
MOSTLY = 0.5
CLICKS = 5
NICK = 0.15
"""The share of the part below which a click has taken a nick of it."""
WELL_INSIDE = 0.35
LEAST_WRONG = 0.4


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


def _filling(
    random: np.random.Generator, scene: Scene, other: Scene, uneven: float = 0.0
) -> NDArray[np.float32]:
    """What a patch shows: another photograph, or a colour far from the object's own.

    uneven   how much that varies from pixel to pixel before it is blurred, of 255
    """
    size = scene.image.shape[1::-1]
    if random.random() < 0.5:
        return np.asarray(cv2.resize(other.image, size, interpolation=cv2.INTER_AREA), np.float32)
    own = scene.image[scene.truth].mean(axis=0)
    colours = random.uniform(0, 255, (20, 3))
    chosen = colours[np.linalg.norm(colours - own, axis=1).argmax()]
    filling = np.full((*scene.truth.shape, 3), chosen, np.float32)
    if uneven:
        noise = random.normal(0, uneven, scene.image.shape).astype(np.float32)
        filling += cv2.GaussianBlur(noise, (0, 0), 2)
    return filling


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
    """Print both tables."""
    print_patches()
    print_caps()


# --- parts at the edge ---


@dataclass(frozen=True, eq=False)
class Cap:
    """A scene whose object ends in a part (HxW bool) that shows something else."""

    scene: Scene
    part: Truth = field(repr=False)


def caps(seed: int) -> Iterator[Cap]:
    """Every photograph's object but the hat, which is a part itself, each with such a part."""
    scenes = [*photograph_scenes(), *many_coloured()]
    for index, scene in enumerate(scenes):
        if scene.name == "hat":
            continue
        random = np.random.default_rng([seed, index])
        part = _beyond_a_line(random, scene.truth)
        filled = _filling(random, scene, scenes[(index + 1) % len(scenes)], uneven=60)
        alpha = cv2.GaussianBlur(part.astype(np.float32), (0, 0), 0.7)[..., None]
        image = np.rint(scene.image * (1 - alpha) + filled * alpha)
        made = np.clip(image, 0, 255).astype(np.uint8)
        yield Cap(Scene(scene.name, made, scene.truth, True, scene.has_subject), part)


def _beyond_a_line(random: np.random.Generator, truth: Truth) -> Truth:
    """An eighth to a third of the object, on one side of it."""
    angle = random.uniform(0, 2 * np.pi)
    rows, columns = np.mgrid[: truth.shape[0], : truth.shape[1]]
    along = columns * np.cos(angle) + rows * np.sin(angle)
    level = np.quantile(along[truth], 1 - random.uniform(0.12, 0.35))
    return np.asarray(truth & (along > level), np.bool_)


def changed(cap: Cap, seed: int, inside: bool) -> Iterator[tuple[float, float]]:
    """What clicks on the part change: the share of it, and how much else, in parts."""
    engine, watch = SegmentClassic(), Unwatched()
    embedding = engine.embed(cap.scene.image, watch)
    box = jittered_box(cap.scene.truth & ~cap.part if inside else cap.scene.truth, seed)
    before = engine.segment(embedding, [ObjectPrompt(box=box)], watch)[0][0].mask > 127
    wrong = cap.part & (before != inside)
    if wrong.sum() < LEAST_WRONG * cap.part.sum():
        return
    framed = np.pad(cap.part.astype(np.uint8), 1)
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    rows, columns = np.nonzero((depth > WELL_INSIDE * depth.max()) & wrong)
    if not rows.size:
        return
    for chosen in np.random.default_rng(5).integers(rows.size, size=CLICKS):
        click = Point(float(columns[chosen]) + 0.5, float(rows[chosen]) + 0.5, inside)
        prompt = ObjectPrompt(box=box, points=(click,))
        after = engine.segment(embedding, [prompt], watch)[0][0].mask > 127
        change = after != before
        yield (change & wrong).sum() / wrong.sum(), (change & ~wrong).sum() / wrong.sum()


def print_caps() -> None:
    """Parts at the edge: a click off, or on."""
    print("click   number   of the part   else, in parts   nicks")
    for title, inside in (("off", False), ("on", True)):
        some = [one for seed in SEEDS for cap in caps(seed) for one in changed(cap, seed, inside)]
        taken, spilt = np.array(some).T
        print(
            f"{title:5} {len(some):8} {taken.mean():14.2f} {spilt.mean():16.2f} "
            f"{np.mean(taken < NICK):7.0%}",
            flush=True,
        )


# --- the tables ---


def print_patches() -> None:
    """Patches within: a click off."""
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
