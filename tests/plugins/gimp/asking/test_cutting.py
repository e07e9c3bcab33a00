"""Whether a layer has anything where it is to be cut out."""

from __future__ import annotations

from typing import cast

import pytest

from frisket_gimp.asking import cutting
from frisket_plugin.options import Options
from frisket_protocol import Box, Client, Frame, Mask, Raster, Watch
from frisket_protocol.errors import FailedPrecondition

HARD = Options(edges="hard")
NOBODY = cast("Client", None)
"""Nobody is asked for colours where edges are hard."""


class Layer:
    """4 × 2 pixels, as opaque as these bytes say; None: of a kind that always is."""

    size = (4, 2)

    def __init__(self, alpha: bytes | None) -> None:
        self._alpha = alpha

    def read(self, box: Box, scale: float) -> Raster:
        x0, y0, x1, y1 = (int(edge) for edge in (box.x0, box.y0, box.x1, box.y1))
        frame = Frame(box.x0, box.y0, scale)
        if self._alpha is None:
            return Raster(x1 - x0, y1 - y0, "rgb8", bytes(3 * (x1 - x0) * (y1 - y0)), frame)
        own = [self._alpha[4 * y + x] for y in range(y0, y1) for x in range(x0, x1)]
        data = b"".join(bytes([9, 9, 9, one]) for one in own)
        return Raster(x1 - x0, y1 - y0, "rgba8", data, frame)


HALF = Mask(Box(0, 0, 2, 2), b"\xff\x00\xff\x00")


@pytest.mark.parametrize(
    ("alpha", "shows"),
    [
        (bytes(8), False),
        (bytes([0, 255, 255, 255] * 2), False),
        (bytes([0, 0, 0, 0, 1, 0, 0, 0]), True),
        (None, True),
    ],
)
def test_only_what_is_wholly_clear_under_the_mask_is_nothing(
    alpha: bytes | None, shows: bool
) -> None:
    made = cutting.coloured(NOBODY, Watch(), Layer(alpha), (HALF,), HARD)
    assert made == ((HALF,) if shows else ())


SQUARE = Mask(Box(0, 0, 2, 2), b"\xff" * 4)


def test_less_than_half_of_what_was_seen_on_the_layer_is_too_little() -> None:
    """Where there is nothing at all, another sentence says so."""
    for alpha in (bytes(8), bytes([9, 9] + 6 * [0]), bytes(8 * [255])):
        cutting.check_mostly_there(Layer(alpha), SQUARE, SQUARE, "small")
    with pytest.raises(FailedPrecondition, match="Most of it is not"):
        cutting.check_mostly_there(Layer(bytes([9] + 7 * [0])), SQUARE, SQUARE, "small")


def test_what_reaches_beyond_the_layer_counts_too() -> None:
    found = Mask(Box(0, 0, 4, 2), b"\xff" * 8)
    part = Mask(Box(0, 0, 1, 2), b"\xff" * 2)
    with pytest.raises(FailedPrecondition, match="“small”"):
        cutting.check_mostly_there(Layer(None), found, part, "small")
    cutting.check_mostly_there(Layer(None), found, None, "small")


def test_one_mask_with_something_under_it_is_enough() -> None:
    other = Mask(Box(2, 0, 4, 2), b"\xff" * 4)
    layer = Layer(bytes([0, 0, 0, 7] + [0] * 4))
    assert cutting.coloured(NOBODY, Watch(), layer, (HALF, other), HARD) == (HALF, other)


def test_no_mask_is_nothing() -> None:
    assert cutting.coloured(NOBODY, Watch(), Layer(None), (), HARD) == ()
