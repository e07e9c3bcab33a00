"""Masks that were found and may yet be asked for at full size, least recently used out.

Of each only the part is kept in which there is anything: of a thousand small things a thousandth.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from frisket.models.base import Soft
from frisket_protocol.errors import NotFound
from frisket_protocol.raster import Box, Frame

from . import geometry
from .choosing import Choice
from .found import Found

KEPT_BYTES = 256 << 20
"""Memory for masks that clients may yet ask to refine."""
NOTHING: Soft = np.zeros((0, 0), np.uint8)


@dataclass(frozen=True, eq=False)
class Kept:
    """A mask as it was found, in which frame, and how: what refining starts from.

    picture: the hash of the one in which it was found
    """

    found: Found
    frame: Frame
    choice: Choice
    picture: bytes = b""


@dataclass(frozen=True, eq=False)
class Part:
    """What there is of a mask (Soft), from (x, y) on, and the whole mask's shape."""

    pixels: Soft
    x: int
    y: int
    shape: tuple[int, ...]

    @classmethod
    def of(cls, mask: Soft) -> Part:
        box = geometry.bounds(mask) or Box(0, 0, 0, 0)
        x, y = int(box.x0), int(box.y0)
        return cls(mask[y : int(box.y1), x : int(box.x1)].copy(), x, y, mask.shape)

    def whole(self) -> Soft:
        mask = np.zeros(self.shape, np.uint8)
        height, width = self.pixels.shape
        mask[self.y : self.y + height, self.x : self.x + width] = self.pixels
        return mask


@dataclass(frozen=True, eq=False)
class _Packed:
    """`kept`, whose masks are empty, and the parts that belong into them."""

    kept: Kept
    parts: dict[str, Part]

    @classmethod
    def of(cls, kept: Kept) -> _Packed:
        found = kept.found
        masks = {
            "mask": found.mask,
            "left_out": found.left_out,
            "before": found.before,
            "strokes": found.strokes,
        }
        parts = {name: Part.of(mask) for name, mask in masks.items() if mask is not None}
        bare = replace(found, mask=NOTHING, left_out=None, before=None, strokes=None)
        return cls(replace(kept, found=bare), parts)

    @property
    def nbytes(self) -> int:
        return sum(part.pixels.nbytes for part in self.parts.values())

    def whole(self) -> Kept:
        masks: dict[str, Any] = {name: part.whole() for name, part in self.parts.items()}
        return replace(self.kept, found=replace(self.kept.found, **masks))


class KeptMasks:
    """The masks of one agent by their ids, of which none is given twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Packed] = OrderedDict()
        self._nbytes = 0
        self._ids = itertools.count(1)

    def keep(self, kept: Kept) -> str:
        """Keep a mask; its id. The oldest make room for it."""
        id = f"m{next(self._ids)}"
        packed = _Packed.of(kept)
        self._kept[id] = packed
        self._nbytes += packed.nbytes
        while len(self._kept) > 1 and self._nbytes > KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._nbytes -= oldest.nbytes
        return id

    def clear(self) -> None:
        """Let go of every mask; their ids are not given again."""
        self._kept.clear()
        self._nbytes = 0

    def get(self, id: str) -> Kept:
        """The mask with this id. Raises NotFound where it had to make room."""
        kept = self._kept.get(id)
        if kept is None:
            raise NotFound(
                "The agent does not have that mask any more.",
                detail="mask",
                hint="Ask for it again.",
                retry="now",
            )
        self._kept.move_to_end(id)
        return kept.whole()
