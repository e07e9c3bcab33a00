"""Pictures whose truth is known: coloured shapes on textured grounds, from a seed, at any size.

`scene(seed)` says what there is, in units of the picture's height; `Scene.draw` makes the pixels,
so that one scene can be drawn small for training and at 4K for a test, or squashed to a square.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

COLOURS = {
    "red": (208, 36, 40),
    "green": (40, 158, 62),
    "blue": (44, 82, 210),
    "yellow": (236, 204, 44),
}
SHAPES = ("circle", "square", "triangle", "star")
GROUNDS = ("plain", "noise", "stripes", "gradient", "checkers")
PHRASES = tuple(f"{colour} {shape}" for colour in COLOURS for shape in SHAPES)

SMALLEST, LARGEST = 0.15, 0.24
"""The radius of a thing, in heights (or widths, where a picture is taller than wide)."""


@dataclass(frozen=True)
class Thing:
    """One shape. Lengths in heights of the picture; `turn` in radians.

    blur: the width of its edge, 0 for one as sharp as pixels can be.
    """

    shape: str
    colour: str
    rgb: tuple[float, float, float]
    x: float
    y: float
    radius: float
    turn: float
    shade: float
    blur: float = 0.0

    @property
    def phrase(self) -> str:
        return f"{self.colour} {self.shape}"

    @cached_property
    def corners(self) -> NDArray[np.float64]:
        """Nx2, in heights; a circle has none."""
        return np.array([self.x, self.y]) + self.radius * _turned(_OUTLINES[self.shape], self.turn)

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of its outline, in heights."""
        if self.shape == "circle":
            radius = self.radius
            return self.x - radius, self.y - radius, self.x + radius, self.y + radius
        (left, top), (right, bottom) = self.corners.min(0), self.corners.max(0)
        return float(left), float(top), float(right), float(bottom)

    def distance(self, x: Floats, y: Floats) -> Floats:
        """How far each place lies outside the outline, in heights; below 0 inside."""
        if self.shape == "circle":
            return np.hypot(x - self.x, y - self.y) - self.radius
        nearest = np.full(np.broadcast_shapes(x.shape, y.shape), np.inf, np.float32)
        inside = np.zeros(nearest.shape, bool)
        for (x0, y0), (x1, y1) in zip(self.corners, np.roll(self.corners, -1, 0), strict=True):
            right, down = x1 - x0, y1 - y0
            along = ((x - x0) * right + (y - y0) * down) / (right**2 + down**2)
            along = np.clip(along, 0, 1)
            away = np.hypot(x - x0 - along * right, y - y0 - along * down)
            nearest = np.minimum(nearest, away)
            if down:
                crosses = (y0 > y) != (y1 > y)
                inside ^= crosses & (x < x0 + (y - y0) / down * right)
        return np.where(inside, -nearest, nearest)


@dataclass(frozen=True, eq=False)
class Drawn:
    """A scene in pixels: `picture` HxWx3 uint8, and for each thing its truth.

    alphas: NxHxW float32, 0 to 1; boxes: Nx4 float32, x0 y0 x1 y1 in continuous pixels.
    """

    things: tuple[Thing, ...]
    picture: NDArray[np.uint8]
    alphas: Floats
    boxes: Floats

    @property
    def masks(self) -> NDArray[np.bool_]:
        return self.alphas >= 0.5

    def of(self, phrase: str) -> list[int]:
        """Which of the things a phrase names."""
        return [index for index, thing in enumerate(self.things) if thing.phrase == phrase]


@dataclass(frozen=True)
class Scene:
    """What there is to see. aspect: width over height."""

    seed: int
    aspect: float
    ground: str
    things: tuple[Thing, ...]

    def draw(self, width: int, height: int) -> Drawn:
        """The scene at any size, squashed if `width / height` is not its aspect."""
        x = ((np.arange(width) + 0.5) * self.aspect / width).astype(np.float32)[None, :]
        y = ((np.arange(height) + 0.5) / height).astype(np.float32)[:, None]
        pixel = max(self.aspect / width, 1 / height)
        paint = _ground(self.seed, self.ground, x, y)
        alphas = np.zeros((len(self.things), height, width), np.float32)
        boxes = np.zeros((len(self.things), 4), np.float32)
        scale = np.array([width / self.aspect, height] * 2)
        for thing, alpha, box in zip(self.things, alphas, boxes, strict=True):
            box[:] = np.array(thing.extent) * scale
            reach = np.array([-1, -1, 1, 1]) * (thing.blur + pixel) * scale
            x0, y0, x1, y1 = np.clip(box + reach + [0, 0, 1, 1], 0, [width, height] * 2).astype(int)
            part = np.s_[y0:y1, x0:x1]
            outside = thing.distance(x[:, x0:x1], y[y0:y1])
            alpha[part] = np.clip(0.5 - outside / max(pixel, thing.blur), 0, 1)
            light = 1 + thing.shade * (x[:, x0:x1] - thing.x + y[y0:y1] - thing.y) / thing.radius
            own = np.array(thing.rgb, np.float32) * light[..., None]
            paint[part] += (own - paint[part]) * alpha[part][..., None]
        grain = np.random.default_rng(self.seed).normal(0, 3, paint.shape).astype(np.float32)
        picture = np.clip(paint + grain + 0.5, 0, 255).astype(np.uint8)
        return Drawn(self.things, picture, alphas, boxes)


def scene(
    seed: int,
    aspect: float = 1.0,
    things: int = 0,
    radii: tuple[float, float] = (SMALLEST, LARGEST),
    blurred: float = 0.0,
    clear: bool = True,
) -> Scene:
    """A scene of one to four things (or of `things`), none of which covers another.

    Often a second thing has the shape of the first in another colour, and a third its colour.
    blurred: up to how wide edges are, in radii. clear: no phrase names two of them.
    """
    rng = np.random.default_rng(seed)
    wanted = things or int(rng.integers(1, 5))
    side = min(1.0, aspect)
    placed: list[Thing] = []
    for _ in range(60):
        if len(placed) == wanted:
            break
        radius = side * rng.uniform(*radii)
        blur = radius * blurred * rng.uniform() ** 2
        margin = radius + blur / 2 + 0.01
        x, y = rng.uniform(margin, aspect - margin), rng.uniform(margin, 1 - margin)
        if any(math.hypot(x - o.x, y - o.y) < margin + o.radius + o.blur / 2 for o in placed):
            continue
        colour, shape = _kind(rng, placed, clear)
        rgb = np.clip(
            np.array(COLOURS[colour]) * rng.uniform(0.85, 1.1) + rng.normal(0, 8, 3), 0, 255
        )
        turn, shade = rng.uniform(0, 2 * math.pi), rng.uniform(-0.1, 0.1)
        placed.append(Thing(shape, colour, tuple(rgb), x, y, radius, turn, shade, blur))
    return Scene(seed, aspect, str(rng.choice(GROUNDS)), tuple(placed))


def _kind(rng: np.random.Generator, placed: list[Thing], clear: bool) -> tuple[str, str]:
    """Colour and shape of the next thing: a distractor of the first one, or anything."""
    taken = {(other.colour, other.shape) for other in placed}
    while True:
        colour, shape = str(rng.choice(list(COLOURS))), str(rng.choice(SHAPES))
        if placed and rng.uniform() < 0.6:
            if len(placed) % 2:
                shape = placed[0].shape
            else:
                colour = placed[0].colour
        if not clear or (colour, shape) not in taken:
            return colour, shape


def _ground(seed: int, kind: str, x: Floats, y: Floats) -> Floats:
    """HxWx3, 0 to 255: two greyish colours, mixed as the kind of ground says."""
    rng = np.random.default_rng((seed, 1))
    grey = rng.uniform(50, 205)
    first, second = (
        level + rng.uniform(-16, 16, 3)
        for level in (grey, np.clip(grey + rng.choice((-1, 1)) * rng.uniform(20, 60), 30, 225))
    )
    mixed = _pattern(rng, kind, x, y).astype(np.float32)[..., None]
    return np.asarray(first + (second - first) * mixed, np.float32)


def _pattern(rng: np.random.Generator, kind: str, x: Floats, y: Floats) -> NDArray[np.floating]:
    """HxW, 0 to 1."""
    height, width = y.shape[0], x.shape[1]
    angle, step = rng.uniform(0, math.pi), rng.uniform(0.05, 0.2)
    along = x * math.cos(angle) + y * math.sin(angle)
    across = y * math.cos(angle) - x * math.sin(angle)
    if kind == "noise":
        layers = (rng.uniform(size=(cells, cells)).astype(np.float32) for cells in (5, 9, 17))
        large = [cv2.resize(one, (width, height), interpolation=cv2.INTER_LINEAR) for one in layers]
        return 0.5 * large[0] + 0.3 * large[1] + 0.2 * large[2]
    if kind == "stripes":
        return 0.5 + 0.5 * np.sin(along * (2 * math.pi / step))
    if kind == "gradient":
        return (along - along.min()) / np.ptp(along)
    if kind == "checkers":
        return (np.floor(along / step) + np.floor(across / step)) % 2
    return np.zeros((height, width))


def _turned(corners: NDArray[np.float64], turn: float) -> NDArray[np.float64]:
    cos, sin = math.cos(turn), math.sin(turn)
    return corners @ np.array([[cos, sin], [-sin, cos]])


def _regular(corners: int, inner: float = 1.0) -> NDArray[np.float64]:
    """A polygon of radius 1; with `inner` a star, every second corner that near the centre."""
    angles = np.arange(corners) * 2 * math.pi / corners
    radii = np.where(np.arange(corners) % 2, inner, 1.0)
    return np.stack([np.sin(angles), -np.cos(angles)], 1) * radii[:, None]


_OUTLINES = {"square": _regular(4), "triangle": _regular(3), "star": _regular(10, 0.45)}
