"""Several detectors that answer one prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from frisket.journey.detecting import Detectors
from frisket.models.base import Detection, Image, Unwatched, Watch
from frisket.models.detect.vocabulary import classes_asked
from frisket_protocol import Box

PICTURE = np.zeros((4, 4, 3), np.uint8)


@dataclass
class Knowing:
    """Sees one of each thing that it knows, with a score of its own."""

    name: str
    vocabulary: frozenset[str] | None
    score: float = 0.5
    asked: list[list[str]] = field(default_factory=list)

    def detect(
        self, image: Image, phrases: Sequence[str], watch: Watch, threshold: float = 0.0
    ) -> list[Detection]:
        self.asked.append(list(phrases))
        named = dict(enumerate(sorted(self.vocabulary or ())))
        return [
            Detection(Box(0, 0, 1, 1), self.score, named[number], phrase)
            for number, phrase in classes_asked(phrases, named).items()
            if self.score >= threshold
        ]


def two() -> tuple[Knowing, Knowing, Detectors]:
    faces = Knowing("faces", frozenset({"face", "person"}))
    hands = Knowing("hands", frozenset({"hand", "person"}), 0.9)
    return faces, hands, Detectors([faces, hands])


def test_a_word_goes_to_the_one_that_knows_it() -> None:
    faces, hands, both = two()
    found = both.detect(PICTURE, ["a hand", "faces"], Unwatched())
    assert [(one.label, one.phrase) for one in found] == [("hand", "a hand"), ("face", "faces")]
    assert (faces.asked, hands.asked) == ([["faces"]], [["a hand"]])
    assert both.vocabulary == {"face", "hand", "person"}


def test_what_both_know_the_first_one_answers() -> None:
    faces, hands, both = two()
    assert len(both.detect(PICTURE, ["people"], Unwatched())) == 1
    assert (faces.asked, hands.asked) == ([["people"]], [])


def test_without_words_each_is_asked_for_all_that_it_knows() -> None:
    _, _, both = two()
    assert len(both.detect(PICTURE, [], Unwatched())) == 4


def test_a_threshold_counts_for_each() -> None:
    _, _, both = two()
    found = both.detect(PICTURE, ["face", "hand"], Unwatched(), 0.6)
    assert [one.label for one in found] == ["hand"]


def test_a_word_that_none_knows_finds_nothing() -> None:
    assert two()[2].detect(PICTURE, ["fox"], Unwatched()) == []
