"""Results and the bytes that go with them."""

from __future__ import annotations

import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frisket.journey.journey import Made
from frisket.models.base import Watch
from frisket_protocol.parts import Encoding, MaskInfo
from frisket_protocol.raster import Buffer
from frisket_protocol.requests import Masks, Result

PACKED_AT_ONCE = 1 << 22
"""Bytes that are packed between two looks at the watch."""


@dataclass(frozen=True)
class Answered:
    """A result, and the buffers of its payload in order."""

    result: Result
    payload: list[Buffer] = field(default_factory=list, repr=False)


def answer_masks(
    made: Sequence[Made],
    recipe: str,
    reason: str,
    began: float,
    encoding: Encoding,
    watch: Watch,
    reading: str = "",
    notes: Sequence[str] = (),
) -> Answered:
    """The reply for masks, each with its id; those with nothing in them are left out."""
    infos: list[MaskInfo] = []
    payload: list[Buffer] = []
    for each in made:
        found, placed = each.found, each.placed
        if placed.box.is_empty:
            continue
        mask = _encoded(placed.mask, encoding, watch)
        colours = _encoded(placed.colours, encoding, watch)
        payload += [mask, colours]
        infos.append(
            MaskInfo(
                each.id,
                placed.box,
                len(mask),
                encoding,
                round(float(found.score), 4),
                found.label,
                found.phrase,
                found.object,
                found.candidate,
                len(colours),
            )
        )
    seconds = round(time.perf_counter() - began, 4)
    told = [*notes, *(sentence for each in made for sentence in each.notes)]
    once = tuple(dict.fromkeys(told))
    return Answered(Masks(tuple(infos), recipe, reason, seconds, reading, once), payload)


def _encoded(pixels: NDArray[np.uint8] | None, encoding: Encoding, watch: Watch) -> memoryview:
    if pixels is None or not pixels.size:
        return memoryview(b"")
    flat = np.ascontiguousarray(pixels).data.cast("B")
    if encoding == "raw":
        return flat
    packer = zlib.compressobj(1)
    packed = bytearray()
    for start in range(0, len(flat), PACKED_AT_ONCE):
        watch.check()
        packed += packer.compress(flat[start : start + PACKED_AT_ONCE])
    return memoryview(packed + packer.flush())
