"""A mask that was shown, cut anew on a finer picture: what is made is what was shown.

A finer picture shows where an edge runs, not what the mask is of. So the edge moves by no more than
the coarser picture leaves open, whatever an engine makes of it.
"""

from __future__ import annotations

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.images import Picture
from frisket.models.base import ObjectPrompt, RefiningSegmenter, Segmenter, Soft, Watch
from frisket_protocol.raster import Frame

from . import geometry, obeying, painted, shown, strokes
from .cutting import embed
from .embeddings import Embeddings
from .found import Found, without

DEEP = 0.5
"""How far an edge may move at most, as a share of the way to the middle of what is thin."""


def refine(
    picture: Picture,
    found: Found,
    frame: Frame,
    segmenter: Segmenter,
    embeddings: Embeddings,
    watch: Watch,
) -> Soft:
    """What was found on a coarser picture in `frame`, cut anew on this one. Soft, picture pixels.

    What was left out is cut anew as well, and left out again.
    """
    coarse = [found.mask] if found.left_out is None else [found.whole, found.left_out]
    roughs = [_finer(mask, frame, picture) for mask in coarse]
    if frame == picture.frame or not roughs[0].any() or found.whole.min() == 255:
        return without(roughs[0], roughs[1:])
    if hasattr(segmenter, "refine"):
        refining = cast(RefiningSegmenter, segmenter)
        finer = [refining.refine(picture.rgb, rough, watch) for rough in roughs]
    else:
        embedding = embed(picture, segmenter, embeddings, watch)
        prompts = [ObjectPrompt(rough=rough) for rough in roughs if rough.any()]
        finer = [answer[0].mask for answer in segmenter.segment(embedding, prompts, watch)]
    finer = [
        as_shown(picture, mask, rough, before, frame)
        for mask, rough, before in zip(finer, roughs, coarse, strict=False)
    ]
    clicks = geometry.points_from_layer(found.clicks, picture.frame)
    whole = found.mask.size * (frame.scale / picture.frame.scale) ** 2
    mask = obeying.kept(finer[0], roughs[0], picture.rgb, obeying.standing(clicks), whole)
    drawn = strokes.moved(found.strokes, frame, picture.frame, *picture.size)
    mask = strokes.obeyed(mask, drawn)
    asked = ObjectPrompt(points=tuple(clicks), scribble=drawn)
    return without(painted.completed(mask, picture, asked, roughs[0]), finer[1:])


def as_shown(picture: Picture, mask: Soft, rough: Soft, before: Soft, frame: Frame) -> Soft:
    """`mask` near the edge of what was shown `before`, and elsewhere `rough`, that one enlarged.

    Where there is no edge in the picture, that one's is as good as any other.

    mask, rough   HxW, pixels of the picture
    before        hxw in the coarser `frame`
    """
    solid = before >= 128
    if not solid.any():
        return mask
    reach = shown.reach(solid)
    far = _from_edge(solid, reach) | _from_edge(~solid, reach)
    far |= shown.flat_parts(picture.rgb, picture.frame, before, frame, reach)
    kept = far.astype(np.uint8) * np.uint8(255)
    place, size = picture.frame, picture.size
    moved = geometry.resample_mask(kept, frame, place, *size)
    made = np.where(moved >= 128, rough, mask)
    unfounded = shown.unfounded(picture.rgb, made, rough, place, frame)
    return np.where(unfounded, rough, made)


def _from_edge(side: NDArray[np.bool_], reach: float) -> NDArray[np.bool_]:
    """What of one side of an edge is far from it: by `reach`, or in the middle of what is thin."""
    depth = cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, 5)
    width = 2 * math.ceil(reach) + 1
    deepest = cv2.dilate(depth, np.ones((width, width), np.uint8))
    return np.asarray(side & (depth > np.minimum(reach, DEEP * deepest)), np.bool_)


def _finer(mask: Soft, frame: Frame, picture: Picture) -> Soft:
    """A mask in `frame` as the picture shows it."""
    moved = geometry.resample_mask(mask, frame, picture.frame, *picture.size)
    return geometry.crispen(moved, frame.scale / picture.frame.scale)
