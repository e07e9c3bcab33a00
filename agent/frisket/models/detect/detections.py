"""What detectors do with the boxes that they have found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frisket.models.base import Detection
from frisket_protocol.raster import Box


def in_picture(found: Iterable[Detection], width: int, height: int) -> list[Detection]:
    """Each with its box cut to the picture, without those of which nothing is left, best first."""
    cut = [replace(one, box=_cut(one.box, width, height)) for one in found]
    return sorted((one for one in cut if not one.box.is_empty), key=lambda one: -one.score)


def _cut(box: Box, width: int, height: int) -> Box:
    return Box(max(box.x0, 0.0), max(box.y0, 0.0), min(box.x1, width), min(box.y1, height))
