"""A layer that is transparent but for what is painted on it: its cover says what is there.

Cover is HxW uint8, 0 transparent to 255 opaque, pixels of the picture; None where all is opaque.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.images import Picture
from frisket.models.base import ObjectPrompt, Soft
from frisket_protocol.raster import Point

Marks = NDArray[np.bool_]

EMPTY = "nothing is painted in it, it is transparent."
ALL_OF_IT = "All that is painted on this layer was taken: the rest of it is transparent."
CLEAR = 0.05
"""The least share of a layer that is wholly transparent where its cover is to say anything."""
FILLED = 0.95
"""The share of its box that a picture fills which was only moved or made smaller."""
MOSTLY, NEARLY_ALL = 0.7, 0.97
"""The least share of a piece of paint in a mask that all of it goes with: where the whole piece is
seen, and where a crop may have cut it off."""
SOLID, HALF = 95, 128
"""The percentile of a piece's cover that counts as all of it where that is less than a half."""


def subject(picture: Picture, prompt: ObjectPrompt) -> Soft | None:
    """All that is painted, where nothing else was asked for; None where the cover does not tell."""
    asked = prompt.box, prompt.scribble, prompt.rough
    if prompt.points or any(one is not None for one in asked):
        return None
    cover = telling(picture)
    if cover is None:
        return None
    x, y, width, height = cv2.boundingRect(cover)
    filled = np.count_nonzero(cover[y : y + height, x : x + width]) / max(1, width * height)
    if not 0 < filled < FILLED:
        return None
    return _opaque(cover, cover > 0)


def telling(picture: Picture) -> Soft | None:
    """The cover of a picture that has enough of nothing, else None."""
    cover = picture.cover
    if cover is None or np.count_nonzero(cover == 0) < CLEAR * cover.size:
        return None
    return cover


def on_paint(picture: Picture, clicks: Sequence[Point]) -> list[Point]:
    """Without the clicks inside at which nothing is painted: of those, that is told elsewhere."""
    cover = picture.cover
    return [one for one in clicks if cover is None or not _is_on_nothing(cover, one)]


def completed(
    mask: Soft, picture: Picture, prompt: ObjectPrompt, before: Soft | None = None
) -> Soft:
    """`mask` with all of each piece of paint that is mostly in it, and nothing of what is clear.

    A piece that a click or a stroke outside lies on stays as it was found. Whoever clicks on what
    is clear means just that, up to the paint round it: an area between lines, to be filled.

    before   what the mask was made finer from on a crop, where it was: a piece may be mostly in
             that, and one that the crop cuts off is more than is seen of it
    """
    cover = telling(picture)
    if cover is None or not mask.any():
        return mask
    if is_clear_meant(picture, prompt):
        clear = _clear(cover, prompt, before)
        asked = replace(prompt, points=tuple(on_paint(picture, prompt.points)))
        others = tuple(one for one in asked.points if one.inside)
        if replace(asked, points=others).is_subject:
            return clear if clear.any() else mask
        return np.maximum(completed(mask, picture, asked, before), clear)
    count, found = cv2.connectedComponents((cover > 0).astype(np.uint8), connectivity=8)
    pieces = np.asarray(found, np.int32)
    either = mask if before is None else np.maximum(mask, before)
    inside = (either >= 128) & (cover > 0)
    if not inside.any():
        return mask
    # By how much paint it is: a faint haze all round a thing is little of it.
    paint = np.bincount(pieces.ravel(), cover.ravel(), count)
    share = np.bincount(pieces[inside], cover[inside], count) / np.maximum(paint, 1)
    taken = share >= MOSTLY
    if before is not None:
        cut_off = _at_border(pieces)
        taken[cut_off] = share[cut_off] >= NEARLY_ALL
    taken[[0, *_refused(pieces, prompt)]] = False
    made = np.where(cover > 0, mask, np.uint8(0))
    whole = taken[pieces]
    return np.where(whole, np.maximum(made, _opaque(cover, whole)), made)


def is_clear_meant(picture: Picture, prompt: ObjectPrompt) -> bool:
    """Whether somebody clicks on what is clear: no click more would find a thing there."""
    return len(on_paint(picture, prompt.points)) < len(prompt.points)


def _clear(cover: Soft, prompt: ObjectPrompt, before: Soft | None) -> Soft:
    """The areas without paint that are clicked on, as soft as the paint round them is.

    Of a crop those that are mostly in the mask `before`: there they may be cut in two.
    """
    count, found = cv2.connectedComponents((cover == 0).astype(np.uint8), connectivity=4)
    pieces = np.asarray(found, np.int32)
    taken = np.zeros(count, np.bool_)
    if before is None:
        clicks = (one for one in prompt.points if _is_on_nothing(cover, one))
        taken[[pieces[int(one.y), int(one.x)] for one in clicks]] = True
    else:
        area = np.bincount(pieces.ravel(), minlength=count)
        share = np.bincount(pieces[before >= HALF], minlength=count) / np.maximum(area, 1)
        taken = share >= MOSTLY
    taken[[0, *_refused(pieces, prompt)]] = False
    near = cv2.dilate(taken[pieces].astype(np.uint8), np.ones((3, 3), np.uint8), iterations=2)
    return np.where(near > 0, np.uint8(255) - cover, np.uint8(0))


def _is_on_nothing(cover: Soft, click: Point) -> bool:
    height, width = cover.shape
    is_within = 0 <= click.x < width and 0 <= click.y < height
    return click.inside and is_within and cover[int(click.y), int(click.x)] == 0


def _refused(pieces: NDArray[np.int32], prompt: ObjectPrompt) -> Iterator[int]:
    """The pieces on which something says that they, or parts of them, are outside."""
    height, width = pieces.shape
    for click in prompt.points:
        if not click.inside and 0 <= click.x < width and 0 <= click.y < height:
            yield int(pieces[int(click.y), int(click.x)])
    if prompt.scribble is not None:
        outside = (prompt.scribble > 0) & (prompt.scribble < 128)
        yield from (int(one) for one in np.unique(pieces[outside]))


def _at_border(pieces: NDArray[np.int32]) -> NDArray[np.int32]:
    """The pieces that reach the border of what is seen."""
    sides = pieces[0], pieces[-1], pieces[:, 0], pieces[:, -1]
    return np.unique(np.concatenate(sides))


def _opaque(cover: Soft, part: Marks) -> Soft:
    """The cover of a part, as if it were not thin where it is so nearly everywhere; 0 elsewhere."""
    if not part.any():
        return np.zeros_like(cover)
    most = max(1.0, float(np.percentile(cover[part], SOLID)))
    if most >= HALF:
        return np.where(part, cover, np.uint8(0))
    shown = np.minimum(np.rint(cover * (255 / most)), 255).astype(np.uint8)
    return np.where(part, shown, np.uint8(0))
