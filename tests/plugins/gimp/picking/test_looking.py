"""Which part of the layer is seen in the window, and how large."""

from __future__ import annotations

import pytest

from frisket_gimp.picking.looking import Looking
from frisket_protocol import Box


def test_the_whole_layer_fits_in_the_middle() -> None:
    looking = Looking.fit((2000, 1000), (500, 500))
    assert looking.zoom == 0.25
    assert looking.to_window(0, 0) == (0, 125)
    assert looking.seen == Box(0, 0, 2000, 1000)


def test_what_is_under_the_pointer_stays_there() -> None:
    looking = Looking.fit((2000, 1000), (500, 250))
    before = looking.to_layer(200, 100)
    after = looking.zoomed(4, (200, 100)).to_layer(200, 100)
    assert after == pytest.approx(before, abs=1)


def test_one_cannot_leave_the_layer() -> None:
    looking = Looking.fit((2000, 1000), (500, 250)).zoomed(8, (0, 0)).moved(9999, -9999)
    assert looking.x == 0
    assert looking.to_layer(500, 250)[1] == pytest.approx(1000)


def test_only_what_is_seen_is_read_and_never_finer_than_the_layer() -> None:
    looking = Looking.fit((8000, 6000), (800, 600)).zoomed(40, (400, 300))
    assert looking.scale == 1
    assert looking.seen is not None
    assert looking.seen.width * looking.seen.height < 800 * 600


def test_zoom_has_its_limits() -> None:
    looking = Looking.fit((2000, 1000), (500, 250))
    assert looking.zoomed(1e6, (0, 0)).zoom == 16
    assert looking.zoomed(1e-6, (0, 0)).zoom == looking.zoom / 2
