"""Where in the picture something is, in pixels of the image. Nothing of Krita or Qt."""

from __future__ import annotations

from frisket_protocol.raster import Box

Place = tuple[float, float]


def is_in(place: Place, size: tuple[int, int]) -> bool:
    """Whether the picture has a pixel there."""
    return 0 <= place[0] < size[0] and 0 <= place[1] < size[1]


def box_between(one: Place, other: Place, size: tuple[int, int]) -> Box | None:
    """The box with these corners, cut at the picture's border; None when nothing is left of it."""
    xs = sorted(min(max(0.0, place[0]), size[0]) for place in (one, other))
    ys = sorted(min(max(0.0, place[1]), size[1]) for place in (one, other))
    box = Box(xs[0], ys[0], xs[1], ys[1])
    return None if box.width < 1 or box.height < 1 else box
