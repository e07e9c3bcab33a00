"""Prompts such as a person would give, made from a truth mask with a seed.

Everywhere below `truth` is HxW bool with at least one pixel inside, and `seed` decides every
random choice: the same truth and seed give the same prompt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import ObjectPrompt, Soft
from frisket_protocol.raster import Box, Point

Truth: TypeAlias = NDArray[np.bool_]
Maker: TypeAlias = Callable[[Truth, int], ObjectPrompt]

JITTER = 0.04
STROKE = 0.02


def kinds() -> dict[str, Maker]:
    """The name of every kind of prompt, and what makes one from a truth and a seed."""
    return {
        "box": lambda truth, seed: ObjectPrompt(box=jittered_box(truth, seed)),
        "1 click": lambda truth, seed: ObjectPrompt(points=clicks(truth, seed, 1, 0)),
        "3 clicks": lambda truth, seed: ObjectPrompt(points=clicks(truth, seed, 2, 1)),
        "5 clicks": lambda truth, seed: ObjectPrompt(points=clicks(truth, seed, 3, 2)),
        "scribble": lambda truth, seed: ObjectPrompt(scribble=scribble(truth, seed)),
        "grown": lambda truth, seed: ObjectPrompt(rough=grown(truth)),
        "shrunk": lambda truth, seed: ObjectPrompt(rough=shrunk(truth)),
        "shifted": lambda truth, seed: ObjectPrompt(rough=shifted(truth, seed)),
        "lasso": lambda truth, seed: ObjectPrompt(rough=lasso(truth, seed)),
        "subject": lambda truth, seed: ObjectPrompt(),
    }


def jittered_box(truth: Truth, seed: int) -> Box:
    """The truth's box, each side moved in or out by 0 to 4 % of the box's size."""
    box = tight_box(truth)
    left, top, right, bottom = np.random.default_rng(seed).uniform(-JITTER, JITTER, 4)
    return Box(
        box.x0 + left * box.width,
        box.y0 + top * box.height,
        box.x1 + right * box.width,
        box.y1 + bottom * box.height,
    )


def tight_box(truth: Truth) -> Box:
    """The smallest box round the pixels that are inside."""
    x, y, width, height = cv2.boundingRect(truth.astype(np.uint8))
    return Box(x, y, x + width, y + height)


def clicks(truth: Truth, seed: int, inside: int, outside: int) -> tuple[Point, ...]:
    """Clicks well inside, the first near the middle, then others in turn inside and outside.

    Later clicks inside lie far from the earlier ones; clicks outside lie near the object.
    """
    random = np.random.default_rng(seed)
    taken = [_middle(truth, random)]
    within = _depth(truth) > 0.3 * _depth(truth).max()
    while len(taken) < inside:
        taken.append(_far_from(taken, within, random))
    size = np.sqrt(truth.sum())
    away = _away(truth)
    near = (away > 0.08 * size) & (away < 0.4 * size)
    refused: list[tuple[int, int]] = []
    while len(refused) < outside and near.any():
        refused.append(_far_from(refused, near, random))
    return tuple(_alternate([_point(p, True) for p in taken], [_point(p, False) for p in refused]))


def corrections(truth: Truth) -> Callable[[Soft | None], Point]:
    """The next click of someone who clicks the middle of the largest mistake."""

    def next_click(mask: Soft | None) -> Point:
        seen = np.zeros_like(truth) if mask is None else mask > 127
        missing, excess = _depth(truth & ~seen), _depth(seen & ~truth)
        inside = bool(missing.max() >= excess.max())
        depth = missing if inside else excess
        row, column = np.unravel_index(int(depth.argmax()), depth.shape)
        return _point((int(row), int(column)), inside)

    return next_click


def wrong_click(mask: Soft, truth: Truth, random: np.random.Generator) -> Point:
    """A click that sets right a random one of the pixels that are wrong."""
    rows, columns = np.nonzero((mask > 127) != truth)
    chosen = int(random.integers(rows.size))
    row, column = int(rows[chosen]), int(columns[chosen])
    return Point(column + 0.5, row + 0.5, bool(truth[row, column]))


def scribble(truth: Truth, seed: int) -> NDArray[np.uint8]:
    """One curved stroke inside (255) and part of a ring outside (1), HxW uint8."""
    random = np.random.default_rng(seed)
    marks = np.zeros(truth.shape, np.uint8)
    thickness = max(1, round(STROKE * np.sqrt(truth.sum())))
    ring = _ring(truth, random)
    marks[cv2.dilate(ring.astype(np.uint8), _disc(thickness)) > 0] = 1
    marks[truth & (marks == 1)] = 0
    within = _depth(truth) > 0.35 * _depth(truth).max()
    places = [_middle(truth, random)]
    while len(places) < 4:
        places.append(_far_from(places, within, random))
    stroke = np.zeros(truth.shape, np.uint8)
    for start, end in zip(places[1:], [places[0]] * 3, strict=True):
        cv2.line(stroke, start[::-1], end[::-1], 1, thickness)
    marks[(stroke > 0) & truth] = 255
    return marks


def grown(truth: Truth) -> Soft:
    """The truth grown by about a twelfth of its size."""
    return _soft(cv2.dilate(truth.astype(np.uint8), _disc(round(np.sqrt(truth.sum()) / 12))) > 0)


def shrunk(truth: Truth) -> Soft:
    """The truth shrunk by about a twelfth of its size, or less where nothing would be left."""
    radius = min(np.sqrt(truth.sum()) / 12, _depth(truth).max() * 0.6)
    return _soft(_depth(truth) > radius)


def shifted(truth: Truth, seed: int) -> Soft:
    """The truth moved by about a twelfth of its size in some direction."""
    angle = np.random.default_rng(seed).uniform(0, 2 * np.pi)
    step = np.sqrt(truth.sum()) / 12
    move = np.array([[1, 0, step * np.cos(angle)], [0, 1, step * np.sin(angle)]], np.float64)
    height, width = truth.shape
    return _soft(cv2.warpAffine(truth.astype(np.uint8), move, (width, height), flags=0) > 0)


def lasso(truth: Truth, seed: int) -> Soft:
    """A loose polygon of 16 corners, each up to 2 % inside or 8 % outside the outline."""
    random = np.random.default_rng(seed)
    size = float(np.sqrt(truth.sum()))
    along = np.linspace(0, 1, 16, endpoint=False)
    outline = _outline(
        cv2.morphologyEx(truth.astype(np.uint8), cv2.MORPH_CLOSE, _disc(round(size / 8)))
    )
    corners = outline[(along * len(outline)).astype(np.intp)].astype(np.float64)
    outwards = corners - corners.mean(axis=0)
    outwards /= np.maximum(np.linalg.norm(outwards, axis=1, keepdims=True), 1e-9)
    corners += outwards * random.uniform(-0.02, 0.08, (16, 1)) * size
    mask = np.zeros(truth.shape, np.uint8)
    cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], 1)
    return _soft(mask > 0)


def _outline(mask: cv2.typing.MatLike) -> NDArray[np.int32]:
    """The pixels of the longest outer contour, Nx2 (x, y)."""
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(max(contours, key=len)[:, 0], np.int32)


def _soft(mask: Truth) -> Soft:
    return np.where(mask, 255, 0).astype(np.uint8)


def _depth(mask: Truth) -> NDArray[np.float32]:
    """How far each pixel inside is from the nearest pixel outside (the picture's sides count)."""
    padded = cv2.copyMakeBorder(mask.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    return np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1], np.float32)


def _away(truth: Truth) -> NDArray[np.float32]:
    """How far each pixel outside is from the nearest pixel inside."""
    return np.asarray(cv2.distanceTransform((~truth).astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _middle(truth: Truth, random: np.random.Generator) -> tuple[int, int]:
    depth = _depth(truth)
    rows, columns = np.nonzero(depth >= 0.7 * depth.max())
    chosen = int(random.integers(rows.size))
    return int(rows[chosen]), int(columns[chosen])


def _far_from(
    places: list[tuple[int, int]], allowed: Truth, random: np.random.Generator
) -> tuple[int, int]:
    """Of 12 random pixels that are allowed, the one that is farthest from `places`."""
    pixels = np.argwhere(allowed)
    drawn = pixels[random.integers(len(pixels), size=12)]
    if not places:
        return int(drawn[0][0]), int(drawn[0][1])
    apart = np.linalg.norm(drawn[:, None] - np.array(places)[None], axis=2).min(axis=1)
    best = drawn[int(apart.argmax())]
    return int(best[0]), int(best[1])


def _point(place: tuple[int, int], inside: bool) -> Point:
    return Point(place[1] + 0.5, place[0] + 0.5, inside)


def _alternate(taken: list[Point], refused: list[Point]) -> Iterator[Point]:
    for index in range(max(len(taken), len(refused))):
        yield from taken[index : index + 1]
        yield from refused[index : index + 1]


def _ring(truth: Truth, random: np.random.Generator) -> Truth:
    """Two thirds of the line that runs round the object at about a tenth of its size."""
    away = _away(truth)
    size = np.sqrt(truth.sum())
    line = (away > 0.10 * size) & (away <= 0.10 * size + 1.5)
    rows, columns = np.indices(truth.shape)
    middle_row, middle_column = np.argwhere(truth).mean(axis=0)
    angle = np.arctan2(rows - middle_row, columns - middle_column)
    gap = random.uniform(-np.pi, np.pi)
    apart = np.abs((angle - gap + np.pi) % (2 * np.pi) - np.pi)
    return np.asarray(line & (apart > np.pi / 3), np.bool_)


def _disc(radius: int) -> NDArray[np.uint8]:
    size = 2 * max(0, radius) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), np.uint8)
