"""Things with holes through which the ground shows, drawn from a seed: rings, frames, letters.

    python benchmarks/holes.py FOLDER

writes every case as a picture with its truth beside it. There is nothing to download. A box round
such a thing means the thing and not what shows through it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np

from composites import Case, compose, with_shadow
from drawing import textures
from drawing.shapes import FINE, Outline, coverage, fine_points, polar, reduce
from drawing.textures import Field, Picture, Random, Size

SEED = 40
TURN = np.linspace(0, 2 * np.pi, 400, endpoint=False)


def cases(size: Size = (640, 480), seed: int = SEED, each: int = 4) -> Iterator[Case]:
    """`each` cases of every shape, `size` = (width, height); the same seed gives the same bytes."""
    for draw in SHAPES:
        for number in range(each):
            name = draw.__name__
            random = np.random.default_rng([seed, *name.encode(), number])
            alpha = draw(random, size)
            ground = wall(random, size)
            front = surface(random, size, alpha)
            if random.random() < 0.5:
                ground = with_shadow(random, ground, alpha, 0.25)
            yield compose(f"{name}-{number + 1}", name, alpha, front, ground, random, 2.0)


def wall(random: Random, size: Size) -> Picture:
    """What the thing lies on: an even wall, one with a light beside it, or a texture."""
    way = int(random.integers(4))
    if way < 2:
        even = np.ones((size[1], size[0]), np.float32)
        light = 1 + (0.35 * (textures.noise(random, size, size[0], 1) - 0.5) if way else 0)
        return np.asarray(
            textures.colour(random, 0.3, 0.65) * (even * light)[..., None], np.float32
        )
    ways = (textures.clouds, textures.wood, textures.stones, textures.grass, textures.cloth)
    return ways[int(random.integers(len(ways)))](random, size)


def surface(random: Random, size: Size, alpha: Field) -> Picture:
    """What the thing is made of: one colour, several side by side, or a texture, lit or not."""
    way = int(random.integers(3))
    if way == 0:
        tone = textures.colour(random, 0.65, 0.5)
        plain = np.zeros((size[1], size[0], 3), np.float32) + tone
        return textures.lit(random, plain, alpha) if random.random() < 0.5 else plain
    if way == 1:
        rows, columns = np.indices((size[1], size[0]))
        angle = np.arctan2(rows - size[1] / 2, columns - size[0] / 2) + np.pi
        count = int(random.integers(3, 9))
        tones = np.stack([textures.colour(random, 0.7, 0.55) for _ in range(count)])
        sector = np.asarray(angle / (2 * np.pi) * count, np.intp) % count
        return np.asarray(tones[sector], np.float32)
    ways = (textures.wood, textures.cloth, textures.stones)
    return textures.lit(random, ways[int(random.integers(len(ways)))](random, size), alpha)


def ring(random: Random, size: Size) -> Field:
    """A ring, round or oval, thin or thick."""
    return _band(size, _oval(random), random.uniform(0.06, 0.5))


def frame(random: Random, size: Size) -> Field:
    """The frame of a picture without the picture, upright or turned a little."""
    width, height = random.uniform(0.2, 0.42), random.uniform(0.2, 0.4)
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)], np.float64) * (width, height)
    thick = random.uniform(0.08, 0.45) * min(width, height)
    inner = np.sign(corners) * (width - thick, height - thick)
    turn = random.uniform(-0.3, 0.3) if random.random() < 0.5 else 0.0
    turned = np.array([(np.cos(turn), -np.sin(turn)), (np.sin(turn), np.cos(turn))])
    return _less(size, [corners @ turned], [inner @ turned])


def double_ring(random: Random, size: Size) -> Field:
    """Two rings, one within the other or linked side by side."""
    outer = _oval(random)
    if random.random() < 0.5:
        first = _band(size, outer, random.uniform(0.1, 0.22))
        return np.maximum(first, _band(size, outer * random.uniform(0.4, 0.6), 0.3))
    shift = (random.uniform(0.12, 0.2), random.uniform(-0.05, 0.05))
    thick = random.uniform(0.15, 0.35)
    left, right = (_band(size, outer * 0.7, thick, (way * shift[0], shift[1])) for way in (-1, 1))
    return np.maximum(left, right)


def letter(random: Random, size: Size) -> Field:
    """A letter or a figure that has a hole."""
    sign = "OAB8DPRQ069"[int(random.integers(11))]
    high = int(size[1] * FINE * random.uniform(0.5, 0.8))
    thick = max(1, int(high * random.uniform(0.1, 0.22)))
    scale = (high - thick) / 22
    large = np.zeros((size[1] * FINE, size[0] * FINE), np.uint8)
    face = cv2.FONT_HERSHEY_SIMPLEX
    (wide, tall), _ = cv2.getTextSize(sign, face, scale, thick)
    corner = ((large.shape[1] - wide) // 2, (large.shape[0] + tall) // 2)
    cv2.putText(large, sign, corner, face, scale, (255,), thick, cv2.LINE_AA)
    return reduce(large, size)


def tyre(random: Random, size: Size) -> Field:
    """A wheel: a ring, spokes and a hub, with the ground between the spokes."""
    outer = _oval(random)
    large = np.rint(_band((size[0] * FINE, size[1] * FINE), outer, random.uniform(0.12, 0.3)) * 255)
    drawn = np.asarray(large, np.uint8)
    count, turn = int(random.integers(3, 8)), random.uniform(0, 6.3)
    thick = max(2, round(size[1] * FINE * random.uniform(0.015, 0.035)))
    for spoke in range(count):
        way = int((turn + 2 * np.pi * spoke / count) / (2 * np.pi) * len(outer)) % len(outer)
        line = fine_points(np.array([(0.0, 0.0), 0.95 * outer[way]]), size) >> 4
        cv2.line(drawn, line[0].tolist(), line[1].tolist(), (255,), thick)
    hub = fine_points(outer * random.uniform(0.12, 0.25), size) >> 4
    cv2.fillPoly(drawn, [hub], (255,))
    return reduce(drawn, size)


def wreath(random: Random, size: Size) -> Field:
    """Leaves along a ring."""
    outer, leaves = _oval(random) * 0.8, []
    for place in range(0, 400, int(random.integers(5, 9))):
        long, wide = random.uniform(0.05, 0.09), random.uniform(0.02, 0.035)
        angle = random.uniform(0, 6.3)
        turned = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))])
        leaf = polar(TURN, np.ones_like(TURN)) * (long, wide)
        leaves.append(leaf @ turned + outer[place] * random.uniform(0.9, 1.08))
    return coverage(size, leaves)


SHAPES: tuple[Callable[[Random, Size], Field], ...] = (
    ring,
    frame,
    double_ring,
    letter,
    tyre,
    wreath,
)


def _oval(random: Random) -> Outline:
    radius = random.uniform(0.25, 0.42)
    return polar(TURN, np.ones_like(TURN)) * (radius * random.uniform(0.7, 1.3), radius)


def _band(size: Size, outer: Outline, thick: float, shift: Sequence[float] = (0, 0)) -> Field:
    """What lies between an outline and the same outline smaller by the share `thick`."""
    return _less(size, [outer + shift], [outer * (1 - thick) + shift])


def _less(size: Size, outer: Sequence[Outline], inner: Sequence[Outline]) -> Field:
    return np.asarray(np.clip(coverage(size, outer) - coverage(size, inner), 0, 1), np.float32)


def main(arguments: list[str] | None = None) -> None:
    """Write every case to a folder."""
    (folder,) = sys.argv[1:] if arguments is None else arguments
    Path(folder).mkdir(parents=True, exist_ok=True)
    for case in cases():
        sheet = np.hstack([case.image, cv2.cvtColor(case.alpha, cv2.COLOR_GRAY2RGB)])
        cv2.imwrite(str(Path(folder) / f"{case.name}.png"), cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))


if __name__ == "__main__":
    main()
