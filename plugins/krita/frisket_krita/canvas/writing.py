"""Masks into the document, each output as one undo step; nothing at all when that fails.

Everything is built outside of the document's tree and then added at once. The active node stays
what it was.
"""

from __future__ import annotations

from typing import Any

from frisket_plugin import pixels
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.raster import Mask

from ..qt import QtGui, image_bytes
from . import documents, reading, selecting, spaces
from .documents import Target
from .steps import Steps

NEWS_TRIES = 24
"""Steps of 20 ms in which Krita makes a new node the active one, if it does."""


def write(target: Target, masks: tuple[Mask, ...], options: Options, name: str) -> Steps:
    """The output that `options` name: of one mask, or of several objects. Raises FrisketError."""
    document, layer = documents.found(target)
    if options.output == "selection":
        yield from selecting.select(document, masks[0], options.mode)
        return
    before = document.activeNode()
    document.waitForDone()
    if options.output in ("mask", "stored"):
        _add_mask(document, layer, masks[0], options, name)
    else:
        yield from _add_layers(document, layer, target, masks, options, name)
    yield from _settle(document, before)


def _add_mask(document: Any, layer: Any, mask: Mask, options: Options, name: str) -> None:
    if layer is None:
        raise documents.refusal("no_layer")
    if layer.locked():
        raise documents.refusal("layer_locked", name=layer.name())
    if options.output == "mask":
        made = _transparency(document, mask, t("name.mask", what=name))
    else:
        made = document.createSelectionMask(t("name.stored", what=name))
        made.setSelection(selecting.selection_of(mask))
    if not layer.addChildNode(made, None):
        raise documents.refusal("not_written")


def _add_layers(
    document: Any,
    layer: Any,
    target: Target,
    masks: tuple[Mask, ...],
    options: Options,
    name: str,
) -> Steps:
    layers = []
    for mask in masks:
        called = name if options.output == "cutout" else mask.label or mask.phrase or name
        layers.append(_cut(document, layer, target, mask, called))
        yield 0
        # The document may have been closed, the layer deleted meanwhile.
        document, layer = documents.found(target)
    if options.output == "cutout":
        made = layers[0]
    else:
        made = document.createGroupLayer(t("name.group", what=name))
        made.setChildNodes(layers)
    parent = document.rootNode() if layer is None else layer.parentNode()
    if not parent.addChildNode(made, layer):
        raise documents.refusal("not_written")
    document.refreshProjection()


def _cut(document: Any, layer: Any, target: Target, mask: Mask, name: str) -> Any:
    """A layer of its own with the pixels in the mask's box, and the mask on it.

    It has the document's colour space; only where the mask is soft its pixels are not the layer's.
    """
    x, y, width, height = _place(mask)
    visible = layer is None or target.read_from == "visible"
    read = document.pixelData if visible else layer.projectionPixelData
    data = bytes(read(x, y, width, height))
    if not data:
        raise documents.refusal("layer_pixels", name=target.name)
    space = spaces.space_of(document)
    if not visible:
        data = spaces.converted(data, (width, height), spaces.space_of(layer), space)
    if mask.foreground is not None:
        if visible:
            shown = reading.visible_pixels(document, x, y, width, height)
        else:
            shown = reading.layer_pixels(document, layer, x, y, width, height)
        own = _colours(mask, shown)
        if not spaces.is_plain(document):
            own = spaces.converted(own, (width, height), spaces.SRGB, space)
        data = pixels.cleaned(data, own, mask.data, len(data) // (width * height))
    made = document.createNode(t("name.cutout", what=name), "paintlayer")
    made.setPixelData(data, x, y, width, height)
    if not visible:
        made.setOpacity(layer.opacity())
    made.setChildNodes([_transparency(document, mask, t("name.mask", what=name))])
    return made


def _colours(mask: Mask, shown: bytes) -> bytes:
    """The object's own colours as B, G, R, A, as opaque as what is shown there."""
    own = bytes(mask.foreground or b"")
    kind = QtGui.QImage.Format.Format_RGB888
    image = QtGui.QImage(own, mask.width, mask.height, mask.width * 3, kind)
    data = bytearray(image_bytes(image.convertToFormat(reading.ARGB)))
    data[3::4] = shown[3::4]
    return bytes(data)


def _transparency(document: Any, mask: Mask, name: str) -> Any:
    """Everything outside of its box is hidden."""
    made = document.createTransparencyMask(name)
    made.setSelection(selecting.selection_of(mask))
    return made


def _place(mask: Mask) -> tuple[int, int, int, int]:
    return int(mask.box.x0), int(mask.box.y0), mask.width, mask.height


def _settle(document: Any, before: Any) -> Steps:
    """Wait until Krita has made the new node active, then give back the old one."""
    if before is None:
        return
    for _ in range(NEWS_TRIES):
        yield 20
        active = document.activeNode()
        if active is not None and active.uniqueId() != before.uniqueId():
            break
    yield from selecting.restore(document, before)
