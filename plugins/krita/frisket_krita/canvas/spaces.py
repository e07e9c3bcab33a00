"""Colour spaces: which one something has, and pixels from one into another.

`Node.setColorSpace` is an undo step of the node's document even for a node outside of its tree. So
whatever has to be converted is converted in a document of its own, which nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from krita import Krita

Space = tuple[str, str, str]
"""Model, depth and profile, as Krita names them."""
SRGB: Space = ("RGBA", "U8", "sRGB-elle-V2-srgbtrc.icc")


def space_of(place: Any) -> Space:
    """Of a document or of a layer, which need not be the same."""
    return place.colorModel(), place.colorDepth(), place.colorProfile()


def bytes_of(place: Any) -> int:
    """How many bytes a channel has."""
    return {"U8": 1, "U16": 2, "F16": 2}.get(place.colorDepth(), 4)


def is_plain(place: Any) -> bool:
    """Whether the pixels of a document or of a layer are 8-bit sRGB as they are."""
    model, depth, profile = space_of(place)
    if (model, depth) != ("RGBA", "U8"):
        return False
    name = str(profile).lower()
    return name.startswith("srgb") and "g10" not in name and "linear" not in name


def converted(data: bytes, size: tuple[int, int], source: Space, wanted: Space) -> bytes:
    """The same pixels in another colour space."""
    if source == wanted:
        return data
    with unseen(source) as document:
        node = document.createNode("frisket", "paintlayer")
        node.setPixelData(data, 0, 0, *size)
        node.setColorSpace(*wanted)
        return bytes(node.pixelData(0, 0, *size))


@contextmanager
def unseen(space: Space) -> Iterator[Any]:
    """A document in this colour space that no window shows, and that is closed at the end."""
    document = Krita.instance().createDocument(1, 1, "frisket", *space, 72.0)
    try:
        yield document
    finally:
        document.setModified(False)
        document.close()
