"""What is cut out of a layer, which need not be the picture that was looked at."""

from __future__ import annotations

from collections.abc import Sequence

from frisket_plugin import job, pixels
from frisket_plugin.options import Options
from frisket_plugin.stacking import stacked
from frisket_plugin.texts import t
from frisket_protocol.client import Client, Source
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.raster import Buffer, Mask
from frisket_protocol.watch import Watch

_ANY = bytes([0, *[255] * 255])
"""Marks whatever is not 0."""


def coloured(
    client: Client, watch: Watch, layer: Source, masks: Sequence[Mask], options: Options
) -> tuple[Mask, ...]:
    """`masks` in the layer's pixels, as layers with the first on top have to be masked, with the
    object's own colours in there; none where the layer is clear under every one of them: what was
    seen lies on another layer then."""
    if not any(_shows(layer, mask) for mask in masks):
        return ()
    return stacked(job.coloured(client, layer, tuple(masks), options, watch))


def nothing_there(name: str) -> FailedPrecondition:
    """The layer of this name has nothing to cut out."""
    return FailedPrecondition(t("gimp.nothing_there", name=name), detail="clear")


def check_mostly_there(layer: Source, found: Mask, placed: Mask | None, name: str) -> None:
    """Raise FailedPrecondition where less than half of what was found in the visible picture is on
    the layer of this name. placed: that in the layer's pixels, as far as it reaches."""
    shown = 0 if placed is None else _shown(layer, placed)
    if shown and 2 * shown < _bits(found.data).bit_count():
        raise FailedPrecondition(t("gimp.mostly_elsewhere", name=name), detail="elsewhere")


def _shows(layer: Source, mask: Mask) -> bool:
    """Whether any pixel of the layer under the mask is not wholly clear."""
    return bool(_shown(layer, mask))


def _shown(layer: Source, mask: Mask) -> int:
    """How much of the mask lies where the layer is not wholly clear, counted as `_bits` does."""
    seen = layer.read(mask.box, 1.0)
    if seen.format != "rgba8":
        return _bits(mask.data).bit_count()
    alpha = bytes(seen.data)[3::4]
    if not pixels.any_set(alpha):
        return 0
    there = _bits(alpha)
    return (there & _bits(mask.data) if len(alpha) == len(mask.data) else there).bit_count()


def _bits(data: Buffer) -> int:
    """Eight bits for each value that is not 0."""
    return int.from_bytes(bytes(data).translate(_ANY), "big")
