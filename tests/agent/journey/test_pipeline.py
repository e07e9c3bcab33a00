"""The journey from a prompt to masks, with models whose answers can be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from frisket.images import Picture
from frisket.journey import pipeline
from frisket.journey.embeddings import Embeddings
from frisket.journey.found import A_GUESS, IN_BOX, SOME_IN_BOX, Found
from frisket.journey.pipeline import Models, Wanted
from frisket.models.base import Candidate, Instance, ObjectPrompt, Unwatched, Watch
from frisket.models.fake import FakeDetector, FakeEmbedding, FakeSegmenter
from frisket_protocol import Box, Exemplar, Frame, Point, Prompt
from frisket_protocol.errors import FailedPrecondition
from pictures_of import plain

RED, BLUE = (255, 0, 0), (0, 0, 255)
TWO = plain(200, 150, (Box(10, 10, 50, 60), RED), (Box(120, 20, 180, 120), RED))
WORDS = Models(FakeSegmenter(), FakeDetector())


class Concepts(FakeSegmenter):
    """Finds the half of the picture that a phrase names, and what exemplars show."""

    def find(
        self,
        embedding: FakeEmbedding,
        phrases: Sequence[str],
        exemplars: Sequence[tuple[Box, bool]],
        watch: Watch,
        threshold: float = 0.0,
    ) -> list[Instance]:
        watch.step("segment")
        left = np.zeros((embedding.height, embedding.width), np.uint8)
        left[:, : embedding.width // 2] = 255
        halves = {"west": left, "east": 255 - left}
        found = [Instance(halves[phrase], 0.9, phrase) for phrase in phrases if phrase in halves]
        found += [Instance(left, 0.5, "") for _, inside in exemplars if inside]
        return [one for one in found if one.score >= threshold]


class Blind(FakeSegmenter):
    """Sees nothing at all, wherever it is asked."""

    def segment(
        self, embedding: FakeEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        nothing = np.zeros((embedding.height, embedding.width), np.uint8)
        return [[Candidate(nothing, 0.1)] for _ in prompts]


def picture(rgb: np.ndarray = TWO, frame: Frame = Frame()) -> Picture:  # type: ignore[type-arg]
    return Picture(rgb, frame, rgb.tobytes()[:32])


def segment(prompt: Prompt, models: Models = WORDS, **wanted: object) -> list[Found]:
    asked = Wanted(prompt, **wanted)  # type: ignore[arg-type]
    return pipeline.segment(picture(), asked, models, Embeddings(1000), Unwatched())


def test_words_find_every_thing_the_surest_first() -> None:
    found = segment(Prompt("red"))
    assert [int(np.count_nonzero(one.mask)) for one in found] == [60 * 100, 40 * 50]
    assert [(one.object, one.phrase) for one in found] == [(0, "red"), (1, "red")]


def test_words_pick_one_of_several() -> None:
    (found,) = segment(Prompt("the left red"))
    assert found.mask[30, 30] == 255
    assert found.mask[50, 150] == 0


def test_words_in_a_box_look_only_there() -> None:
    (found,) = segment(Prompt("red", boxes=(Box(100, 0, 200, 150),)))
    assert found.mask[50, 150] == 255


def test_what_is_left_out_is_subtracted() -> None:
    rgb = plain(200, 150, (Box(10, 10, 90, 90), RED), (Box(40, 40, 60, 60), BLUE))
    asked = Wanted(Prompt("red, not blue"))
    (found,) = pipeline.segment(picture(rgb), asked, WORDS, Embeddings(1000), Unwatched())
    assert found.mask[20, 20] == 255
    assert found.mask[50, 50] == 0
    assert found.whole[50, 50] == 255


def test_everything_but_a_thing_is_the_rest_of_the_picture() -> None:
    (found,) = segment(Prompt("everything but the left red"))
    assert found.mask[30, 30] == 0
    assert np.count_nonzero(found.mask) == 200 * 150 - 40 * 50
    (found,) = segment(Prompt("everything but red", boxes=(Box(100, 0, 200, 150),)))
    assert np.count_nonzero(found.mask) == 100 * 150 - 60 * 100


def test_what_is_the_same_as_a_thing_that_is_left_out_leaves_no_crumbs() -> None:
    found = segment(Prompt("red, big red, not the left red"))
    assert [one.mask[30, 30] for one in found] == [0]
    assert not segment(Prompt("red, not big red"))


def test_an_answer_says_how_the_words_were_read() -> None:
    wanted = Wanted(Prompt("the left red, not the largest red"))
    answer = pipeline.answer(picture(), wanted, WORDS, Embeddings(1000), Unwatched())
    assert answer.reading == "leftmost of 2 'red'; left out: largest 'red'"
    assert len(answer.found) == 1
    nothing = Wanted(Prompt("green"))
    answer = pipeline.answer(picture(), nothing, WORDS, Embeddings(1000), Unwatched())
    assert (answer.found, answer.reading) == ([], "nothing called 'green' was found")


@pytest.mark.parametrize(("threshold", "count"), [(0.0, 2), (0.1, 1), (0.9, 0)])
def test_a_threshold_counts_before_anything_is_picked(threshold: float, count: int) -> None:
    """The patches cover 0.07 and 0.2 of the picture, which are their scores."""
    prompt = Prompt("all red on the left, all red on the right", threshold=threshold)
    answer = pipeline.answer(picture(), Wanted(prompt), WORDS, Embeddings(1000), Unwatched())
    assert len(answer.found) == count
    told = f"of {count} 'red'" if count else "nothing called 'red' was found"
    assert told in answer.reading
    assert [note.startswith("Nothing reached the threshold of 0.9") for note in answer.notes] == [
        True
    ] * (count == 0)


def test_clicks_at_which_a_model_sees_nothing_are_told() -> None:
    points = (Point(30, 30), Point(90, 90, inside=False))
    wanted = Wanted(Prompt(points=points))
    answer = pipeline.answer(picture(), wanted, Models(Blind()), Embeddings(1000), Unwatched())
    assert not answer.found
    assert answer.notes == ("Clicks 1 (+) and 2 (−): nothing was found there.",)


@pytest.mark.parametrize(("threshold", "count"), [(0.0, 3), (0.4, 2), (0.95, 0)])
def test_a_threshold_counts_for_clicks_too(threshold: float, count: int) -> None:
    prompt = Prompt(points=(Point(30, 30),), threshold=threshold)
    assert len(segment(prompt, Models(FakeSegmenter()), candidates=3)) == count


def test_words_without_a_model_for_them_are_refused() -> None:
    with pytest.raises(FailedPrecondition, match="does not read words"):
        segment(Prompt("fox"), Models(FakeSegmenter()))


def test_nothing_found_is_an_empty_list() -> None:
    assert segment(Prompt("green")) == []


def test_a_segmenter_of_concepts_needs_no_detector() -> None:
    (found,) = segment(Prompt("west, nowhere"), Models(Concepts()))
    assert found.phrase == "west"
    assert found.mask[:, :100].all()


def test_concepts_are_left_out_as_well() -> None:
    assert not segment(Prompt("west, not west"), Models(Concepts()))
    (found,) = segment(Prompt("west, not east"), Models(Concepts()))
    assert not found.mask[:, 100:].any()


def test_exemplars_speak_alone() -> None:
    prompt = Prompt(exemplars=(Exemplar(Box(0, 0, 9, 9)), Exemplar(Box(150, 0, 160, 9), False)))
    (found,) = segment(prompt, Models(Concepts()))
    assert found.score == 0.5


def test_everything_in_sight_overlaps_nowhere_much() -> None:
    found = segment(Prompt(everything=True), Models(FakeSegmenter()))
    assert len(found) > 4
    masks = [one.mask >= 128 for one in found]
    shared = [(a & b).sum() / (a | b).sum() for a in masks for b in masks if a is not b]
    assert max(shared) <= pipeline.SIGHT_IOU + 0.05


@pytest.mark.parametrize(
    ("order", "lefts"), [("score", [120, 10]), ("size", [120, 10]), ("left_to_right", [10, 120])]
)
def test_the_order_is_the_one_asked_for(order: str, lefts: list[int]) -> None:
    found = segment(Prompt("red"), order=order)
    assert [int(one.mask.any(axis=0).argmax()) for one in found] == lefts


def test_no_more_than_the_limit_are_returned() -> None:
    assert len(segment(Prompt("red"), limit=1)) == 1


class Doubting(FakeSegmenter):
    """Surer of one object than of the other."""

    scores = (0.9, 0.0)

    def segment(
        self, embedding: FakeEmbedding, prompts: Sequence[ObjectPrompt], watch: Watch
    ) -> list[list[Candidate]]:
        answers = super().segment(embedding, prompts, watch)
        return [
            [Candidate(one.mask, score) for one in answer]
            for answer, score in zip(answers, self.scores, strict=False)
        ]


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ((0.9, 0.9), ()),
        ((0.9, 0.0), (SOME_IN_BOX,)),
        ((0.0, 0.04), (IN_BOX,)),
    ],
)
def test_no_object_is_guessed_without_a_word(
    scores: tuple[float, float], told: tuple[str, ...]
) -> None:
    segmenter = Doubting()
    segmenter.scores = scores
    wanted = Wanted(Prompt(boxes=(Box(10, 10, 50, 60), Box(120, 20, 180, 120))))
    answer = pipeline.answer(picture(), wanted, Models(segmenter), Embeddings(1000), Unwatched())
    assert answer.notes == told


def test_a_box_is_advised_only_where_there_is_none() -> None:
    segmenter = Doubting()
    segmenter.scores = (0.0,)
    wanted = Wanted(Prompt(points=(Point(30, 30),)))
    answer = pipeline.answer(picture(), wanted, Models(segmenter), Embeddings(1000), Unwatched())
    assert answer.notes == (A_GUESS,)


def test_a_click_in_one_of_several_boxes_is_of_that_object() -> None:
    boxes, click = (Box(10, 10, 50, 60), Box(120, 20, 180, 120)), Point(130, 30)
    first, second = segment(Prompt(boxes=boxes, points=(click,)), Models(FakeSegmenter()))
    assert (first.clicks, second.clicks) == ((), (click,))
