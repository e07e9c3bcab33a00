"""The visible picture, read in parts and at a smaller scale.

GIMP hands scripts no pixels of the visible picture itself. What it has: a thumbnail of up to 1024
pixels, scaled by GIMP from what it shows anyway; and a duplicate of the image, which shares all
pixels with it. With all of the duplicate's layers in one group, that group's pixels are the visible
picture, and GIMP works out only the part that is read. Only where no thumbnail has the scale that
is wanted (3000 × 2000 at 1024) is a copy of the whole made for the preview, and given back at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from gi.repository import Babl, Gegl, Gimp

from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box, Frame, Raster

from . import effects, placing, thumbnails
from .reading import PIXELS, DrawableSource

VERSION = (Gimp.MAJOR_VERSION, Gimp.MINOR_VERSION, Gimp.MICRO_VERSION)


class VisibleSource:
    """The visible picture (`client.Source`), for as long as `visible` holds it.

    keeps: whether what was put together for one part is kept for the next; a duplicate that is kept
    stays in GIMP's list of images until then.
    """

    origin = (0, 0)

    def __init__(self, image: Gimp.Image, keeps: bool) -> None:
        Gegl.init(None)
        self._image = image
        self._keeps = keeps
        self._together: Together | None = None
        self.size = (image.get_width(), image.get_height())

    def read(self, box: Box, scale: float) -> Raster:
        """As `DrawableSource.read`. Raises FailedPrecondition when the image was closed."""
        if not self._image.is_valid():
            raise FailedPrecondition(t("document_closed"), detail="gone")
        if box == Box(0, 0, *self.size):
            size = thumbnails.size(self.size, scale)
            if size is not None:
                return self._thumbnail(box, scale, size)
            if not self._keeps:
                return self._whole(box, scale)
        return self._part(box, scale)

    def close(self) -> None:
        """Give back what was put together."""
        if self._together is not None:
            self._together.close()
            self._together = None

    def _thumbnail(self, box: Box, scale: float, size: tuple[int, int]) -> Raster:
        data, width, height, pixel_bytes = self._image.get_thumbnail_data(*size)
        own = _format(self._image)
        own_bytes = Babl.format_get_bytes_per_pixel(Babl.format(own))
        name = thumbnails.pixel_format(own, own_bytes, pixel_bytes, VERSION)
        if name is None or (width, height) != size:
            return self._whole(box, scale)
        converter = Gegl.Buffer.new(name, 0, 0, width, height)
        here = Gegl.Rectangle.new(0, 0, width, height)
        converter.set(here, name, data.get_data())
        pixels = bytes(converter.get(here, 1.0, PIXELS["rgba8"], Gegl.AbyssPolicy.NONE))
        return Raster(width, height, "rgba8", pixels, Frame(0, 0, scale))

    def _whole(self, box: Box, scale: float) -> Raster:
        """By way of a copy, which is given back at once."""
        copy = Gimp.Layer.new_from_visible(self._image, self._image, "frisket")
        try:
            return DrawableSource(copy, (0, 0)).read(box, scale)
        finally:
            copy.delete()

    def _part(self, box: Box, scale: float) -> Raster:
        if self._together is None:
            self._together = Together(self._image)
        try:
            return self._together.read(box, scale)
        finally:
            if not self._keeps:
                self.close()


class Together:
    """A duplicate of the image, with everything in one group that is as large as the image.

    With layer effects, it has a copy of what is visible instead: GIMP 3.0.4 ends the plug-in that
    reads a group which an effect makes larger than its layers.
    """

    def __init__(self, image: Gimp.Image) -> None:
        self._duplicate = image.duplicate()
        self._duplicate.undo_disable()
        if any(effects.any_in(layer) for layer in self._duplicate.get_layers()):
            seen = Gimp.Layer.new_from_visible(self._duplicate, self._duplicate, "frisket")
            self._source = DrawableSource(seen, (0, 0))
            return
        layers = self._duplicate.get_layers()
        group = Gimp.GroupLayer.new(self._duplicate, "frisket")
        self._duplicate.insert_layer(group, None, 0)
        for number, layer in enumerate(layers):
            self._duplicate.reorder_item(layer, group, number)
        self._duplicate.insert_layer(_canvas(self._duplicate), group, len(layers))
        _, x, y = group.get_offsets()
        self._source = DrawableSource(group, (x, y))

    def read(self, box: Box, scale: float) -> Raster:
        """The part of the image in `box`."""
        x, y = self._source.origin
        raster = self._source.read(placing.shifted(box, (-x, -y)), scale)
        frame = replace(raster.frame, x=raster.frame.x + x, y=raster.frame.y + y)
        return replace(raster, frame=frame)

    def close(self) -> None:
        if self._duplicate.is_valid():
            self._duplicate.delete()


@contextmanager
def visible(image: Gimp.Image, keeps: bool = False) -> Iterator[VisibleSource]:
    """The picture as it is seen; nothing of it is left behind."""
    source = VisibleSource(image, keeps)
    try:
        yield source
    finally:
        source.close()


def _canvas(image: Gimp.Image) -> Gimp.Layer:
    """A clear layer as large as the image: what is read there lies in the group then."""
    kind = _WITH_ALPHA[image.get_base_type()]
    width, height = image.get_width(), image.get_height()
    return Gimp.Layer.new(image, "frisket", width, height, kind, 100, Gimp.LayerMode.NORMAL)


def _format(image: Gimp.Image) -> str:
    """The format in which the image shows itself; indexed ones show plain colours."""
    if image.get_base_type() == Gimp.ImageBaseType.INDEXED:
        return PIXELS["rgba8"]
    pixel = Gimp.Layer.new(
        image, "frisket", 1, 1, _WITH_ALPHA[image.get_base_type()], 100, Gimp.LayerMode.NORMAL
    )
    try:
        return str(Babl.get_name(pixel.get_format()))
    finally:
        pixel.delete()


_WITH_ALPHA = {
    Gimp.ImageBaseType.RGB: Gimp.ImageType.RGBA_IMAGE,
    Gimp.ImageBaseType.GRAY: Gimp.ImageType.GRAYA_IMAGE,
    Gimp.ImageBaseType.INDEXED: Gimp.ImageType.INDEXEDA_IMAGE,
}
