"""Procedural surfaces for the composites: noise, wood, stones, cloth, grass, out-of-focus lights.

Every picture here is HxWx3 float32 RGB, 0 to 255; a field is HxW float32, about 0 to 1. `size` is
(width, height) in pixels. The same generator state gives the same picture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Field: TypeAlias = NDArray[np.float32]
Picture: TypeAlias = NDArray[np.float32]
Size: TypeAlias = tuple[int, int]
Random: TypeAlias = np.random.Generator


def colour(random: Random, saturation: float = 0.5, value: float = 0.6) -> Field:
    """A colour of any hue, near the saturation and value given: 3 float32 RGB, 0 to 255."""
    hue = random.uniform(0, 360)
    strength = np.clip(saturation + random.uniform(-0.15, 0.15), 0, 1)
    light = np.clip(value + random.uniform(-0.15, 0.15), 0.05, 1)
    pixel = np.array([[[hue, strength, light]]], np.float32)
    return np.asarray(cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0] * 255, np.float32)


def noise(random: Random, size: Size, cell: float, octaves: int = 4) -> Field:
    """Value noise: random grids of ever finer cells, each half as strong as the one before."""
    width, height = size
    total = np.zeros((height, width), np.float32)
    strength = 1.0
    for _ in range(octaves):
        grid = (max(2, round(width / cell) + 2), max(2, round(height / cell) + 2))
        coarse = random.random(grid[::-1], np.float32)
        total += strength * cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
        strength, cell = strength / 2, max(1.0, cell / 2)
    low, high = np.percentile(total, (1, 99))
    return np.asarray(np.clip((total - low) / max(high - low, 1e-6), 0, 1), np.float32)


def mix(field: Field, first: Field, second: Field) -> Picture:
    """`first` where the field is 0, `second` where it is 1."""
    weight = field[..., None]
    return first * (1 - weight) + second * weight


def clouds(random: Random, size: Size) -> Picture:
    """Two colours that run into each other softly, and some grain."""
    picture = mix(noise(random, size, size[1] / 3), colour(random), colour(random))
    return picture + 30 * (noise(random, size, 6, 2)[..., None] - 0.5)


def wood(random: Random, size: Size) -> Picture:
    """Boards: rings of a noise that is stretched along the grain."""
    width, height = size
    long = noise(random, (max(2, width // 12), height), height / 10)
    field = cv2.resize(long, size, interpolation=cv2.INTER_CUBIC)
    rings = np.asarray(0.5 + 0.5 * np.sin(field * 40), np.float32)
    dark = np.array([92, 56, 32], np.float32) * random.uniform(0.7, 1.2)
    light = np.array([186, 136, 88], np.float32) * random.uniform(0.8, 1.2)
    return mix(rings, dark.astype(np.float32), light.astype(np.float32)) + 16 * (
        noise(random, size, 4, 2)[..., None] - 0.5
    )


def stones(random: Random, size: Size) -> Picture:
    """Pebbles: the cells nearest to scattered seeds, dark in the joints."""
    width, height = size
    pitch = height / 14
    seeds = np.full((height, width), 255, np.uint8)
    count = max(4, int(width * height / pitch**2))
    seeds[random.integers(0, height, count), random.integers(0, width, count)] = 0
    distance, labels = cv2.distanceTransformWithLabels(
        seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    base = colour(random, 0.25, 0.55)
    tones = base + random.normal(0, 22, (count + 2, 1)) + random.normal(0, 8, (count + 2, 3))
    picture = np.asarray(tones, np.float32)[np.minimum(labels, count + 1)]
    shade = np.clip(1.15 - distance / pitch, 0.35, 1.1)
    return picture * np.asarray(shade, np.float32)[..., None]


def cloth(random: Random, size: Size) -> Picture:
    """A woven pattern of two colours, turned by some angle, with folds."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    angle, pitch = random.uniform(0, np.pi), height / random.uniform(14, 40)
    u = (x * np.cos(angle) + y * np.sin(angle)) / pitch
    v = (y * np.cos(angle) - x * np.sin(angle)) / pitch
    waves = 0.5 + 0.25 * np.sign(np.sin(u)) + 0.25 * np.sign(np.sin(v))
    checks = np.asarray(waves, np.float32)
    folds = 0.75 + 0.4 * noise(random, size, height / 2, 2)
    return mix(checks, colour(random), colour(random, 0.3, 0.75)) * folds[..., None]


def grass(random: Random, size: Size) -> Picture:
    """Thousands of short strokes in greens and straw."""
    width, height = size
    canvas = np.full((height, width, 3), (44, 62, 30), np.uint8)
    for _ in range(5000):
        x, y = random.uniform(0, width), random.uniform(0, height)
        lean, length = random.normal(0, 0.3), height * random.uniform(0.02, 0.06)
        tone = np.array([90, 120, 50]) + random.normal(0, 22) + random.normal(0, 10, 3)
        start = (round(x), round(y))
        end = (round(x + lean * length), round(y - length))
        red, green, blue = (float(part) for part in np.clip(tone, 0, 255))
        cv2.line(canvas, start, end, (red, green, blue), 1 + height // 600, cv2.LINE_AA)
    return canvas.astype(np.float32)


def lights(random: Random, size: Size) -> Picture:
    """A dark scene far out of focus: discs of light over a soft gradient."""
    width, height = size
    picture = mix(noise(random, size, height / 2, 2), colour(random, 0.5, 0.2), colour(random))
    for _ in range(40):
        disc = np.zeros((height, width), np.uint8)
        centre = (int(random.integers(0, width)), int(random.integers(0, height)))
        cv2.circle(disc, centre, max(2, round(height * random.uniform(0.02, 0.07))), 255, -1)
        soft = cv2.GaussianBlur(disc, (0, 0), max(0.5, height / 300))
        bright = np.asarray(soft * (random.uniform(0.1, 0.5) / 255), np.float32)
        picture = mix(bright, picture, colour(random, 0.4, 0.95))
    return picture


def scenery(random: Random, size: Size) -> Picture:
    """Sky over hills: layers of noise that get darker and rougher towards the viewer."""
    width, height = size
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None] * np.ones((1, width), np.float32)
    picture = mix(
        rows, np.array([120, 170, 225], np.float32), np.array([235, 225, 205], np.float32)
    )
    for layer in range(4):
        line = height * (0.35 + 0.17 * layer) + height * 0.2 * (
            noise(random, (width, 2), width / 4, 5)[0] - 0.5
        )
        rows = np.arange(height, dtype=np.float32)[:, None]
        below = np.asarray(np.clip(rows - line[None], 0, 1), np.float32)
        tone = np.array([110, 140, 120], np.float32) * (1 - 0.2 * layer)
        rough = tone + (20 + 20 * layer) * (noise(random, size, 20, 4)[..., None] - 0.5)
        picture = mix(below, picture, rough)
    return picture


SURFACES: tuple[Callable[[Random, Size], Picture], ...] = (
    wood,
    stones,
    cloth,
    grass,
    lights,
    scenery,
    clouds,
)


def lit(random: Random, picture: Picture, inside: Field, relief: float = 1.0) -> Picture:
    """`picture` shaded as if the shape `inside` (0 or 1) bulged towards the viewer.

    The height is the square root of the distance to the edge, the light is Lambert's.
    """
    solid = np.asarray(inside > 0.5, np.uint8)
    distance = cv2.distanceTransform(solid, cv2.DIST_L2, 5)
    scale = max(float(distance.max()), 1.0)
    height = np.sqrt(np.maximum(distance, 0) / scale) * scale * 0.7 * relief
    smooth = cv2.GaussianBlur(height, (0, 0), max(0.6, scale / 12))
    dx, dy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(smooth, cv2.CV_32F, 0, 1) / 8
    angle = random.uniform(-2.6, -0.5)
    light = np.array([0.7 * np.cos(angle), 0.7 * np.sin(angle), 0.71])
    bright = (light[2] - dx * light[0] - dy * light[1]) / np.sqrt(1 + dx * dx + dy * dy)
    shade = np.asarray(0.45 + 0.75 * np.clip(bright, 0, 1), np.float32)
    return picture * shade[..., None]
