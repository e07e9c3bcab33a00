"""A selection's own edge, made anew as the picture shows it; what lies far from it stays."""

from __future__ import annotations

from frisket_protocol.client import Client, Source
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.parts import ImageRef
from frisket_protocol.raster import Box, Raster, whole_box
from frisket_protocol.requests import Masks, Matte
from frisket_protocol.watch import Watch

from . import pixels
from .job import Outcome, scale_of
from .options import Options
from .texts import t

MARGIN = 32.0
"""Pixels round the selection that are looked at, at least."""
SHARE = 0.12
"""The same as a share of its longer side: the edge may move by a tenth of it."""


def refine(
    client: Client,
    source: Source,
    rough: Raster,
    options: Options,
    watch: Watch,
    told_of_box: str = "",
) -> Outcome:
    """The selection with a new edge, in the source's pixels; an empty outcome where none is left.

    rough: a gray raster of the box that holds the selection, with its own frame. Beyond a band
    round its outline no pixel changes, but by the options' operations. told_of_box: a note where
    the selection is a plain box, as one draws it round a thing: that is no object's edge. Raises
    FailedPrecondition when all of the source is selected, which has no edge, and what
    `Client.attempt` raises.
    """
    inside = rough.frame.to_layer(Box(0, 0, rough.width, rough.height))
    held = whole_box(inside, *source.size)
    if held == Box(0, 0, *source.size) and pixels.is_solid(rough.data):
        raise FailedPrecondition(t("no_edge"), detail="no_edge")
    margin = max(MARGIN, SHARE * max(held.width, held.height))
    box = whole_box(held, *source.size, margin)
    watch.step("read")
    crop = source.read(box, scale_of(box))
    asked = Matte(
        ImageRef(crop.sha256, crop.frame),
        client.open(source).size,
        ImageRef(rough.sha256, rough.frame),
        options.finish,
        options.recipe,
    )
    replied = client.attempt(lambda channel: channel.ask(asked, [crop, rough], watch=watch), watch)
    found = replied.result
    assert isinstance(found, Masks), "the method decides the result"
    left = tuple(mask for mask in replied.masks if not pixels.is_empty(mask))
    notes = (*found.notes, told_of_box) if told_of_box and _is_box(rough) else found.notes
    return Outcome(left, found.recipe, found.reason, found.seconds, notes=notes)


def _is_box(rough: Raster) -> bool:
    """Whether all that is selected is a box with hard sides."""
    whole = Box(0, 0, rough.width, rough.height)
    held = pixels.bounds(rough.data, rough.width)
    return held is not None and pixels.is_solid(pixels.moved(rough.data, whole, held))
