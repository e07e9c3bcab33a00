"""What would be left where masks join what is there: asked before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gi.repository import Gegl, Gimp

from frisket_plugin import pixels
from frisket_plugin.texts import t
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Mask

from . import writing

CHANGES = ("subtract", "intersect")
"""The operations that only make less of what is there."""


def check_selection(image: Gimp.Image, operation: str) -> None:
    """Raise FailedPrecondition where the operation needs a selection, and there is none."""
    if operation in CHANGES and Gimp.Selection.is_empty(image):
        told = t("gimp.no_selection_to_change", operation=t(f"gimp.choice.{operation}"))
        raise FailedPrecondition(told, detail="selection")


def check_masks(layers: Iterable[Gimp.Layer], operation: str) -> None:
    """The same of the layers' masks: a layer without one shows all of itself."""
    lacking = [layer for layer in layers if layer.get_mask() is None]
    if operation in CHANGES and lacking:
        said = {"operation": t(f"gimp.choice.{operation}"), "name": lacking[0].get_name()}
        raise FailedPrecondition(t("gimp.no_mask_to_change", **said), detail="mask")


def check_left(image: Gimp.Image, masks: Sequence[Mask], operation: str) -> None:
    """Raise FailedPrecondition where nothing would be selected any more. `masks`: in the image."""
    if operation in CHANGES and not _is_left(image.get_selection(), masks, operation):
        told = t("gimp.none_left.selection", operation=t(f"gimp.choice.{operation}"))
        raise FailedPrecondition(told, detail="empty")


def check_mask_left(layer: Gimp.Layer, mask: Mask, operation: str) -> None:
    """Raise FailedPrecondition where the layer's mask would show nothing. `mask`: in the layer."""
    old = layer.get_mask()
    if operation in CHANGES and old is not None and not _is_left(old, [mask], operation):
        said = {"operation": t(f"gimp.choice.{operation}"), "name": layer.get_name()}
        raise FailedPrecondition(t("gimp.none_left.mask", **said), detail="empty")


def _is_left(old: Gimp.Channel, masks: Sequence[Mask], operation: str) -> bool:
    size = (old.get_width(), old.get_height())
    added = writing.together(old.get_image(), masks, size)
    rest = writing.together(old.get_image(), (), size)
    rest.combine_masks(old, writing.OPERATIONS["replace"], 0, 0)
    rest.combine_masks(added, writing.OPERATIONS[operation], 0, 0)
    data = rest.get_buffer().get(
        Gegl.Rectangle.new(0, 0, *size), 1.0, "Y u8", Gegl.AbyssPolicy.NONE
    )
    for one in (added, rest):
        one.delete()
    return pixels.any_set(bytes(data))
