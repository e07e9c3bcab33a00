"""Strokes have their say where they were drawn, like clicks, whatever an engine answers.

Strokes are HxW uint8 as models get them (0 unmarked, 64 outside, 255 inside). Where an answer is on
the wrong side of one, its own pixels change sides, and where those are many, that is told.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from frisket.models.base import Soft
from frisket_protocol.raster import Frame

Marks = NDArray[np.bool_]

FEW = 0.05
"""The share of a kind of strokes that a mask may miss without a word: their ragged borders."""
KINDS = ("inside", "outside")
AGAINST = "the mask did not follow all the way, so only the painted pixels themselves were changed."
LOST = "what was done to the mask afterwards left part of what was painted on the other side."
MOST_SPOTS = 24
"""Of so many strokes it is said where they lie: they are all over the picture then."""
ROWS, COLUMNS = ("top", "", "bottom"), ("left", "", "right")


def obeyed(mask: Soft, strokes: Soft | None) -> Soft:
    """`mask`, on the right side of its middle under each stroke; as it is where it was already."""
    if strokes is None:
        return mask
    added, taken = _wrong(mask, strokes)
    if not added.any() and not taken.any():
        return mask
    mask = mask.copy()
    mask[added], mask[taken] = 255, 0
    return mask


def moved(
    strokes: Soft | None, source: Frame, target: Frame, width: int, height: int
) -> Soft | None:
    """Strokes in `source` as `target` shows them, height × width; each pixel is one of theirs."""
    if strokes is None or source == target and strokes.shape == (height, width):
        return strokes
    shown = np.zeros((height, width), np.uint8)
    along = _places(source.y, source.scale, target.y, target.scale, height)
    across = _places(source.x, source.scale, target.x, target.scale, width)
    rows = (along >= 0) & (along < strokes.shape[0])
    columns = (across >= 0) & (across < strokes.shape[1])
    shown[np.ix_(rows, columns)] = strokes[np.ix_(along[rows], across[columns])]
    return shown


def told(mask: Soft, strokes: Soft | None, what: str, inverted: bool = False) -> tuple[str, ...]:
    """A sentence for each kind of strokes of which `mask` is against more than a few pixels.

    Where there are several of a kind it says how many, and where in the picture they lie.
    """
    if strokes is None:
        return ()
    wrong = _wrong(255 - mask if inverted else mask, strokes)
    drawn = strokes >= 128, (strokes > 0) & (strokes < 128)
    return tuple(
        f"{_named(kind, marks, painted)}: {what}"
        for kind, marks, painted in zip(KINDS, wrong, drawn, strict=True)
        if np.count_nonzero(marks) > FEW * np.count_nonzero(painted)
    )


def _named(kind: str, wrong: Marks, drawn: Marks) -> str:
    """Which of the strokes of a kind have more than a few pixels that are `wrong`."""
    count, pieces = cv2.connectedComponents(drawn.astype(np.uint8), connectivity=8)
    missed = np.bincount(pieces[wrong], minlength=count)
    against = np.flatnonzero(missed > FEW * np.bincount(pieces[drawn], minlength=count))
    if count == 2:
        return f"The stroke {kind}"
    spots = [_spot(wrong & (pieces == one)) for one in against[:MOST_SPOTS]]
    *others, last = dict.fromkeys(spots)
    named = f"{', '.join(others)} and {last}" if others else last
    return f"{len(against)} of {count - 1} strokes {kind} ({named})"


def _spot(marks: Marks) -> str:
    """In which ninth of the picture the middle of `marks` lies: "top left"."""
    places = np.nonzero(marks)
    row, column = (int(3 * np.mean(p) / side) for p, side in zip(places, marks.shape, strict=True))
    return f"{ROWS[row]} {COLUMNS[column]}".strip() or "middle"


def _places(
    source: float, scale: float, target: float, finer: float, count: int
) -> NDArray[np.intp]:
    """For `count` pixels from `target` on in steps of `finer`, which of those from `source` on."""
    middles = (np.arange(count) + 0.5) * finer + target
    return np.asarray(np.floor((middles - source) / scale), np.intp)


def _wrong(mask: Soft, strokes: Soft) -> tuple[Marks, Marks]:
    """The pixels of strokes inside that are out of `mask`, and of strokes outside that are in."""
    inside = mask >= 128
    is_drawn = strokes >= 128
    return is_drawn & ~inside, (strokes > 0) & ~is_drawn & inside
