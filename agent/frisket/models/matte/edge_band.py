"""Where a mask's edge may be soft or wrong: the band in which a matter looks for alpha.

Along the whole outline the band is narrow. It becomes wide where colours say that the mask misses
something: pixels beside the outline that clearly look like the other side. That is decided by local
statistics on a small picture: the object's and the ground's mean colour and covariance round each
pixel, and Fisher's linear discriminant between them. Where the two cannot be told apart, nothing is
claimed and the band stays narrow.

Image and Soft as in `base`; a field is HxW float32, in pixels of the small picture.
"""

from __future__ import annotations

import math
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Image, Soft

Band: TypeAlias = NDArray[np.bool_]
Field: TypeAlias = NDArray[np.float32]

NARROW = 0.015
WIDE = 0.09
"""Half-widths of the band, as parts of the object's size (the square root of its area)."""
PIXELS = 120_000
SEPARATION = 2.0
"""Squared distance of the two means, in standard deviations, from which colours are believed."""
DISAGREEMENT = 0.35
SHARE = 0.15
"""How many pixels of a neighbourhood must disagree with the mask for the band to widen there."""
SENSOR = 50.0
"""Variance of noise in 8-bit colours that is added everywhere, so that plain areas stay sane."""


def band_widths(mask: Soft) -> tuple[float, float]:
    """How far from its outline a mask of this size may be soft: as a rule, and at most; pixels."""
    side = math.sqrt(cv2.countNonZero(at_half(mask)))
    return max(3.0, NARROW * side), max(4.0, WIDE * side)


def surroundings(mask: Soft, margin: float) -> tuple[slice, slice]:
    """The rows and columns of everything above 0 and a margin round it."""
    left, top, width, height = cv2.boundingRect(mask)
    reach = math.ceil(margin)
    return (
        slice(max(0, top - reach), top + height + reach),
        slice(max(0, left - reach), left + width + reach),
    )


def edge_band(image: Image, mask: Soft, narrow: float, wide: float) -> Band:
    """HxW bool, the pixels whose alpha is to be found; none when the mask has no outline."""
    solid = at_half(mask)
    if solid.all() or not solid.any():
        return np.zeros(mask.shape, np.bool_)
    band = distance(solid) <= narrow
    return np.asarray(band | doubtful(image, solid, narrow, wide), np.bool_)


def distance(solid: Soft) -> Field:
    """How far each pixel is from the outline of `solid` (0 or 255), on either side of it."""
    inwards = cv2.distanceTransform(solid, cv2.DIST_L2, 5)
    outwards = cv2.distanceTransform(cv2.bitwise_not(solid), cv2.DIST_L2, 5)
    return np.asarray(cv2.max(inwards, outwards), np.float32)


def doubtful(image: Image, solid: Soft, narrow: float, wide: float) -> Band:
    """Where, up to `wide` from the outline, enough pixels look like the other side."""
    height, width = solid.shape
    scale = max(1.0, math.sqrt(solid.size / PIXELS))
    size = (math.ceil(width / scale), math.ceil(height / scale))
    colours = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = at_half(cv2.resize(solid, size, interpolation=cv2.INTER_AREA))
    near, far = max(1.0, narrow / scale), max(1.0, wide / scale)
    away = distance(inside)
    looks, believed = likeness(colours, inside > 0, away, near, far)
    wrong = (np.abs(looks - (inside > 0)) > DISAGREEMENT) & believed & (away <= far)
    window = (2 * round(near) + 1,) * 2
    often = cv2.blur(wrong.astype(np.float32), window) > SHARE
    around = cv2.dilate(often.astype(np.uint8), np.ones(window, np.uint8))
    around[away > far] = 0
    return at_half(cv2.resize(around * 255, (width, height), interpolation=cv2.INTER_LINEAR)) > 0


def at_half(mask: object) -> Soft:
    """0 or 255: what is at least half inside."""
    return np.where(np.asarray(mask) >= 128, 255, 0).astype(np.uint8)


def likeness(
    colours: Field, inside: Band, away: Field, near: float, far: float
) -> tuple[Field, Band]:
    """How much each pixel looks like the object (0 to 1), and whether that is to be believed.

    colours: HxWx3 float32, 0 to 255. The object is known from `near` within its outline on, the
    ground only from `far` outside: the strands that a mask misses must not count as ground.
    """
    reach = int(2 * far)
    front, front_spread, front_weight = local_statistics(colours, inside & (away > near), reach)
    back, back_spread, back_weight = local_statistics(colours, ~inside & (away > far), reach)
    between = front - back
    spread = front_spread + back_spread + SENSOR * np.eye(3, dtype=np.float32)
    across = np.linalg.solve(spread, between[..., None])[..., 0]
    separation = (between * across).sum(axis=-1)
    looks = ((colours - back) * across).sum(axis=-1) / (separation + 1e-3)
    enough = (front_weight > 2e-3) & (back_weight > 2e-3)
    return np.asarray(np.clip(looks, 0, 1), np.float32), enough & (separation > SEPARATION)


def local_statistics(colours: Field, chosen: Band, reach: int) -> tuple[Field, Field, Field]:
    """Mean colour (HxWx3), covariance (HxWx3x3) and share of the `chosen` pixels within `reach`."""
    weight = chosen.astype(np.float32)

    def around(values: Field) -> Field:
        box = (2 * reach + 1, 2 * reach + 1)
        summed = cv2.blur(np.ascontiguousarray(values), box, borderType=cv2.BORDER_CONSTANT)
        return np.asarray(summed, np.float32)

    share = around(weight)
    total = share + np.float32(1e-4)
    mean = np.stack([around(colours[..., i] * weight) / total for i in range(3)], axis=-1)
    spread = np.empty((*weight.shape, 3, 3), np.float32)
    for i in range(3):
        for j in range(i, 3):
            product = around(colours[..., i] * colours[..., j] * weight) / total
            spread[..., i, j] = spread[..., j, i] = product - mean[..., i] * mean[..., j]
    return np.asarray(mean, np.float32), spread, share
