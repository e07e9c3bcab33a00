"""Where in the picture something is, in pixels of the image. Nothing of Krita or Qt."""

from __future__ import annotations

from collections.abc import Sequence

from frisket_protocol.raster import Box

Place = tuple[float, float]


def is_in(place: Place, size: tuple[int, int]) -> bool:
    """Whether the picture has a pixel there."""
    return 0 <= place[0] < size[0] and 0 <= place[1] < size[1]


def box_round(places: Sequence[Place], size: tuple[int, int]) -> Box | None:
    """The box round these, cut at the picture's border; None when nothing is left of it."""
    xs = [min(max(0.0, x), size[0]) for x, _ in places]
    ys = [min(max(0.0, y), size[1]) for _, y in places]
    box = Box(min(xs), min(ys), max(xs), max(ys))
    return None if box.width < 1 or box.height < 1 else box
