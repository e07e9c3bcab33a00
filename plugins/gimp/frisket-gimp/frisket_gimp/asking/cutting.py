"""What is cut out of a layer, which need not be the picture that was looked at."""

from __future__ import annotations

from collections.abc import Sequence

from frisket_plugin import job, pixels
from frisket_plugin.options import Options
from frisket_plugin.texts import t
from frisket_protocol.client import Client, Source
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Mask
from frisket_protocol.watch import Watch

_ANY = bytes([0, *[255] * 255])
"""Marks whatever is not 0."""


def coloured(
    client: Client, watch: Watch, layer: Source, masks: Sequence[Mask], options: Options
) -> tuple[Mask, ...]:
    """`masks` in the layer's pixels, with the object's own colours in there; none where the layer
    is clear under every one of them: what was seen lies on another layer then."""
    if not any(_shows(layer, mask) for mask in masks):
        return ()
    return job.coloured(client, layer, tuple(masks), options, watch)


def nothing_there(name: str) -> FailedPrecondition:
    """The layer of this name has nothing to cut out."""
    return FailedPrecondition(t("gimp.nothing_there", name=name), detail="clear")


def _shows(layer: Source, mask: Mask) -> bool:
    """Whether any pixel of the layer under the mask is not wholly clear."""
    seen = layer.read(mask.box, 1.0)
    if seen.format != "rgba8":
        return True
    alpha = bytes(seen.data)[3::4]
    if not pixels.any_set(alpha) or len(alpha) != len(mask.data):
        return pixels.any_set(alpha)
    inside, there = (bytes(data).translate(_ANY) for data in (mask.data, alpha))
    return bool(int.from_bytes(inside, "big") & int.from_bytes(there, "big"))
