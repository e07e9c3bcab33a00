"""Masks that may yet be refined: found by their ids until newer ones need the room."""

from __future__ import annotations

import numpy as np
import pytest

from frisket.journey import kept
from frisket.journey.choosing import Choice
from frisket.journey.found import Found
from frisket.journey.kept import KeptMasks
from frisket.journey.recipes import Recipe
from frisket_protocol.errors import NotFound
from frisket_protocol.raster import Frame

CHOICE = Choice(Recipe("r", "", "", ("box",), ("s",), ("m",)), "s", "m", "", "")


def found(nbytes: int) -> Found:
    return Found(np.zeros((1, nbytes), np.uint8), 1.0)


def test_a_mask_is_found_by_its_id() -> None:
    masks, mask, frame = KeptMasks(), found(10), Frame(3, 4, 2)
    one = masks.get(masks.keep(mask, frame, CHOICE))
    assert (one.found, one.frame, one.choice) == (mask, frame, CHOICE)


def test_the_least_recently_used_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 30)
    masks = KeptMasks()
    first, second, third = (masks.keep(found(10), Frame(), CHOICE) for _ in range(3))
    masks.get(first)
    fourth = masks.keep(found(10), Frame(), CHOICE)
    assert {masks.get(id).found.nbytes for id in (first, third, fourth)} == {10}
    with pytest.raises(NotFound, match="any more"):
        masks.get(second)


def test_one_mask_is_kept_however_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 30)
    masks = KeptMasks()
    small = masks.keep(found(10), Frame(), CHOICE)
    large = masks.keep(found(100), Frame(), CHOICE)
    assert masks.get(large).found.nbytes == 100
    with pytest.raises(NotFound):
        masks.get(small)


def test_no_id_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 10)
    masks = KeptMasks()
    assert len({masks.keep(found(10), Frame(), CHOICE) for _ in range(5)}) == 5
