"""Masks that were found and may yet be asked for at full size, least recently used out."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from dataclasses import dataclass

from frisket_protocol.errors import NotFound
from frisket_protocol.raster import Frame

from .choosing import Choice
from .found import Found

KEPT_BYTES = 256 << 20
"""Memory for masks that clients may yet ask to refine."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A mask as it was found, in which frame, and how: what refining starts from."""

    found: Found
    frame: Frame
    choice: Choice


class KeptMasks:
    """The masks of one agent by their ids, of which none is given twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._ids = itertools.count(1)

    def keep(self, found: Found, frame: Frame, choice: Choice) -> str:
        """Keep a mask; its id. The oldest make room for it."""
        id = f"m{next(self._ids)}"
        self._kept[id] = Kept(found, frame, choice)
        while len(self._kept) > 1 and self._nbytes > KEPT_BYTES:
            self._kept.popitem(last=False)
        return id

    def clear(self) -> None:
        """Let go of every mask; their ids are not given again."""
        self._kept.clear()

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
        return kept

    @property
    def _nbytes(self) -> int:
        return sum(kept.found.nbytes for kept in self._kept.values())
