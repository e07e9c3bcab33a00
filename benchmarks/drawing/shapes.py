"""The outlines, strands and drawings that the composites are made of.

Everything is drawn `FINE` times larger and reduced by area, so that an edge pixel's coverage is
true to about 1/100. A coverage is HxW float32, 0 to 1; a picture HxWx3 float32 RGB, 0 to 255.
Outlines are Nx2 float, (x, y) in units of the picture's height round the object's centre.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from drawing import textures
from drawing.textures import Field, Picture, Random, Size

FINE = 4
SHIFT = 4  # OpenCV's drawing functions take coordinates in 1/16 pixel

Outline = NDArray[np.float64]


def blob(random: Random, size: Size) -> Field:
    """A round shape with a few bulges."""
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    radius = np.full_like(turn, 0.3)
    for wave in range(2, 7):
        radius += 0.11 / wave * random.normal() * np.cos(wave * turn + random.uniform(0, 6.3))
    return coverage(size, [polar(turn, radius)])


def star(random: Random, size: Size) -> Field:
    """Pointed arms, as a leaf or a star has."""
    turn = np.linspace(0, 2 * np.pi, 800, endpoint=False) + random.uniform(0, 6.3)
    arms = int(random.integers(5, 9))
    wave = np.abs(((turn * arms / (2 * np.pi)) % 1) - 0.5) * 2
    return coverage(size, [polar(turn, 0.16 + 0.24 * wave**1.5)])


def vase(random: Random, size: Size) -> Field:
    """A turned profile, with a handle that has a hole."""
    y = np.linspace(-0.36, 0.36, 200)
    half = 0.14 + 0.06 * np.sin(y * 9 + random.uniform(0, 6.3)) + 0.04 * np.cos(y * 17)
    body = np.vstack([np.column_stack([half, y]), np.column_stack([-half, y])[::-1]])
    turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    ring = polar(turn, np.full_like(turn, 0.15)) * (0.8, 1) + (0.2, -0.05)
    hole = polar(turn, np.full_like(turn, 0.1)) * (0.8, 1) + (0.2, -0.05)
    handle = np.clip(coverage(size, [ring]) - coverage(size, [hole]), 0, 1)
    return np.asarray(np.maximum(coverage(size, [body]), handle), np.float32)


def branch(random: Random, size: Size) -> Field:
    """Thin limbs that leave a thicker one."""
    parts = []
    for angle in np.linspace(-2.4, -0.7, 7) + random.normal(0, 0.1, 7):
        start = np.array([0.02 * np.cos(angle), 0.3 - 0.5 * random.random()])
        along = np.linspace(0, 1, 40)
        bend = random.normal(0, 0.3)
        steps = np.column_stack([np.cos(angle + bend * along), np.sin(angle + bend * along)])
        middle = start + np.cumsum(steps, 0) * random.uniform(0.25, 0.4) / 40
        parts.append(limb(middle, 0.012 * (1.2 - along)))
    trunk = np.column_stack([0.02 * np.sin(np.linspace(0, 5, 60)), np.linspace(0.42, -0.3, 60)])
    return coverage(size, [limb(trunk, np.linspace(0.04, 0.012, 60)), *parts])


OBJECTS: tuple[Callable[[Random, Size], Field], ...] = (blob, vase, star, branch)


def polar(turn: Outline, radius: Outline) -> Outline:
    """The outline with that radius at that angle."""
    return np.column_stack([radius * np.cos(turn), radius * np.sin(turn)])


def limb(middle: Outline, half: Outline) -> Outline:
    """The outline of a tapering stroke along `middle`."""
    along = np.gradient(middle, axis=0)
    across = np.column_stack([-along[:, 1], along[:, 0]])
    across /= np.linalg.norm(across, axis=1, keepdims=True) + 1e-9
    return np.vstack([middle + across * half[:, None], (middle - across * half[:, None])[::-1]])


def coverage(size: Size, outlines: Sequence[Outline]) -> Field:
    """How much of each pixel the outlines cover together."""
    large = np.zeros((size[1] * FINE, size[0] * FINE), np.uint8)
    for outline in outlines:
        cv2.fillPoly(large, [fine_points(outline, size)], 255, cv2.LINE_AA, SHIFT)
    return reduce(large, size)


def fine_points(outline: Outline, size: Size) -> NDArray[np.int32]:
    """Fixed-point coordinates on the enlarged canvas."""
    pixels = (outline * size[1] + (size[0] / 2, size[1] / 2)) * FINE * 2**SHIFT
    return np.asarray(np.rint(pixels), np.int32)


def reduce(large: NDArray[np.uint8], size: Size) -> Field:
    """The enlarged canvas at `size`, 0 to 255 become 0 to 1."""
    small = cv2.resize(large.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small / 255, np.float32)


def hairy(random: Random, size: Size, tone: Field, long: bool) -> tuple[Field, Picture]:
    """A head with long hair or a body with short fur: its coverage and its own colour."""
    turn = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    radius = 0.24 + 0.02 * np.cos(2 * turn + random.uniform(0, 6.3))
    body = polar(turn, radius) * (0.85 if long else 1.15, 1)
    shape = coverage(size, [body])
    skin = tone + 30 * (textures.noise(random, size, size[1] / 60)[..., None] - 0.5)
    base = textures.lit(random, skin, shape, 0.6)
    fine = (size[0] * FINE, size[1] * FINE)
    covered = np.asarray(cv2.resize(np.rint(shape * 255), fine), np.uint8)
    painted = np.asarray(cv2.resize(np.clip(base, 0, 255), fine), np.uint8)
    for strand in fine_points(strands(random, body, long), size):
        bright = float(random.uniform(0.55, 1.5))
        thickness = max(1, round(FINE * size[1] / 768 * random.uniform(0.25, 1.0)))
        shade = [float(part) for part in np.clip(tone * bright, 0, 255)]
        draw_tapered(covered, painted, strand, thickness, shade)
    alpha = reduce(covered, size)
    weight = covered.astype(np.float32)[..., None] / 255
    colour = cv2.resize(painted * weight, size, interpolation=cv2.INTER_AREA)
    foreground = np.where(alpha[..., None] > 0, colour / np.maximum(alpha, 1e-3)[..., None], base)
    return alpha, np.asarray(foreground, np.float32)


def strands(random: Random, body: Outline, long: bool) -> Outline:
    """Curls from all over the body: outwards, then drawn down by their weight; NxKx2 float."""
    count, joints = (2600, 24) if long else (4200, 8)
    roots = body[random.integers(0, len(body), count)] * random.uniform(0.55, 1.0, (count, 1))
    heading = np.arctan2(roots[:, 1], roots[:, 0]) + random.normal(0, 0.45 if long else 0.3, count)
    length = random.gamma(6, 0.035 if long else 0.011, count)
    along = np.linspace(0, 1, joints)
    wave = 0.4 * np.sin(along * random.uniform(2, 12, (count, 1)))
    turn = heading[:, None] + random.normal(0, 1.2, (count, 1)) * along + wave
    steps = np.stack([np.cos(turn), np.sin(turn)], axis=2)
    steps[:, :, 1] += along * (1.4 if long else 0.3)
    steps *= length[:, None, None] / joints
    return np.asarray(roots[:, None] + np.cumsum(steps, axis=1), np.float64)


def draw_tapered(
    covered: NDArray[np.uint8],
    painted: NDArray[np.uint8],
    points: NDArray[np.int32],
    thickness: int,
    shade: Sequence[float],
) -> None:
    """Draw a strand in place, its last third thinner; `painted` a little wider, to the edge."""
    turn = len(points) * 2 // 3
    for part, width in ((points[: turn + 1], thickness), (points[turn:], max(1, thickness // 2))):
        cv2.polylines(painted, [part], False, shade, width + 1, cv2.LINE_8, SHIFT)
        cv2.polylines(covered, [part], False, (255,), width, cv2.LINE_AA, SHIFT)


def creature(random: Random, size: Size) -> tuple[Field, Picture]:
    """A drawn animal of flat parts with outlines: its coverage and its own colour."""
    fine = (size[1] * FINE, size[0] * FINE)
    covered = np.zeros(fine, np.uint8)
    painted = np.full((*fine, 3), 30, np.uint8)
    ink = max(1, round(size[1] * FINE * random.uniform(0.004, 0.008)))
    for outline, tone in creature_parts(random):
        points = fine_points(outline, size)
        part = np.zeros(fine, np.uint8)
        cv2.fillPoly(part, [points], 255, cv2.LINE_8, SHIFT)
        shaded = np.zeros(fine, np.uint8)
        moved = outline * 0.94 + outline.mean(0) * 0.06 + (-0.025, -0.03)
        cv2.fillPoly(shaded, [fine_points(moved, size)], 255, cv2.LINE_8, SHIFT)
        painted[part > 0] = np.clip(tone * 0.72, 0, 255).astype(np.uint8)
        painted[(part > 0) & (shaded > 0)] = np.clip(tone, 0, 255).astype(np.uint8)
        cv2.polylines(painted, [points], True, (28, 22, 34), ink, cv2.LINE_8, SHIFT)
        cv2.fillPoly(covered, [points], (255,), cv2.LINE_AA, SHIFT)
        cv2.polylines(covered, [points], True, (255,), ink, cv2.LINE_AA, SHIFT)
    alpha = reduce(covered, size)
    return alpha, np.asarray(cv2.resize(painted, size, interpolation=cv2.INTER_AREA), np.float32)


def creature_parts(random: Random) -> list[tuple[Outline, Field]]:
    """Tail, body, ears, head, eyes, from back to front, with their colours."""
    fur, belly, dark = (
        textures.colour(random, 0.55, 0.8),
        textures.colour(random, 0.25, 0.9),
        np.array([35, 30, 45], np.float32),
    )
    turn = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    along = np.linspace(0, 1, 50)
    side = float(random.choice([-1, 1]))
    curl = np.column_stack([side * (0.15 + 0.22 * along), 0.3 - 0.35 * along * (1 + 0.4 * along)])
    tail = limb(curl, 0.035 * (1.15 - along))
    ellipses = [(0.0, 0.24, 0.2, 0.19, fur), (0.0, 0.3, 0.11, 0.11, belly)]
    parts = [(tail, fur)]
    for x, y, a, b, tone in ellipses:
        parts.append((np.column_stack([x + a * np.cos(turn), y + b * np.sin(turn)]), tone))
    tall = random.uniform(0.1, 0.24)
    for x in (-0.13, 0.13):
        lean = x * random.uniform(1.2, 1.8)
        ear = np.array([[x - 0.07, -0.12], [lean, -0.18 - tall], [x + 0.07, -0.12]])
        parts.append((ear, fur))
    head = np.column_stack([0.22 * np.cos(turn), -0.05 + 0.17 * np.sin(turn)])
    parts.append((head + 0.01 * np.cos(random.integers(3, 9) * turn)[:, None], fur))
    muzzle = np.column_stack([0.09 * np.cos(turn), 0.03 + 0.06 * np.sin(turn)])
    parts.append((muzzle, belly))
    eye = np.column_stack([0.025 * np.cos(turn), 0.035 * np.sin(turn) - 0.08])
    return [*parts, (eye - (0.09, 0), dark), (eye + (0.09, 0), dark)]


def backdrop(random: Random, size: Size) -> Picture:
    """Drawn hills and clouds in flat colours, some of them outlined."""
    fine = (size[1] * FINE, size[0] * FINE)
    sky = textures.colour(random, 0.3, 0.9)
    painted = np.full((*fine, 3), np.clip(sky, 0, 255).astype(np.uint8), np.uint8)
    ink = max(1, round(size[1] * FINE * 0.004))
    turn = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    for _ in range(int(random.integers(3, 7))):
        centre = np.array([random.uniform(-0.7, 0.7), random.uniform(-0.5, 0)])
        puff = polar(turn, 0.12 + 0.02 * np.abs(np.cos(3.5 * turn))) * (1.5, 0.6) + centre
        fill_outlined(painted, fine_points(puff, size), textures.colour(random, 0.1, 0.95), 0)
    for layer in range(3):
        x = np.linspace(-1.5, 1.5, 200)
        y = 0.1 + 0.14 * layer + 0.06 * np.sin(x * random.uniform(3, 8) + random.uniform(0, 6))
        hill = np.vstack([np.column_stack([x, y]), [[1.5, 1], [-1.5, 1]]])
        tone = textures.colour(random, 0.45, 0.75 - 0.1 * layer)
        fill_outlined(painted, fine_points(hill, size), tone, ink)
    return np.asarray(cv2.resize(painted, size, interpolation=cv2.INTER_AREA), np.float32)


def fill_outlined(
    painted: NDArray[np.uint8], points: NDArray[np.int32], tone: Field, ink: int
) -> None:
    """Fill one shape in place and draw its outline `ink` pixels wide, if any."""
    shade = [float(part) for part in np.clip(tone, 0, 255)]
    cv2.fillPoly(painted, [points], shade, cv2.LINE_8, SHIFT)
    if ink:
        cv2.polylines(painted, [points], True, (28, 22, 34), ink, cv2.LINE_8, SHIFT)
