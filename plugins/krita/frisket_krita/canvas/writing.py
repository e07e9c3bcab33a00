"""Masks into the document, each output as one undo step; nothing at all when that fails.

Everything is built outside of the document's tree and then added at once. The active node stays
what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from frisket_plugin import pixels
from frisket_plugin.names import numbered
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.raster import Mask

from ..qt import QtCore, QtGui, image_bytes
from . import documents, masking, opacity, reading, selecting, spaces
from .documents import Target
from .slices import Share, in_slices
from .steps import Steps

NAMES = {
    "mask": "name.mask",
    "stored": "name.stored",
    "cutout": "name.cutout",
    "objects": "name.group",
}
FILTERS = ("filterlayer", "filllayer")
"""Layers that act everywhere, and have no pixels of their own."""
COPIES = "copy"
"""The blending mode of a layer in whose transparency nothing of what lies under it is seen, which
Krita gives to every new filter layer."""
NEWS_TRIES = 24
"""Steps of 20 ms in which Krita makes a new node the active one, if it does."""


@dataclass(frozen=True)
class Written:
    """name: of what was made, empty for a selection. earlier: that of the mask of frisket's that it
    was made of. has_others: whether further masks count."""

    name: str = ""
    earlier: str = ""
    has_others: bool = False


def write(
    target: Target,
    masks: tuple[Mask, ...],
    options: Options,
    name: str,
    progress: Callable[[float], None],
) -> Steps:
    """The output that `options` name: of one mask, or of several objects. Gives Written.

    progress: hears how much of the pixels is written, where that takes long. Raises FrisketError.
    """
    document, layer = documents.found(target)
    if options.output == "mask":
        _check_shows(layer, masks[0], options)
    if options.output == "selection":
        yield from selecting.select(document, masks[0], options.mode)
        return Written()
    yield from documents.settled(document)
    before = document.activeNode()
    if options.output == "mask" and masking.earlier(layer) is not None:
        return (yield from _renew_mask(target, masks[0], options, name))
    what, name = name, unused(document, NAMES[options.output], name)
    if options.output in ("mask", "stored"):
        has_others = masking.has_others(layer, None)
        yield from _add_mask(document, target, masks[0], options, name)
    else:
        has_others = False
        share = Share(sum(mask.width * mask.height for mask in masks), progress)
        yield from _add_layers(document, target, masks, options, (what, name), share)
    yield from _settle(document, before)
    return Written(t(NAMES[options.output], what=name), "", has_others)


def unused(document: Any, key: str, what: str) -> str:
    """What it shows, with a number where something of that name is in the picture already."""
    return _unused(document, key, [what])[0]


def _unused(document: Any, key: str, names: list[str]) -> list[str]:
    """The same for several that are made together."""
    return numbered(names, lambda name: document.nodeByName(t(key, what=name)) is None)


def check(layer: Any, options: Options) -> None:
    """Raises FailedPrecondition when the output cannot be made of this layer, None for none."""
    group = documents.hidden_group(layer)
    if group is not None and options.output != "selection":
        raise documents.refusal("group_hidden", name=group.name())
    if options.output not in ("mask", "stored"):
        return
    if layer is None:
        raise documents.refusal("no_layer")
    if layer.locked():
        raise documents.refusal("layer_locked", name=layer.name())
    if options.output != "mask":
        return
    if layer.type() not in FILTERS and layer.bounds().isEmpty():
        key = "empty_layer" if options.read_from == "layer" else "mask_on_nothing"
        raise documents.refusal(key, name=layer.name())
    if documents.is_passed(layer):
        raise documents.refusal("pass_through", name=layer.name())
    if layer.blendingMode() == COPIES:
        raise documents.refusal("layer_copies", name=layer.name())
    if options.mode in ("subtract", "intersect") and masking.earlier(layer) is None:
        raise documents.refusal("no_mask_to_change", name=layer.name())


def _check_shows(layer: Any, mask: Mask, options: Options) -> None:
    """Raises FailedPrecondition where what is visible was masked, and the layer has none of it."""
    if options.read_from == "layer" or options.mode != "replace" or layer.type() in FILTERS:
        return
    box = mask.box
    inside = QtCore.QRect(int(box.x0), int(box.y0), mask.width, mask.height)
    if not layer.bounds().intersects(inside):
        raise documents.refusal("mask_beside", name=layer.name())


def _add_mask(document: Any, target: Target, mask: Mask, options: Options, name: str) -> Steps:
    if options.output == "mask":
        mask = yield from opacity.for_layer(target, mask, options.invert)
    selection = yield from selecting.selection_of(mask)
    document, layer = documents.found(target)
    check(layer, options)
    if options.output == "mask":
        made = document.createTransparencyMask(t("name.mask", what=name))
    else:
        made = document.createSelectionMask(t("name.stored", what=name))
    made.setSelection(selection)
    if not layer.addChildNode(made, None):
        raise documents.refusal("not_written")


def _renew_mask(target: Target, mask: Mask, options: Options, what: str) -> Steps:
    """In the place of frisket's earlier one."""
    mask = yield from opacity.for_layer(target, mask, options.invert)
    document, layer = documents.found(target)
    check(layer, options)
    old = masking.earlier(layer)
    called, others = old.name(), masking.has_others(layer, old)
    name = called if options.mode != "replace" else t("name.mask", what=what)
    if name != called:
        name = t("name.mask", what=unused(document, "name.mask", what))
    before = document.activeNode()
    was_active = before is not None and before.uniqueId() == old.uniqueId()
    new = yield from masking.renew(document, old, mask, options.mode, name)
    yield from _settle(document, new if was_active else before)
    return Written(name, called, others)


def _add_layers(
    document: Any,
    target: Target,
    masks: tuple[Mask, ...],
    options: Options,
    names: tuple[str, str],
    share: Share,
) -> Steps:
    """names: what is cut out, and the same as nothing else in the picture is called yet."""
    what, name = names
    layers = []
    each = [mask.label or mask.phrase or what for mask in masks]
    called_each = [name] if options.output == "cutout" else _unused(document, "name.cutout", each)
    for mask, called in zip(masks, called_each, strict=True):
        cut = yield from opacity.for_copy(target, mask, options.invert)
        layers.append((yield from _cut(document, target, cut, called, share)))
    # The document may have been closed, the layer deleted meanwhile.
    document, layer = documents.found(target)
    if options.output == "cutout":
        made = layers[0]
        _reach_over(document, made)
    else:
        made = document.createGroupLayer(t("name.group", what=name))
        made.setChildNodes(layers)
    parent = document.rootNode() if layer is None else layer.parentNode()
    if not parent.addChildNode(made, layer):
        raise documents.refusal("not_written")
    if options.output == "objects":
        # Krita shows nothing of a group that came with its layers.
        document.refreshProjection()


def _reach_over(document: Any, layer: Any) -> None:
    """Have Krita draw all of the picture once `layer` is in it, now and whenever that is redone.

    Of a picture of one layer Krita keeps no other than that layer. With a second one it draws only
    the tiles that this has, and would save nothing of the rest. A pixel that is written makes one.
    """
    for corner in ((0, 0), (document.width() - 1, document.height() - 1)):
        place = *corner, 1, 1
        layer.setPixelData(layer.pixelData(*place), *place)


def _cut(document: Any, target: Target, mask: Mask, name: str, share: Share) -> Steps:
    """A layer of its own with the pixels in the mask's box, and the mask on it.

    It has the document's colour space; only where the mask is soft its pixels are not the layer's.
    """
    left, top = int(mask.box.x0), int(mask.box.y0)
    made = document.createNode(t("name.cutout", what=name), "paintlayer")

    # What lies around tells the colours of a soft edge that 8 bits cannot show.
    margin = 0 if spaces.is_plain(document) else pixels.REACH

    def copy(first: int, last: int) -> None:
        above, below = max(0, first - margin), min(mask.height, last + margin)
        around = left, top + above, mask.width, below - above
        data = _pixels(target, _rows(mask, above, below), around)
        row = len(data) // (below - above)
        data = data[(first - above) * row : (last - above) * row]
        made.setPixelData(data, left, top + first, mask.width, last - first)
        share.add(mask.width * (last - first))

    yield from in_slices(mask.height, mask.width, copy)
    selection = yield from selecting.selection_of(mask)
    _, layer = documents.found(target)
    if layer is not None and target.read_from == "layer":
        made.setOpacity(layer.opacity())
    hidden = document.createTransparencyMask(t("name.mask", what=name))
    hidden.setSelection(selection)
    made.setChildNodes([hidden])
    return made


def _rows(mask: Mask, first: int, last: int) -> Mask:
    """Some rows of a mask."""
    box = replace(mask.box, y0=mask.box.y0 + first, y1=mask.box.y0 + last)
    alpha = memoryview(mask.data)[first * mask.width : last * mask.width]
    colours = mask.foreground
    if colours is not None:
        colours = memoryview(colours)[3 * first * mask.width : 3 * last * mask.width]
    return replace(mask, box=box, data=alpha, foreground=colours)


def _pixels(target: Target, mask: Mask, place: tuple[int, int, int, int]) -> bytes:
    """Those of the mask's box, in the document's colour space."""
    document, layer = documents.found(target)
    _, _, width, height = place
    visible = layer is None or target.read_from == "visible"
    data = bytes((document.pixelData if visible else layer.projectionPixelData)(*place))
    if not data:
        raise documents.refusal("layer_pixels", name=target.name)
    space = spaces.space_of(document)
    if not visible:
        data = spaces.converted(data, (width, height), spaces.space_of(layer), space)
    if mask.foreground is None:
        return data
    if visible:
        shown = reading.visible_pixels(document, *place)
    else:
        shown = reading.layer_pixels(document, layer, *place)
    size = len(data) // (width * height)
    own = _colours(mask, shown)
    if spaces.is_plain(document):
        return pixels.cleaned(data, own, mask.data, size)
    there = spaces.converted(own, (width, height), spaces.SRGB, space)
    cleaned = pixels.cleaned(data, there, mask.data, size)
    return pixels.unclipped(cleaned, data, own, shown, mask, spaces.bytes_of(document))


def _colours(mask: Mask, shown: bytes) -> bytes:
    """The object's own colours as B, G, R, A, as opaque as what is shown there."""
    own = bytes(mask.foreground or b"")
    kind = QtGui.QImage.Format.Format_RGB888
    image = QtGui.QImage(own, mask.width, mask.height, mask.width * 3, kind)
    data = bytearray(image_bytes(image.convertToFormat(reading.ARGB)))
    data[3::4] = shown[3::4]
    return bytes(data)


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
