"""One suite that every model passes, whatever it is made of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from frisket.models import registry
from frisket.models.base import Candidate, ObjectPrompt, Soft, Unwatched
from frisket_protocol import Box, Point, Watch
from frisket_protocol.errors import Cancelled

CARDS = registry.cards("fake")
SIZES = [(120, 160), (1, 1), (1, 4000), (4000, 1), (3, 2)]


def scene(height: int, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A bright box in the middle of a dark ground, a little noisy; HxWx3 uint8 RGB."""
    noise = np.random.default_rng(7).integers(0, 12, (height, width, 3))
    picture = np.full((height, width, 3), (40, 60, 90)) + noise
    inside = picture[height // 4 : -(-3 * height // 4), width // 4 : -(-3 * width // 4)]
    inside[:] = np.array((210, 170, 60)) + noise[: inside.shape[0], : inside.shape[1]]
    return picture.astype(np.uint8)


def prompts(height: int, width: int) -> dict[str, ObjectPrompt]:
    """Every kind of prompt, and the awkward ones."""
    box = Box(width / 5, height / 5, width * 4 / 5, height * 4 / 5)
    centre = Point(width / 2, height / 2)
    marks = np.zeros((height, width), np.uint8)
    marks[height // 2, width // 2] = 255
    marks[0, 0] = 64
    rough = np.zeros((height, width), np.uint8)
    rough[height // 5 : height * 4 // 5 + 1, width // 5 : width * 4 // 5 + 1] = 255
    return {
        "box": ObjectPrompt(box=box),
        "click": ObjectPrompt(points=(centre,)),
        "clicks": ObjectPrompt(points=(centre, Point(0.5, 0.5, inside=False))),
        "only off": ObjectPrompt(points=(Point(0.5, 0.5, inside=False),)),
        "click outside the picture": ObjectPrompt(points=(Point(width + 50, -50),)),
        "scribble": ObjectPrompt(scribble=marks),
        "empty scribble": ObjectPrompt(scribble=np.zeros_like(marks)),
        "rough": ObjectPrompt(rough=rough),
        "empty rough": ObjectPrompt(rough=np.zeros_like(rough)),
        "full rough": ObjectPrompt(rough=np.full_like(rough, 255)),
        "subject": ObjectPrompt(),
        "box and click": ObjectPrompt(box=box, points=(centre,)),
        "box and scribble": ObjectPrompt(box=box, scribble=marks),
        "rough and clicks": ObjectPrompt(rough=rough, points=(centre,)),
        "everything": ObjectPrompt(box, (centre,), marks, rough),
        "box beyond the picture": ObjectPrompt(box=Box(-50, -50, width + 50, height + 50)),
        "box outside the picture": ObjectPrompt(box=Box(width + 5, 5, width + 9, 9)),
        "box of nearly nothing": ObjectPrompt(box=Box(width / 2, height / 2, width / 2 + 0.2, 9e3)),
    }


@pytest.fixture(scope="module", params=[c.name for c in CARDS.values() if c.role == "segment"])
def segmenter(request: pytest.FixtureRequest) -> Any:
    return CARDS[request.param].build()


@pytest.fixture(scope="module", params=[c.name for c in CARDS.values() if c.role == "matte"])
def matter(request: pytest.FixtureRequest) -> Any:
    return CARDS[request.param].build()


@pytest.fixture(scope="module", params=[c.name for c in CARDS.values() if c.role == "detect"])
def detector(request: pytest.FixtureRequest) -> Any:
    return CARDS[request.param].build()


def is_soft(mask: Soft, height: int, width: int) -> bool:
    return mask.shape == (height, width) and mask.dtype == np.uint8


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", prompts(2, 2))
def test_a_segmenter_answers_every_prompt_on_every_picture(
    segmenter: Any, kind: str, size: tuple[int, int]
) -> None:
    embedding = segmenter.embed(scene(*size), Unwatched())
    (candidates,) = segmenter.segment(embedding, [prompts(*size)[kind]], Unwatched())
    assert 1 <= len(candidates) <= 3
    for candidate in candidates:
        assert isinstance(candidate, Candidate)
        assert is_soft(candidate.mask, *size)
        assert 0 <= candidate.score <= 1
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("kind", ["box", "click", "scribble", "rough", "subject"])
def test_a_segmenter_finds_the_middle_and_not_the_corner(segmenter: Any, kind: str) -> None:
    embedding = segmenter.embed(scene(120, 160), Unwatched())
    ((best, *_),) = segmenter.segment(embedding, [prompts(120, 160)[kind]], Unwatched())
    assert best.mask[60, 80] == 255
    assert best.mask[2, 157] == 0


def test_several_prompts_are_answered_as_one_by_one(segmenter: Any) -> None:
    asked = [prompts(120, 160)[kind] for kind in ("box", "clicks", "rough")]
    together = segmenter.segment(segmenter.embed(scene(120, 160), Unwatched()), asked, Unwatched())
    embedding = segmenter.embed(scene(120, 160), Unwatched())
    alone = [segmenter.segment(embedding, [prompt], Unwatched())[0] for prompt in asked]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one[0].mask, other[0].mask)


def test_a_segmenter_neither_changes_nor_depends_on_what_it_was_given(segmenter: Any) -> None:
    picture = scene(120, 160)
    kept = picture.copy()
    embedding = segmenter.embed(picture, Unwatched())
    prompt = [prompts(120, 160)["box"]]
    ((first, *_),) = segmenter.segment(embedding, prompt, Unwatched())
    ((second, *_),) = segmenter.segment(embedding, prompt, Unwatched())
    np.testing.assert_array_equal(first.mask, second.mask)
    np.testing.assert_array_equal(picture, kept)


def test_an_embedding_says_how_much_it_holds(segmenter: Any) -> None:
    embedding = segmenter.embed(scene(120, 160), Unwatched())
    segmenter.segment(embedding, [prompts(120, 160)["box"]], Unwatched())
    assert embedding.nbytes > 0


def test_a_cancelled_segmenter_stops_and_its_embedding_lives(segmenter: Any) -> None:
    embedding = segmenter.embed(scene(120, 160), Unwatched())
    prompt = [prompts(120, 160)["box"]]
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        segmenter.segment(embedding, prompt, watch)
    fresh = segmenter.embed(scene(120, 160), Unwatched())
    ((after, *_),) = segmenter.segment(embedding, prompt, Unwatched())
    ((expected, *_),) = segmenter.segment(fresh, prompt, Unwatched())
    np.testing.assert_array_equal(after.mask, expected.mask)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_matter_answers_on_every_picture(matter: Any, size: tuple[int, int]) -> None:
    for mask in (prompts(*size)["rough"].rough, np.zeros(size, np.uint8)):
        alpha = matter.matte(scene(*size), mask, Unwatched())
        assert is_soft(alpha, *size)


def test_a_matter_leaves_what_is_far_from_the_edge(matter: Any) -> None:
    mask = np.zeros((120, 160), np.uint8)
    mask[30:90, 40:120] = 255
    alpha = matter.matte(scene(120, 160), mask, Unwatched())
    assert alpha[60, 80] == 255
    assert alpha[2, 2] == 0


def test_a_cancelled_matter_stops(matter: Any) -> None:
    watch = Watch()
    watch.cancel()
    mask = prompts(120, 160)["rough"].rough
    with pytest.raises(Cancelled):
        matter.matte(scene(120, 160), mask, watch)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_detector_finds_boxes_in_the_picture_best_first(
    detector: Any, size: tuple[int, int]
) -> None:
    picture = scene(*size)
    picture[: max(1, size[0] // 2), : max(1, size[1] // 2)] = (255, 0, 0)
    found = detector.detect(picture, ["red"], Unwatched())
    assert found
    assert all(0 <= one.box.x0 < one.box.x1 <= size[1] for one in found)
    assert all(0 <= one.box.y0 < one.box.y1 <= size[0] for one in found)
    assert all(0 <= one.score <= 1 and one.phrase == "red" for one in found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_a_detector_that_sees_nothing_says_so(detector: Any) -> None:
    assert detector.detect(scene(20, 20), ["zebra"], Unwatched()) == []
