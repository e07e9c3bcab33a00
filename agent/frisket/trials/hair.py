"""A picture of fur whose alpha is known, because it is put together here.

Nobody can draw the alpha of a photograph by hand. So a round body with strands thinner than a pixel
is laid over a photograph that is out of focus, coloured as the fur of another one:
    image = alpha × fur + (1 − alpha) × ground
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft

NAME = "hair"
WIDTH, HEIGHT = 640, 427
RADIUS = 0.3
"""Of the body, in heights of the picture."""
STRANDS, JOINTS, REACH = 1500, 10, 0.06
"""How many; of how many pieces; the mean length, in heights of the picture."""
_FUR = np.s_[5:85, 110:300]
"""Where the cat has nothing but fur: its forehead."""
_LEAVES = np.s_[:, :150]
"""Where the dahlia's photograph has nothing but leaves."""
_FINE = 4
"""Times larger than the picture everything is drawn, so that coverage is true to about 1/100."""
_SHIFT = 4
_SEED = 7


def drawn(fur: Image, ground: Image) -> tuple[Image, Soft]:
    """The picture, HEIGHTxWIDTH, and its alpha, of the photographs of the cat and the dahlia."""
    alpha = _coverage()
    front = np.asarray(_spread(fur), np.float32)
    back = cv2.resize(ground[_LEAVES], (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    back = np.asarray(cv2.GaussianBlur(back, (0, 0), 4), np.float32)
    weight = alpha.astype(np.float32)[..., None] / 255
    return np.rint(weight * front + (1 - weight) * back).astype(np.uint8), alpha


def rough(alpha: Soft) -> Soft:
    """The body without its strands, 0 or 255: what somebody finds who does not see hair."""
    brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (31, 31))
    body = cv2.morphologyEx((alpha >= 128).astype(np.uint8), cv2.MORPH_OPEN, brush)
    return np.asarray(body * 255, np.uint8)


def _spread(fur: Image) -> Image:
    """Plain fur all over the picture: a piece of it, mirrored at its edges again and again."""
    piece = fur[_FUR]
    below, beside = HEIGHT - piece.shape[0], WIDTH - piece.shape[1]
    how = cv2.BORDER_REFLECT
    return np.asarray(cv2.copyMakeBorder(piece, 0, below, 0, beside, how), np.uint8)


def _coverage() -> Soft:
    covered = np.zeros((HEIGHT * _FINE, WIDTH * _FINE), np.uint8)
    middle = (WIDTH * _FINE << _SHIFT) // 2, (HEIGHT * _FINE << _SHIFT) // 2
    radius = round(RADIUS * HEIGHT * _FINE * 2**_SHIFT)
    cv2.circle(covered, middle, radius, (255,), -1, cv2.LINE_AA, _SHIFT)
    for strand in _strands():
        points = np.rint((strand * HEIGHT * _FINE) * 2**_SHIFT).astype(np.int32) + middle
        half = len(points) // 2
        cv2.polylines(covered, [points[: half + 1]], False, (255,), 3, cv2.LINE_AA, _SHIFT)
        cv2.polylines(covered, [points[half:]], False, (255,), 1, cv2.LINE_AA, _SHIFT)
    small = cv2.resize(covered, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)


def _strands() -> NDArray[np.float64]:
    """Curls from the rim of the body outwards, NxJx2, in heights of the picture from its middle."""
    random = np.random.default_rng(_SEED)
    where = random.uniform(0, 2 * np.pi, STRANDS)
    roots = np.stack([np.cos(where), np.sin(where)], axis=1)
    roots *= RADIUS * random.uniform(0.9, 1.0, (STRANDS, 1))
    heading = where + random.normal(0, 0.4, STRANDS)
    along = np.linspace(0, 1, JOINTS)
    turn = heading[:, None] + random.normal(0, 0.9, (STRANDS, 1)) * along
    length = random.gamma(6, REACH / 6, STRANDS)
    steps = np.stack([np.cos(turn), np.sin(turn)], axis=2) * (length / JOINTS)[:, None, None]
    return np.asarray(roots[:, None] + np.cumsum(steps, axis=1), np.float64)
