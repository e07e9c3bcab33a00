"""Krita's documents and layers as the plugin sees them: which one is meant, and is it still there.

All geometry is in pixels of the image, and the protocol's layer is the canvas: (0, 0) to
(width, height), whatever offset and size the layer has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from krita import Krita

from frisket_plugin import pixels
from frisket_plugin.options import ReadFrom
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Box, Frame, Raster, preview_scale

from ..qt import Qt, QtGui, image_bytes

MASKS = ("transparencymask", "selectionmask", "filtermask", "transformmask", "colorizemask")
UNREADABLE = ("filterlayer",)
ROUGH_SIDE = 1024
"""Longer side of a rough mask as it is sent, in pixels."""


@dataclass(frozen=True)
class Target:
    """The layer of a document that is worked on; `node` is its unique id, None for the root."""

    document: Any
    node: Any
    name: str
    width: int
    height: int
    read_from: ReadFrom


def target(read_from: ReadFrom) -> Target:
    """What is active now: of a mask its layer. Raises FailedPrecondition when it cannot be read."""
    document = active_document()
    layer = layer_of(document.activeNode())
    if layer is None:
        if read_from == "layer":
            raise refusal("no_layer")
        return _target(document, None, "", "visible")
    if read_from == "layer":
        _check_readable(document, layer)
    return _target(document, layer.uniqueId(), layer.name(), read_from)


def active_document() -> Any:
    """Raises FailedPrecondition when there is none."""
    document = Krita.instance().activeDocument()
    if document is None:
        raise refusal("no_document")
    return document


def layer_of(node: Any) -> Any | None:
    """The layer itself, or the one that a mask belongs to; None for the root and for nothing."""
    while node is not None and node.type() in MASKS:
        node = node.parentNode()
    return None if node is None or node.parentNode() is None else node


def found(wanted: Target) -> tuple[Any, Any]:
    """Document and layer, if both are as they were; the layer is None where none was meant.

    Raises FailedPrecondition with what has happened to them.
    """
    document = wanted.document
    if not any(document == one for one in Krita.instance().documents()):
        raise refusal("document_closed")
    if (document.width(), document.height()) != (wanted.width, wanted.height):
        raise refusal("document_resized")
    if wanted.node is None:
        return document, None
    layer = document.nodeByUniqueID(wanted.node)
    if layer is None or layer.parentNode() is None:
        raise refusal("layer_gone")
    return document, layer


def is_in_front(document: Any) -> bool:
    """Whether Krita's actions act on this document."""
    active = Krita.instance().activeDocument()
    return active is not None and bool(active == document)


def version() -> tuple[int, int]:
    """Krita's own, as (5, 2)."""
    first, second = str(Krita.instance().version()).split(".")[:2]
    return int(first), int("".join(filter(str.isdigit, second)) or 0)


class KritaSelection:
    """A document's selection, as a prompt. Raises FailedPrecondition when there is none."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def box(self) -> Box:
        """The box round it, cut at the canvas."""
        box = pixels.bounds(self._data(), self._document.width())
        if box is None:
            raise refusal("no_selection")
        return box

    def mask(self) -> Raster:
        """Itself, gray, the whole canvas, no longer than ROUGH_SIDE."""
        data = self._data()
        if not pixels.any_set(data):
            raise refusal("no_selection")
        width, height = self._document.width(), self._document.height()
        scale = preview_scale(width, height, ROUGH_SIDE)
        if scale == 1:
            return Raster(width, height, "gray8", data)
        image = QtGui.QImage(data, width, height, width, QtGui.QImage.Format.Format_Grayscale8)
        return _smaller(image, scale)

    def _data(self) -> bytes:
        selection = self._document.selection()
        if selection is None:
            raise refusal("no_selection")
        size = self._document.width(), self._document.height()
        return bytes(selection.pixelData(0, 0, *size))


def has_selection(document: Any) -> bool:
    """Whether anything at all is selected or not selected."""
    return document.selection() is not None


def refusal(key: str, **values: object) -> FailedPrecondition:
    """The error with the sentence of this key."""
    return FailedPrecondition(t(key, **values), detail=key)


def _target(document: Any, node: Any, name: str, read_from: ReadFrom) -> Target:
    return Target(document, node, name, document.width(), document.height(), read_from)


def _check_readable(document: Any, layer: Any) -> None:
    if layer.type() in UNREADABLE:
        raise refusal("layer_kind", kind=layer.type())
    bounds = layer.bounds()
    if bounds.isEmpty():
        raise refusal("empty_layer", name=layer.name())
    if not bounds.intersects(document.bounds()):
        raise refusal("layer_outside", name=layer.name())


def _smaller(image: Any, scale: float) -> Raster:
    """A gray image, each pixel the mean of `scale` × `scale`."""
    columns = max(1, round(image.width() / scale))
    rows = max(1, round(image.height() / scale))
    stretched = Qt.AspectRatioMode.IgnoreAspectRatio
    small = image.scaled(columns, rows, stretched, Qt.TransformationMode.SmoothTransformation)
    small = small.convertToFormat(QtGui.QImage.Format.Format_RGB32)
    # Four bytes a pixel have no padding; each of the first three is the gray.
    return Raster(columns, rows, "gray8", image_bytes(small)[::4], Frame(0, 0, scale))
