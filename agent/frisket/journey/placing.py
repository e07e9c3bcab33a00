"""The end of a mask's journey: soft edge, the layer's pixels, operations, the object's colours."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from frisket import images
from frisket.images import Picture
from frisket.masks import arithmetic, haze
from frisket.models.base import Image, Matter, Soft, Watch
from frisket_protocol.errors import InvalidArgument, ResourceExhausted
from frisket_protocol.parts import Finish, Mode, Operations, Size
from frisket_protocol.raster import Box, Frame, Point, Raster, whole_box

from . import foreground, geometry, obeying
from . import strokes as drawn

MASK_PIXELS_MAX = 1 << 28
"""Pixels of the largest mask: 16K by 16K."""
REACH, REACH_LEAST = 0.1, 4.0
"""How far from a mask's outline its edge may be made anew: as a part of its size (the square root
of its area), and in pixels at least."""


@dataclass(frozen=True, eq=False)
class Placed:
    """A finished mask: Soft, whole layer pixels, cut to `box`; `colours` HxWx3 uint8 or None."""

    mask: Soft
    box: Box
    colours: Image | None = None


def finish(
    picture: Picture,
    mask: Soft,
    wanted: Finish,
    layer: Size,
    matter: Matter | None,
    watch: Watch,
    clicks: Sequence[Point] = (),
    strokes: Soft | None = None,
) -> Placed:
    """The soft edge, then the layer's pixels and the operations, then the object's colours.

    Edges are as the mask has them where there is no matter. What clicks (layer pixels) and
    strokes (HxW, pixels of the picture) have brought no edge takes away.
    """
    clicks = obeying.standing(clicks)
    if matter is not None:
        matted = matter.matte(picture.rgb, mask, watch)
        here = geometry.points_from_layer(clicks, picture.frame)
        whole = layer.width * layer.height / picture.frame.scale**2
        mask = drawn.obeyed(obeying.kept(matted, mask, picture.rgb, here, whole), strokes)
    watch.step("place")
    hard = wanted.edges == "hard"
    placed = place(mask, picture.frame, wanted.operations, layer, hard, watch, clicks, strokes)
    if wanted.foreground and placed.mask.size:
        watch.step("foreground")
        return replace(placed, colours=_colours(picture, placed))
    return placed


@dataclass(eq=False)
class Clear:
    """A matter whose mattes have nothing in them that nobody sees."""

    matter: Matter
    name: str = "clear"

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """As the matter itself, but for haze."""
        return haze.cleared(self.matter.matte(image, mask, watch), watch)


@dataclass(eq=False)
class AtEdge:
    """A matter that is held to the outline of its mask: whatever its model says, farther away than
    `reach` the mask stays as it was."""

    matter: Matter
    name: str = "at_edge"

    def matte(self, image: Image, mask: Soft, watch: Watch) -> Soft:
        """As the matter itself. A mask without an outline stays as it is."""
        solid = mask >= 128
        if solid.all() or not solid.any():
            return mask
        matted = self.matter.matte(image, mask, watch)
        return np.where(geometry.from_outline(solid) <= reach(solid), matted, mask)


def reach(solid: NDArray[np.bool_]) -> float:
    """How far from its outline the edge of such a mask is made anew, in its pixels."""
    return max(REACH_LEAST, REACH * math.sqrt(np.count_nonzero(solid)))


def place(
    mask: Soft,
    frame: Frame,
    operations: Operations,
    layer: Size,
    hard: bool,
    watch: Watch | None = None,
    clicks: Sequence[Point] = (),
    strokes: Soft | None = None,
) -> Placed:
    """`mask`, shown in `frame`, in layer pixels, after the operations, cut to what is left."""
    box = room(mask, frame, layer, operations)
    size = int(box.width), int(box.height)
    placed = geometry.resample_mask(mask, frame, Frame(box.x0, box.y0), *size, watch)
    if hard:
        placed = geometry.crispen(placed, frame.scale)
    placed = obeying.stamped(placed, box, clicks, frame.scale)
    placed = drawn.obeyed(placed, drawn.moved(strokes, frame, Frame(box.x0, box.y0), *size))
    placed = arithmetic.apply(placed, operations, watch)
    tight = geometry.bounds(placed)
    if tight is None:
        return Placed(placed[:0, :0], Box(box.x0, box.y0, box.x0, box.y0))
    placed = placed[int(tight.y0) : int(tight.y1), int(tight.x0) : int(tight.x1)]
    return Placed(placed, Frame(box.x0, box.y0).to_layer(tight))


def lost(
    placed: Placed, clicks: Sequence[Point], operations: Operations, layer: Size
) -> list[Point]:
    """The clicks (layer pixels) on which a finished mask is on the wrong side after all."""
    corner = Frame(placed.box.x0, placed.box.y0)
    missing = []
    for click in clicks:
        if not (0 <= click.x < layer.width and 0 <= click.y < layer.height):
            continue
        here = geometry.point_from_layer(click, corner)
        height, width = placed.mask.shape
        there = 0 <= here.x < width and 0 <= here.y < height
        inside = there and placed.mask[int(here.y), int(here.x)] >= 128
        if bool(inside) == (click.inside == operations.invert):
            missing.append(click)
    return missing


def strokes_lost(
    placed: Placed, strokes: Soft | None, frame: Frame, operations: Operations, layer: Size
) -> tuple[str, ...]:
    """What is told of strokes in `frame` against which a finished mask is after all."""
    if strokes is None:
        return ()
    size = math.ceil(layer.width), math.ceil(layer.height)
    whole = np.zeros((size[1], size[0]), np.uint8)
    box = placed.box
    whole[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = placed.mask
    there = drawn.moved(strokes, frame, Frame(), *size)
    return drawn.told(whole, there, drawn.LOST, operations.invert)


def edit(
    masks: Iterable[Raster], mode: Mode, operations: Operations, layer: Size, watch: Watch
) -> tuple[Soft, Placed]:
    """Masks (gray rasters) joined in this mode, whole layer pixels; and that after the operations.

    Raises InvalidArgument where there is none. Each costs the time of its own pixels only: beyond
    them a mask is 0, so that nothing changes there but where masks are cut with one another.
    """
    whole = bounded(Box(0, 0, layer.width, layer.height))
    joined = np.zeros((int(whole.height), int(whole.width)), np.uint8)
    has_any = False
    for raster in masks:
        watch.step("edit")
        box = _reached(raster, layer)
        size = int(box.width), int(box.height)
        corner = Frame(box.x0, box.y0)
        part = geometry.resample_mask(images.gray(raster), raster.frame, corner, *size, watch)
        here = np.s_[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)]
        made = arithmetic.combine(joined[here], part, mode if has_any else "replace")
        if mode in ("replace", "intersect") and has_any:
            joined = np.zeros_like(joined)
        joined[here] = made
        has_any = True
    if not has_any:
        raise InvalidArgument("There is no mask to edit.", detail="masks")
    return joined, place(joined, Frame(), operations, layer, False, watch)


def _reached(raster: Raster, layer: Size) -> Box:
    """The part of the layer over which a mask has anything to say, in whole pixels."""
    there = raster.frame.to_layer(Box(0, 0, raster.width, raster.height))
    box = whole_box(there, layer.width, layer.height, max(1.0, raster.frame.scale))
    return Box(0, 0, 1, 1) if box.is_empty else box


def room(mask: Soft, frame: Frame, layer: Size, operations: Operations = Operations()) -> Box:
    """The part of the layer that the finished mask can touch, in whole pixels."""
    whole = Box(0, 0, layer.width, layer.height)
    inside = geometry.bounds(mask)
    if operations.invert or inside is None:
        return bounded(whole)
    # Enlarging blurs an edge over one pixel of the picture to either side.
    reach = math.ceil((frame.scale if frame.scale > 1 else 0) + _reach(operations))
    box = whole_box(frame.to_layer(inside), layer.width, layer.height, reach)
    return bounded(whole if box.is_empty else box)


def bounded(box: Box) -> Box:
    """`box`, if a mask may be as large. Raises ResourceExhausted."""
    if box.width * box.height > MASK_PIXELS_MAX:
        raise ResourceExhausted(
            f"A mask of {box.width:.0f} × {box.height:.0f} pixels is more than the agent makes.",
            detail="mask_too_large",
            hint="Work on a part of the layer, or on a smaller copy.",
        )
    return box


def _reach(operations: Operations) -> float:
    """How far outside its present box a mask can get by the operations, in pixels."""
    # The Gaussian of a feather is cut off at four standard deviations, each half its radius.
    return max(0.0, operations.grow) + 2 * operations.feather + operations.smooth + 1


def _colours(picture: Picture, placed: Placed) -> Image:
    """The object's own colours in its box, HxWx3 uint8, where its edge shows the ground too."""
    frame = Frame(placed.box.x0, placed.box.y0)
    size = int(placed.box.width), int(placed.box.height)
    shown = geometry.resample(picture.rgb, picture.frame, frame, *size)
    return foreground.estimate(shown, placed.mask)
