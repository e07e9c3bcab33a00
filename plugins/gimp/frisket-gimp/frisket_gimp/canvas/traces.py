"""Whether something still looks as it did.

GIMP counts no changes that a script could ask for, but it keeps its thumbnails up to date: at 24
megapixels a small one takes 2 ms and shows a dot of 3 pixels, one as large as it goes 15 ms.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gi.repository import Gimp

from . import thumbnails

SMALL = 256
"""The longer side of what is looked at while somebody picks."""
Look = tuple[int, int, bytes]


@dataclass(frozen=True)
class Trace:
    """How something looked when this was made."""

    _small: Look
    _large: Look

    @classmethod
    def of(cls, thing: Gimp.Image | Gimp.Drawable) -> Trace:
        """What is seen of an image, or the pixels of a drawable, its effects with them."""
        return cls(look(thing, SMALL), look(thing, thumbnails.SIDE))

    def is_of(self, thing: Gimp.Image | Gimp.Drawable, closely: bool = False) -> bool:
        """Whether it looks so now. closely: as well as GIMP's thumbnails show it."""
        if look(thing, SMALL) != self._small:
            return False
        return not closely or look(thing, thumbnails.SIDE) == self._large


def look(thing: Gimp.Image | Gimp.Drawable, side: int) -> Look:
    """Size and pixels of its thumbnail, in short."""
    wanted = thumbnails.within((thing.get_width(), thing.get_height()), side)
    data, width, height, _ = thing.get_thumbnail_data(*wanted)
    seen = data.get_data() if data is not None else b""
    return width, height, hashlib.sha256(seen or b"").digest()
