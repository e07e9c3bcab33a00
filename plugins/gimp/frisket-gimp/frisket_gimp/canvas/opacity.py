"""Masks for layers that are half transparent themselves, so that these come out as shown."""

from __future__ import annotations

from dataclasses import replace

from gi.repository import Gimp

from frisket_plugin import pixels
from frisket_protocol.raster import Mask

from . import reading
from .placing import shifted


def for_layer(layer: Gimp.Layer, mask: Mask, inverts: bool) -> Mask:
    """What the layer, or a copy of it, is to be masked with.

    mask: in the layer's pixels. inverts: it is all but a thing. Nothing is read where it has hard
    edges only.
    """
    if not layer.has_alpha() or not pixels.is_soft(mask.data):
        return mask
    left, top = reading.offset(layer)
    with reading.layer_sources([layer]) as (source,):
        # Effects may begin further out than the layer.
        x, y = source.origin
        alpha = source.alpha(shifted(mask.box, (left - x, top - y)))
    if alpha is None:
        return mask
    return replace(mask, data=pixels.layer_mask(mask.data, alpha, inverts))
