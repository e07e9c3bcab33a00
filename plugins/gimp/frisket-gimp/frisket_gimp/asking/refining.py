"""The selection's own edge, as the picture shows it."""

from __future__ import annotations

import math

from gi.repository import Gimp

from frisket_plugin import pixels
from frisket_plugin.options import Options
from frisket_protocol.client import CROP_MARGIN, CROP_PIXELS, Client
from frisket_protocol.parts import ImageRef
from frisket_protocol.raster import Mask, whole_box
from frisket_protocol.requests import Matte
from frisket_protocol.watch import Watch

from ..canvas import reading
from ..canvas.reading import PlacedSource

MARGIN = 32.0
"""Pixels round the selection that are looked at, at least."""


def refine(
    client: Client, watch: Watch, options: Options, image: Gimp.Image, source: PlacedSource
) -> Mask | None:
    """The selection with a new edge, in the source's pixels; None when nothing is left of it."""
    rough = reading.selection_raster(image, source)
    inside = reading.selection_in(image, source)
    margin = max(MARGIN, CROP_MARGIN * max(inside.width, inside.height))
    box = whole_box(inside, *source.size, margin)
    scale = max(1.0, math.sqrt(box.width * box.height / CROP_PIXELS))
    watch.step("read")
    crop = source.read(box, scale)
    asked = Matte(
        ImageRef(crop.sha256, crop.frame),
        client.open(source).size,
        ImageRef(rough.sha256, rough.frame),
        options.finish,
        options.recipe,
    )
    masks = client.attempt(
        lambda channel: channel.ask(asked, [crop, rough], watch=watch).masks, watch
    )
    left = [mask for mask in masks if not pixels.is_empty(mask)]
    return left[0] if left else None
