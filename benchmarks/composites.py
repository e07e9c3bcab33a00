"""Pictures whose true alpha is known, because they were put together here.

There is no licence to heed and nothing to download: everything is drawn from a seed. The object is
composed over the ground as image editors do it, in sRGB values:
    image = alpha × foreground + (1 − alpha) × ground

Kinds: textured (an object of one surface before another), hair (strands thinner than a pixel),
soft (out of focus, glowing), flat (cel-shaded drawings with line art), low_contrast (an object of
nearly the colour that it lies on). Run it with a folder as its argument to look at all of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from drawing import shapes, textures
from drawing.textures import Field, Picture, Random, Size

SEED = 20
HAIR = ((62, 42, 30), (214, 204, 190), (178, 136, 84), (34, 30, 34), (150, 70, 34), (128, 124, 122))


@dataclass(frozen=True, eq=False)
class Case:
    """One composite.

    image: HxWx3 uint8 RGB. alpha: HxW uint8, 0 outside to 255 inside. foreground: HxWx3 uint8 RGB,
    the object's own colour; of no meaning where alpha is 0. All three in the same pixels.
    """

    name: str
    kind: str
    image: NDArray[np.uint8] = field(repr=False)
    alpha: NDArray[np.uint8] = field(repr=False)
    foreground: NDArray[np.uint8] = field(repr=False)


def cases(size: Size = (1024, 768), seed: int = SEED, kinds: Sequence[str] = ()) -> Iterator[Case]:
    """All composites, `size` = (width, height) pixels each; the same seed gives the same bytes.

    With `kinds`, only those; they are the same pictures as in the whole set.
    """
    for kind, count, draw in (
        ("textured", 8, textured),
        ("hair", 6, hair),
        ("soft", 2, soft),
        ("flat", 6, flat),
        ("low_contrast", 4, low_contrast),
    ):
        for number in range(count if not kinds or kind in kinds else 0):
            random = np.random.default_rng([seed, *kind.encode(), number])
            alpha, foreground, ground = draw(random, size, number)
            grain = 0.0 if kind == "flat" else 2.0
            yield compose(f"{kind}-{number + 1}", kind, alpha, foreground, ground, random, grain)


def compose(
    name: str,
    kind: str,
    alpha: Field,
    foreground: Picture,
    ground: Picture,
    random: Random,
    grain: float,
) -> Case:
    """The composite of float pictures; `grain` is the sensor's noise, as a standard deviation."""
    height, width = alpha.shape
    steps = np.asarray(np.rint(np.clip(alpha, 0, 1) * 255), np.uint8)
    noise = random.normal(0, 1, (height, width, 3)).astype(np.float32) * grain
    front = np.clip(foreground + noise, 0, 255)
    weight = steps.astype(np.float32)[..., None] / 255
    image = weight * front + (1 - weight) * np.clip(ground + noise, 0, 255)
    return Case(name, kind, np.rint(image).astype(np.uint8), steps, np.rint(front).astype(np.uint8))


def textured(random: Random, size: Size, number: int) -> tuple[Field, Picture, Picture]:
    """A bulging object of one surface before another."""
    alpha = shapes.OBJECTS[number % len(shapes.OBJECTS)](random, size)
    surfaces = textures.SURFACES
    foreground = surfaces[(number * 3 + 2) % len(surfaces)](random, size)
    ground = surfaces[(number * 3 + 5) % len(surfaces)](random, size)
    return alpha, textures.lit(random, foreground, alpha), with_shadow(random, ground, alpha)


def hair(random: Random, size: Size, number: int) -> tuple[Field, Picture, Picture]:
    """A furry or hairy head: strands thinner than a pixel over a body."""
    long = number % 2 == 0
    tone = np.array(HAIR[number % len(HAIR)], np.float32)
    alpha, foreground = shapes.hairy(random, size, tone, long)
    surfaces = (textures.lights, textures.clouds, textures.scenery)
    ground = surfaces[number % 3](random, size)
    if number != 1:  # one stays sharp: the hardest of all
        ground = cv2.GaussianBlur(ground, (0, 0), size[1] / 120).astype(np.float32)
    return alpha, foreground, ground


def soft(random: Random, size: Size, number: int) -> tuple[Field, Picture, Picture]:
    """An object out of focus, then one that glows."""
    ground = textures.SURFACES[number + 1](random, size)
    inside = shapes.blob(random, size)
    if number == 0:
        radius = max(1, round(size[1] / 50))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2)
        lens = disc.astype(np.float32) / disc.sum()
        foreground = textures.lit(random, textures.clouds(random, size), inside)
        blurred = cv2.filter2D(foreground, -1, lens).astype(np.float32)
        return cv2.filter2D(inside, -1, lens).astype(np.float32), blurred, ground
    core = cv2.GaussianBlur(inside, (0, 0), size[1] / 200)
    halo = cv2.GaussianBlur(inside, (0, 0), size[1] / 18)
    alpha = np.asarray(np.maximum(core, 0.85 * halo), np.float32)
    hot, warm = np.array([255, 250, 225], np.float32), np.array([255, 170, 60], np.float32)
    return alpha, textures.mix(alpha**2, warm, hot), ground * 0.55


def flat(random: Random, size: Size, number: int) -> tuple[Field, Picture, Picture]:
    """A drawing with clean edges: fills of two tones and dark outlines, before drawn hills."""
    alpha, foreground = shapes.creature(random, size)
    return alpha, foreground, shapes.backdrop(random, size)


def low_contrast(random: Random, size: Size, number: int) -> tuple[Field, Picture, Picture]:
    """An object of the surface that it lies on, only a little lighter or darker."""
    alpha = shapes.OBJECTS[number % 3](random, size)
    surface = (textures.clouds, textures.stones, textures.wood, textures.grass)[number % 4]
    ground = surface(random, size)
    turned = np.ascontiguousarray(ground[::-1, ::-1])
    even = turned.mean((0, 1)) + random.normal(0, 3, 3) + random.choice([-22, 22])
    foreground = textures.lit(random, 0.6 * turned + 0.4 * even.astype(np.float32), alpha, 0.4)
    return alpha, foreground, with_shadow(random, ground, alpha, 0.2)


def with_shadow(random: Random, ground: Picture, alpha: Field, depth: float = 0.45) -> Picture:
    """`ground` with the soft shadow that the object casts on it."""
    height, width = alpha.shape
    reach = height / 30
    move = np.array([[1, 0, reach * random.uniform(-1, 1)], [0, 1, reach]], np.float32)
    shadow = cv2.warpAffine(alpha, move, (width, height))
    shadow = cv2.GaussianBlur(shadow, (0, 0), max(0.6, reach / 2))
    return np.asarray(ground * (1 - depth * shadow)[..., None], np.float32)


def main(arguments: list[str] | None = None) -> None:
    """Write every case to a folder: the picture, its alpha and its foreground side by side."""
    (folder,) = sys.argv[1:] if arguments is None else arguments
    Path(folder).mkdir(parents=True, exist_ok=True)
    for case in cases():
        alpha = cv2.cvtColor(case.alpha, cv2.COLOR_GRAY2RGB)
        sheet = np.hstack([case.image, alpha, case.foreground])
        cv2.imwrite(str(Path(folder) / f"{case.name}.png"), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
