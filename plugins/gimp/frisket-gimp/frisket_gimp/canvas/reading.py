"""What GIMP shows, as rasters: layers and the selection; `seeing` has the visible picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from gi.repository import Gegl, Gimp

from frisket_plugin.job import scale_of
from frisket_plugin.pixels import overlap
from frisket_plugin.texts import t
from frisket_protocol.client import Source
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box, Format, Frame, Raster

from . import effects
from .placing import Offset, shifted

QUICK_MASK = "Qmask"
"""What GIMP calls the channel in which Quick Mask is painted (libgimpbase)."""
PIXELS = {"rgba8": "R'G'B'A u8", "rgb8": "R'G'B' u8"}
"""What babl calls the formats in which pictures are read."""


class PlacedSource(Source, Protocol):
    """A source whose upper left corner is `origin`, in image pixels."""

    @property
    def origin(self) -> Offset: ...


class DrawableSource:
    """A drawable that can be read in parts and at a smaller scale (`client.Source`).

    origin: its upper left corner in image pixels. All calls belong on the main thread.
    """

    def __init__(self, drawable: Gimp.Drawable, origin: Offset) -> None:
        Gegl.init(None)  # GIMP does so only for windows; until then, all that is read smaller is 0
        self._image = drawable.get_image()
        self._drawable = drawable
        self._buffer = drawable.get_buffer()
        self._format: Format = "rgba8" if drawable.has_alpha() else "rgb8"
        self.origin = origin
        self.size = (drawable.get_width(), drawable.get_height())

    def read(self, box: Box, scale: float) -> Raster:
        """GEGL keeps smaller copies of what is read at a scale, so that looking again is quick."""
        if not self._image.is_valid():
            raise FailedPrecondition(t("document_closed"), detail="gone")
        if not self._drawable.is_valid():
            raise FailedPrecondition(t("layer_gone"), detail="gone")
        left, top = math.floor(box.x0 / scale), math.floor(box.y0 / scale)
        width = max(1, math.ceil(box.x1 / scale - 1e-9 * box.x1) - left)
        height = max(1, math.ceil(box.y1 / scale - 1e-9 * box.y1) - top)
        place = Gegl.Rectangle.new(left, top, width, height)
        data = self._buffer.get(place, 1 / scale, PIXELS[self._format], Gegl.AbyssPolicy.CLAMP)
        frame = Frame(left * scale, top * scale, scale)
        return Raster(width, height, self._format, bytes(data), frame)

    def alpha(self, box: Box) -> bytes | None:
        """How opaque each pixel of a box in whole pixels is, one byte each; None where all are."""
        if self._format == "rgb8":
            return None
        place = Gegl.Rectangle.new(int(box.x0), int(box.y0), int(box.width), int(box.height))
        return bytes(self._buffer.get(place, 1.0, "A u8", Gegl.AbyssPolicy.NONE))


class LayerSource(DrawableSource):
    """A layer's own pixels, without its mask; of a group, what its layers make together.

    Layer effects are in what is read: they are put into a copy, which `close` gives back.
    """

    def __init__(self, layer: Gimp.Layer) -> None:
        self._copy = effects.merged(layer) if effects.any_in(layer) else None
        shown = layer if self._copy is None else self._copy
        super().__init__(shown, offset(shown))
        self._drawable = layer

    def close(self) -> None:
        """Give back what was made to be read."""
        if self._copy is not None:
            self._copy.delete()
            self._copy = None


@contextmanager
def layer_sources(layers: Iterable[Gimp.Layer]) -> Iterator[list[LayerSource]]:
    """A source for each layer, until the block ends."""
    sources = [LayerSource(layer) for layer in layers]
    try:
        yield sources
    finally:
        for source in sources:
            source.close()


def offset(drawable: Gimp.Drawable) -> Offset:
    """Where the drawable begins in the image."""
    _, x, y = drawable.get_offsets()
    return x, y


def layers_of(
    drawables: list[Gimp.Drawable], may_be_none: bool = False, is_read: bool = True
) -> list[Gimp.Layer]:
    """The layers that are meant, the topmost last as GIMP lists them; a mask stands for its layer.

    Raises FailedPrecondition when there is none among them, unless that may be. is_read: whether a
    layer is wanted only to be read, so that what is visible would do as well.
    """
    found: list[Gimp.Layer] = []
    for drawable in drawables:
        layer = drawable
        if isinstance(drawable, Gimp.LayerMask):
            layer = Gimp.Layer.from_mask(drawable)
        if isinstance(layer, Gimp.Layer) and layer not in found:
            found.append(layer)
    if not found and not may_be_none:
        if any(drawable.get_name() == QUICK_MASK for drawable in drawables):
            raise FailedPrecondition(t("gimp.quick_mask"), detail="quick_mask")
        instead = t("gimp.no_layer.read" if is_read else "gimp.no_layer.made")
        raise FailedPrecondition(f"{none_chosen(drawables)} {instead}", detail="layer")
    return found


def none_chosen(drawables: list[Gimp.Drawable]) -> str:
    """A sentence on what is chosen, where that is no layer."""
    return t("gimp.no_layer.channel" if drawables else "gimp.no_layer")


def is_empty(layer: Gimp.Layer) -> bool:
    """Whether it is a group without a layer."""
    return bool(layer.is_group() and not layer.get_children())


def check_layers(layers: Iterable[Gimp.Layer]) -> None:
    """Raise FailedPrecondition where there is nothing to read: in a group without a layer."""
    for layer in layers:
        if is_empty(layer):
            raise FailedPrecondition(t("empty_group", name=layer.get_name()), detail="empty")


def check_seen(layers: Iterable[Gimp.Layer]) -> None:
    """Raise FailedPrecondition where what is put beside a layer would not be seen: its group, or
    one round that, is hidden."""
    for layer in layers:
        group = layer.get_parent()
        while group is not None:
            if not group.get_visible():
                told = t("group_hidden", name=group.get_name())
                raise FailedPrecondition(told, detail="hidden")
            group = group.get_parent()


def check_open(image: Gimp.Image) -> None:
    """Raise FailedPrecondition when the image was closed."""
    if not image.is_valid():
        raise FailedPrecondition(t("document_closed"), detail="gone")


def check_in(image: Gimp.Image, layers: Iterable[Gimp.Layer]) -> None:
    """Raise FailedPrecondition where a layer was deleted: it stays valid, as that can be undone."""
    for layer in layers:
        if not layer.is_valid() or _uppermost(layer) not in image.get_layers():
            raise FailedPrecondition(t("layer_gone"), detail="gone")


def _uppermost(layer: Gimp.Layer) -> Gimp.Layer:
    """The layer, or the outermost group that it is in."""
    item = layer
    while item.get_parent() is not None:
        item = item.get_parent()
    return item


def check_image(image: Gimp.Image) -> None:
    """Raise FailedPrecondition when nothing can be made of this image now."""
    check_open(image)
    if image.get_floating_sel() is not None:
        raise FailedPrecondition(t("gimp.floating"), detail="floating")


def check_selection(image: Gimp.Image) -> None:
    """Raise FailedPrecondition while Quick Mask is on, which takes the place of the selection."""
    if any(channel.get_name() == QUICK_MASK for channel in image.get_channels()):
        raise FailedPrecondition(t("gimp.quick_mask"), detail="quick_mask")


def selection_box(image: Gimp.Image) -> Box | None:
    """What the selection reaches over, in image pixels; None when there is no selection."""
    _, is_there, x0, y0, x1, y1 = Gimp.Selection.bounds(image)
    return Box(x0, y0, x1, y1) if is_there else None


def selection_in(image: Gimp.Image, source: PlacedSource) -> Box:
    """The same in the source's pixels, cut at its sides.

    Raises FailedPrecondition when there is no selection, or none of it lies there.
    """
    box = selection_box(image)
    if box is None:
        raise FailedPrecondition(t("no_selection"), detail="selection")
    there = shifted(box, (-source.origin[0], -source.origin[1]))
    inside = overlap(there, Box(0, 0, *source.size))
    if inside is None:
        raise FailedPrecondition(t("gimp.selection_outside"), detail="selection")
    return inside


def selection_raster(image: Gimp.Image, source: PlacedSource) -> Raster:
    """The selection in the source's pixels, soft as it is; a huge one a little coarser."""
    box = selection_in(image, source)
    scale = scale_of(box)
    there = shifted(box, source.origin)
    left, top = math.floor(there.x0 / scale), math.floor(there.y0 / scale)
    width, height = math.ceil(there.x1 / scale) - left, math.ceil(there.y1 / scale) - top
    place = Gegl.Rectangle.new(left, top, width, height)
    buffer = image.get_selection().get_buffer()
    data = bytes(buffer.get(place, 1 / scale, "Y u8", Gegl.AbyssPolicy.NONE))
    frame = Frame(left * scale - source.origin[0], top * scale - source.origin[1], scale)
    return Raster(width, height, "gray8", data, frame)
