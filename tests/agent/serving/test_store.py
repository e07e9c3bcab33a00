"""Uploaded images: budget, order of leaving, and buffers that are used again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.serving.store import PAGES, BufferPool, ImageStore, Stored
from frisket_protocol import Frame
from frisket_protocol.errors import NotFound, ResourceExhausted


def image(store: ImageStore, name: bytes, size: int = 100) -> Stored:
    store.reserve(size)
    store.release(size)
    stored = Stored(size, 1, "gray8", name, store.pool.take(size))
    store.add(stored)
    return stored


def test_an_image_is_found_by_its_hash() -> None:
    store = ImageStore(1000)
    assert store.get(image(store, b"a").sha256).width == 100


def test_an_unknown_image_is_not_found_and_may_be_sent_again() -> None:
    with pytest.raises(NotFound) as refused:
        ImageStore(1000).get(b"a")
    assert (refused.value.wire_code, refused.value.retry) == ("not_found.image", "now")


def test_the_least_recently_used_makes_room() -> None:
    store = ImageStore(250)
    image(store, b"a")
    image(store, b"b")
    store.get(b"a")
    image(store, b"c")
    assert b"a" in store
    assert b"b" not in store


def test_what_can_never_fit_is_refused_before_others_go() -> None:
    store = ImageStore(250)
    image(store, b"a")
    with pytest.raises(ResourceExhausted, match="smaller scale"):
        store.reserve(300)
    assert b"a" in store


def test_uploads_under_way_count() -> None:
    store = ImageStore(250)
    store.reserve(200)
    with pytest.raises(ResourceExhausted):
        store.reserve(100)
    store.release(200)
    store.reserve(100)


def test_the_raster_of_an_image_is_not_hashed_again() -> None:
    store = ImageStore(1000)
    assert image(store, b"name").raster(Frame()).sha256 == b"name"


def test_a_buffer_is_used_again_once_nothing_looks_at_it() -> None:
    pool = BufferPool()
    view = pool.take(PAGES)
    view[0] = 77
    del view
    assert pool.take(PAGES)[0] == 77


def test_a_buffer_with_an_array_on_it_is_left_alone() -> None:
    pool = BufferPool()
    view = pool.take(PAGES)
    array = np.frombuffer(view, np.uint8)
    del view
    pool.take(PAGES)[:] = b"\xff" * PAGES
    assert not array.any()


def test_small_images_take_no_page_each() -> None:
    pool = BufferPool()
    assert len(pool.take(100)) == 100
    assert not pool._buffers


def test_the_number_of_images_is_bounded_too() -> None:
    store = ImageStore(10**6)
    for number in range(1100):
        image(store, str(number).encode(), 1)
    assert len(store) == 1024


def test_no_more_than_a_few_buffers_are_spare() -> None:
    pool = BufferPool()
    views = [pool.take(PAGES) for _ in range(5)]
    views.clear()
    kept = pool.take(PAGES)
    assert len(kept) == PAGES
    assert len(pool._buffers) == 3


def test_nobody_loses_a_picture_to_one_who_holds_more() -> None:
    store = ImageStore(1000)
    for name in (b"a", b"b"):
        store.reserve(100, "small")
        store.release(100, "small")
        store.add(Stored(100, 1, "gray8", name, store.pool.take(100)), "small")
    store.reserve(400, "greedy")
    store.reserve(400, "greedy")
    with pytest.raises(ResourceExhausted):
        store.reserve(200, "greedy")
    assert (b"a" in store, b"b" in store) == (True, True)


def test_who_holds_most_makes_room() -> None:
    store = ImageStore(1000)
    for number in range(9):
        store.add(Stored(100, 1, "gray8", bytes([number]), store.pool.take(100)), "greedy")
    store.reserve(300, "small")
    assert [bytes([number]) in store for number in range(9)] == [False] * 2 + [True] * 7


def test_what_nobody_connected_has_sent_goes_first() -> None:
    store = ImageStore(1000)
    for owner in ("gone", "here"):
        store.add(Stored(400, 1, "gray8", owner.encode(), store.pool.take(400)), owner)
    store.disown("gone")
    store.reserve(300, "new")
    assert (b"gone" in store, b"here" in store) == (False, True)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 700), st.booleans()), max_size=60))
def test_the_budget_holds_whatever_comes(steps: list[tuple[int, int, bool]]) -> None:
    store = ImageStore(1000)
    reserved = 0
    for number, (owner, size, arrives) in enumerate(steps):
        try:
            store.reserve(size, owner)
        except ResourceExhausted:
            continue
        reserved += size
        if arrives:
            store.release(size, owner)
            reserved -= size
            store.add(Stored(size, 1, "gray8", bytes([number]), memoryview(bytes(size))), owner)
        assert store.nbytes + reserved <= 1000
