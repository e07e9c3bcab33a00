"""Masks that may yet be refined: found by their ids until newer ones need the room."""

from __future__ import annotations

import numpy as np
import pytest

from frisket.journey import kept
from frisket.journey.choosing import Choice
from frisket.journey.found import Found
from frisket.journey.kept import Kept, KeptMasks
from frisket.journey.recipes import Recipe
from frisket_protocol.errors import NotFound
from frisket_protocol.raster import Frame

CHOICE = Choice(Recipe("r", "", "", ("box",), ("s",), ("m",)), "s", "m", "", "")


def found(nbytes: int) -> Found:
    return Found(np.full((1, nbytes), 255, np.uint8), 1.0)


def test_a_mask_is_found_by_its_id() -> None:
    masks, mask, frame = KeptMasks(), found(10), Frame(3, 4, 2)
    one = masks.get(masks.keep(Kept(mask, frame, CHOICE)))
    assert (one.frame, one.choice) == (frame, CHOICE)
    np.testing.assert_array_equal(one.found.mask, mask.mask)


def test_all_of_a_mask_comes_back_and_what_was_left_out_of_it() -> None:
    random = np.random.default_rng(0)
    planes = []
    for top in range(3):
        plane = np.zeros((40, 60), np.uint8)
        plane[top + 3 : 20, 5 : 30 + top] = random.integers(0, 256, (17 - top, 25 + top))
        planes.append(plane)
    nothing = np.zeros((40, 60), np.uint8)
    for whole in (*planes, nothing):
        put = Found(whole, 0.5, "fox", left_out=planes[1], before=planes[2], notes=("note",))
        masks = KeptMasks()
        got = masks.get(masks.keep(Kept(put, Frame(), CHOICE))).found
        assert (got.score, got.label, got.notes) == (0.5, "fox", ("note",))
        for one, other in ((got.mask, whole), (got.left_out, planes[1]), (got.before, planes[2])):
            np.testing.assert_array_equal(one, other)


def test_a_thousand_small_things_are_kept() -> None:
    masks, ids = KeptMasks(), []
    for number in range(1000):
        plane = np.zeros((768, 1024), np.uint8)
        plane[number % 700 :][:20, :20] = 255
        ids.append(masks.keep(Kept(Found(plane, 1.0), Frame(), CHOICE)))
    assert all(masks.get(id).found.mask.any() for id in ids)


def test_the_least_recently_used_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 30)
    masks = KeptMasks()
    first, second, third = (masks.keep(Kept(found(10), Frame(), CHOICE)) for _ in range(3))
    masks.get(first)
    fourth = masks.keep(Kept(found(10), Frame(), CHOICE))
    assert {masks.get(id).found.mask.nbytes for id in (first, third, fourth)} == {10}
    with pytest.raises(NotFound, match="any more"):
        masks.get(second)


def test_one_mask_is_kept_however_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 30)
    masks = KeptMasks()
    small = masks.keep(Kept(found(10), Frame(), CHOICE))
    large = masks.keep(Kept(found(100), Frame(), CHOICE))
    assert masks.get(large).found.mask.nbytes == 100
    with pytest.raises(NotFound):
        masks.get(small)


def test_no_id_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 10)
    masks = KeptMasks()
    assert len({masks.keep(Kept(found(10), Frame(), CHOICE)) for _ in range(5)}) == 5
