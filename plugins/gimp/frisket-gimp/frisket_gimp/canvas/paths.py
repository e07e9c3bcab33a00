"""Masks as paths: each outline is drawn by GIMP's own "Selection to Path".

It is drawn in a small image that nobody sees, so that neither the selection nor the undo steps of
the image know of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gi.repository import Gimp

from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box, Mask

from . import writing
from .strokes import simplified

Stroke = tuple[Gimp.PathStrokeType, list[float], bool]
"""Its kind, x and y of its points in turn (image pixels), and whether it is closed."""
MARGIN = 1
"""Pixels round a mask in that image: an outline is found where something ends."""


def add(image: Gimp.Image, masks: Sequence[Mask], names: Sequence[str]) -> None:
    """A visible path for each mask (image pixels), the first on top, cut where a mask is half."""
    drawn = [_strokes(mask) for mask in masks]
    for number, (strokes, name) in enumerate(zip(drawn, names, strict=True)):
        path = Gimp.Path.new(image, name)
        for type_, points, closed in strokes:
            path.stroke_new_from_points(type_, points, closed)
        image.insert_path(path, None, number)
        path.set_visible(True)


def _strokes(mask: Mask) -> list[Stroke]:
    width, height = mask.width + 2 * MARGIN, mask.height + 2 * MARGIN
    alone = Gimp.Image.new(width, height, Gimp.ImageBaseType.GRAY)
    try:
        here = Box(MARGIN, MARGIN, MARGIN + mask.width, MARGIN + mask.height)
        writing.select(alone, [replace(mask, box=here)], "replace")
        _draw(alone)
        return [
            (type_, _placed(simplified(points, closed), mask.box), closed)
            for path in alone.get_paths()
            for stroke in path.get_strokes()
            for type_, points, closed in [path.stroke_get_points(stroke)]
        ]
    finally:
        alone.delete()


def _draw(image: Gimp.Image) -> None:
    procedure = Gimp.get_pdb().lookup_procedure("plug-in-sel2path")
    if procedure is not None:
        config = procedure.create_config()
        config.set_property("image", image)
        if procedure.run(config).index(0) == Gimp.PDBStatusType.SUCCESS:
            return
    raise FailedPrecondition(t("gimp.no_paths"), detail="paths")


def _placed(points: Sequence[float], box: Box) -> list[float]:
    x, y = box.x0 - MARGIN, box.y0 - MARGIN
    return [value + (y if place % 2 else x) for place, value in enumerate(points)]
