"""The cache of embeddings."""

from __future__ import annotations

from dataclasses import dataclass

from frisket.journey.embeddings import Embeddings


@dataclass
class Sized:
    nbytes: int


def test_an_embedding_is_made_once() -> None:
    embeddings = Embeddings(100)
    first = embeddings.get((b"a", "m"), lambda: Sized(10))
    assert embeddings.get((b"a", "m"), lambda: Sized(10)) is first


def test_segmenters_do_not_share() -> None:
    embeddings = Embeddings(100)
    first = embeddings.get((b"a", "m"), lambda: Sized(10))
    assert embeddings.get((b"a", "n"), lambda: Sized(10)) is not first


def test_the_least_recently_used_goes_first() -> None:
    embeddings = Embeddings(30)
    kept = embeddings.get((b"a", "m"), lambda: Sized(10))
    gone = embeddings.get((b"b", "m"), lambda: Sized(10))
    embeddings.get((b"a", "m"), lambda: Sized(10))
    embeddings.get((b"c", "m"), lambda: Sized(20))
    assert embeddings.get((b"a", "m"), lambda: Sized(0)) is kept
    assert embeddings.get((b"b", "m"), lambda: Sized(0)) is not gone


def test_one_that_has_grown_counts_with_its_new_size() -> None:
    embeddings = Embeddings(30)
    embeddings.get((b"a", "m"), lambda: Sized(10)).nbytes = 25
    embeddings.get((b"b", "m"), lambda: Sized(10))
    assert embeddings.nbytes == 10


def test_one_that_is_larger_than_the_budget_is_still_served() -> None:
    embeddings = Embeddings(30)
    assert embeddings.get((b"a", "m"), lambda: Sized(99)).nbytes == 99


def test_clear_takes_one_segmenters_or_all() -> None:
    embeddings = Embeddings(100)
    embeddings.get((b"a", "m"), lambda: Sized(10))
    embeddings.get((b"a", "n"), lambda: Sized(20))
    embeddings.clear("m")
    assert embeddings.nbytes == 20
    embeddings.clear()
    assert embeddings.nbytes == 0
