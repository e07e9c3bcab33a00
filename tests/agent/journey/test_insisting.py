"""Answers against a click: another answer, a second question, or a part by colour that is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frisket.images import Picture
from frisket.journey.embeddings import Embeddings
from frisket.journey.insisting import insisted
from frisket.models.base import Candidate, ObjectPrompt, Soft, Unwatched, Watch
from frisket.models.fake import FakeEmbedding, FakeSegmenter
from frisket_protocol import Frame, Point

SIZE = 120
HOLE = Point(60, 60, inside=False)
LEFT = Point(15, 60)


def disc(x: float, radius: float) -> Soft:
    rows, columns = np.ogrid[:SIZE, :SIZE]
    there = (columns + 0.5 - x) ** 2 + (rows + 0.5 - 60) ** 2 <= radius**2
    return np.where(there, 255, 0).astype(np.uint8)


WITHOUT_HOLE = disc(60, 50)
WITH_HOLE = np.minimum(WITHOUT_HOLE, 255 - disc(60, 12)).astype(np.uint8)
ELSEWHERE = disc(15, 12)


class Stubborn(FakeSegmenter):
    """Answers to a rough selection with what it was made with, whatever else is asked."""

    def __init__(self, again: Soft) -> None:
        self.again = again
        self.asked: list[ObjectPrompt] = []

    def segment(
        self, embedding: FakeEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        self.asked += prompts
        return [[Candidate(self.again, 0.7)] for _ in prompts]


def picture() -> Picture:
    pixels: NDArray[np.uint8] = np.full((SIZE, SIZE, 3), 90, np.uint8)
    pixels[52:68, 52:68] = (200, 20, 20)
    return Picture(pixels, Frame(100, 0, 2), b"key")


def answered(
    model: Stubborn, *masks: Soft, points: tuple[Point, ...] = (LEFT, HOLE)
) -> tuple[list[Candidate], tuple[str, ...]]:
    answer = [Candidate(mask, 0.9) for mask in masks]
    prompt = ObjectPrompt(points=points)
    return insisted(picture(), prompt, answer, model, Embeddings(1 << 20), Unwatched())


def test_an_answer_that_obeys_stays_and_nothing_is_asked_or_told() -> None:
    model = Stubborn(ELSEWHERE)
    found, notes = answered(model, WITH_HOLE, WITHOUT_HOLE)
    np.testing.assert_array_equal(found[0].mask, WITH_HOLE)
    assert (model.asked, notes) == ([], ())


def test_another_answer_that_obeys_comes_first() -> None:
    model = Stubborn(ELSEWHERE)
    found, notes = answered(model, WITHOUT_HOLE, WITH_HOLE)
    np.testing.assert_array_equal(found[0].mask, WITH_HOLE)
    assert (len(found), model.asked, notes) == (1, [], ())


def test_another_answer_of_something_else_does_not() -> None:
    found, notes = answered(Stubborn(WITHOUT_HOLE), WITHOUT_HOLE, ELSEWHERE)
    assert found[0].mask[60, 60] == 0
    assert found[0].mask[60, 95] == 255
    assert notes


def test_a_second_question_has_the_first_answer_as_a_rough_selection() -> None:
    model = Stubborn(WITH_HOLE)
    found, notes = answered(model, WITHOUT_HOLE)
    np.testing.assert_array_equal(found[0].mask, WITH_HOLE)
    assert notes == ()
    (asked,) = model.asked
    assert asked.points == (LEFT, HOLE)
    assert asked.rough is not None
    assert asked.rough[60, 60] == 0


def test_a_stubborn_model_is_corrected_by_colour_and_that_is_told() -> None:
    found, (note,) = answered(Stubborn(WITHOUT_HOLE), WITHOUT_HOLE)
    changed = found[0].mask != WITHOUT_HOLE
    assert changed[52:68, 52:68].sum() == changed.sum() > 4
    assert note.startswith("Click 2 (−): it could only be obeyed")


def test_a_click_on_nothing_makes_a_part_and_says_so() -> None:
    nothing = np.zeros((SIZE, SIZE), np.uint8)
    found, notes = answered(Stubborn(nothing), nothing, points=(LEFT,))
    assert found[0].mask[60, 15] == 255
    assert notes


def test_without_clicks_nothing_changes() -> None:
    found, notes = answered(Stubborn(ELSEWHERE), WITHOUT_HOLE, ELSEWHERE, points=())
    assert (len(found), notes) == (2, ())
