"""Layers as rasters: colour-managed 8-bit sRGB, cropped and scaled, in slices that stay short.

Only the main thread may touch Krita, and the worker's thread wants to read: so what is read is an
errand. Plain 8-bit sRGB is taken as it is; everything else goes the way of Krita's own thumbnails
and projections, which agree with what is seen (float and 16-bit spaces are linear, CMYK has its
default intent).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from frisket_plugin import pixels
from frisket_protocol.raster import Box, Raster, preview_scale

from ..qt import Qt, QtCore, QtGui, image_bytes
from . import documents, spaces
from .documents import Target
from .slices import in_slices, read_slices
from .steps import Steps, errands

ROUGH_SIDE = 1024
"""Longer side of a rough mask as it is sent, in pixels."""
ARGB = QtGui.QImage.Format.Format_ARGB32
RGB = QtGui.QImage.Format.Format_RGB32


class Snapshot:
    """A source for the client. Made on the main thread, read on the worker's."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.size = (target.width, target.height)
        self._whole = Box(0, 0, target.width, target.height)
        self._kept: Raster | None = None
        self._errands = errands()

    @property
    def preview(self) -> Raster | None:
        """The whole layer as it was read last; None before that."""
        return self._kept

    def read(self, box: Box, scale: float) -> Raster:
        """As the client asks for it. Raises FrisketError when the layer cannot be had any more."""
        kept = self._kept
        if kept is not None and box == self._whole and kept.frame.scale == scale:
            return kept
        raster: Raster = self._errands.result_of(lambda: self._slices(box, scale))
        if box == self._whole:
            self._kept = raster
        return raster

    def _slices(self, box: Box, scale: float) -> Steps:
        document, _ = documents.found(self.target)
        yield from documents.settled(document)
        return (yield from read_slices(self._reader, _averaged, self.size, box, scale))

    def _reader(self, x: int, y: int, width: int, height: int) -> bytes:
        """Looks the layer up each time: it may be deleted between two slices."""
        document, layer = documents.found(self.target)
        if self.target.read_from == "visible" or layer is None:
            return visible_pixels(document, x, y, width, height)
        return layer_pixels(document, layer, x, y, width, height)


class KritaSelection:
    """A document's selection, as a prompt. Made on the main thread, read on the worker's.

    Raises FailedPrecondition where there is none.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._size = target.width, target.height
        self._errands = errands()

    def box(self) -> Box:
        """The box round it, cut at the canvas."""
        box: Box | None = self._errands.result_of(self._bounds)
        if box is None:
            raise documents.refusal("no_selection")
        return box

    def mask(self) -> Raster:
        """Itself, gray, the whole canvas, no longer than ROUGH_SIDE."""
        return self.part(Box(0, 0, *self._size), preview_scale(*self._size, ROUGH_SIDE))

    def part(self, box: Box, scale: float) -> Raster:
        """Itself in a box, gray, each pixel the mean of scale × scale."""
        raster: Raster = self._errands.result_of(lambda: self._slices(box, scale))
        if not pixels.any_set(raster.data):
            raise documents.refusal("no_selection")
        return raster

    def _slices(self, box: Box, scale: float) -> Steps:
        return (yield from read_slices(self._rows, _averaged_gray, self._size, box, scale, "gray8"))

    def _bounds(self) -> Steps:
        width, height = self._size
        boxes: list[Box] = []

        def look(first: int, last: int) -> None:
            box = pixels.bounds(self._rows(0, first, width, last - first), width)
            if box is not None:
                boxes.append(Box(box.x0, first + box.y0, box.x1, first + box.y1))

        yield from in_slices(height, width, look)
        return pixels.joined(boxes)

    def _rows(self, x: int, y: int, width: int, height: int) -> bytes:
        document, _ = documents.found(self._target)
        selection = document.selection()
        if selection is None:
            raise documents.refusal("no_selection")
        return bytes(selection.pixelData(x, y, width, height))


def visible_pixels(document: Any, x: int, y: int, width: int, height: int) -> bytes:
    """What is seen there."""
    if spaces.is_plain(document):
        return bytes(document.pixelData(x, y, width, height))
    image = document.projection(x, y, width, height)
    return image_bytes(image if image.format() == ARGB else image.convertToFormat(ARGB))


def row_numbers(target: Target, rows: Sequence[int]) -> dict[int, int]:
    """For each row of what is read, as Krita holds it, a number that is another for other pixels.

    None of them while Krita changes the picture. Raises FrisketError when it cannot be had any
    more.
    """
    document, layer = documents.found(target)
    if not document.tryBarrierLock():
        return {}
    document.unlock()
    is_layer = target.read_from == "layer" and layer is not None
    read = layer.projectionPixelData if is_layer else document.pixelData
    return {row: zlib.crc32(bytes(read(0, row, target.width, 1))) for row in rows}


def layer_pixels(document: Any, layer: Any, x: int, y: int, width: int, height: int) -> bytes:
    """The layer with its masks, without what lies under it."""
    data = bytes(layer.projectionPixelData(x, y, width, height))
    if not data:
        raise documents.refusal("layer_pixels", name=layer.name())
    if spaces.is_plain(layer):
        return data
    return _shown(document, layer, data, width, height)


def _shown(document: Any, layer: Any, data: bytes, width: int, height: int) -> bytes:
    """Pixels in the layer's colour space as 8-bit sRGB, as Krita would show them."""
    if spaces.space_of(layer) == spaces.space_of(document):
        return _thumbnail(document, data, width, height)
    with spaces.unseen(spaces.space_of(layer)) as other:
        return _thumbnail(other, data, width, height)


def _thumbnail(document: Any, data: bytes, width: int, height: int) -> bytes:
    """By the thumbnail of a node that is in no tree; as large as what it shows, it is exact."""
    node = document.createNode("frisket", "paintlayer")
    node.setPixelData(data, 0, 0, width, height)
    picture = QtGui.QImage(width, height, ARGB)
    picture.fill(0)
    bounds = node.bounds()
    if not bounds.isEmpty():
        painter = QtGui.QPainter(picture)
        painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(bounds.topLeft(), node.thumbnail(bounds.width(), bounds.height()))
        painter.end()
    return image_bytes(picture)


def _averaged(
    data: bytes, size: tuple[int, int], wanted: tuple[int, int], small: tuple[int, int]
) -> bytes:
    """`data`, of `size`, with its border repeated up to `wanted`, made as small as `small`."""
    image = _scaled(QtGui.QImage(data, *size, size[0] * 4, ARGB), size, wanted, small)
    return image_bytes(image.convertToFormat(ARGB))


def _averaged_gray(
    data: bytes, size: tuple[int, int], wanted: tuple[int, int], small: tuple[int, int]
) -> bytes:
    """The same with one byte a pixel."""
    image = QtGui.QImage(data, *size, size[0], QtGui.QImage.Format.Format_Grayscale8)
    # Qt scales 32 bits at a time. Without alpha it need not multiply by it, and divide again.
    image = _scaled(image.convertToFormat(RGB), size, wanted, small)
    # Each of the first three bytes is the gray.
    return image_bytes(image.convertToFormat(RGB))[::4]


def _scaled(
    image: Any, size: tuple[int, int], wanted: tuple[int, int], small: tuple[int, int]
) -> Any:
    if size != wanted:
        image = _extended(image, *wanted)
    return image.scaled(
        *small, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _extended(image: Any, width: int, height: int) -> Any:
    wide, high = image.width(), image.height()
    result = QtGui.QImage(width, height, image.format())
    painter = QtGui.QPainter(result)
    painter.setCompositionMode(QtGui.QPainter.CompositionMode.CompositionMode_Source)
    rect = QtCore.QRect
    painter.drawImage(rect(0, 0, width, height), image, rect(wide - 1, high - 1, 1, 1))
    if width > wide:
        painter.drawImage(rect(wide, 0, width - wide, high), image, rect(wide - 1, 0, 1, high))
    if height > high:
        painter.drawImage(rect(0, high, wide, height - high), image, rect(0, high - 1, wide, 1))
    painter.drawImage(0, 0, image)
    painter.end()
    return result
