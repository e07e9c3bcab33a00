"""One suite that every model passes, whatever it is made of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from frisket.models.base import Candidate, ObjectPrompt, Soft, Unwatched
from frisket.models.files import registry
from frisket.models.files.cards import ModelCard
from frisket.models.pool import Pool
from frisket_protocol import Box, Point, Watch
from frisket_protocol.errors import Cancelled
from tiny import families, install

BUILT_IN = [card for card in registry.cards("fake").values() if not card.has_files]
ROLES = ("detect", "segment", "matte")
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


def cards(role: str) -> list[Any]:
    """Every kind of model in that role, as parameters with readable names."""
    every = [*(card for card in BUILT_IN if card.role == role), *families(role)]
    return [pytest.param(card, id=card.name) for card in every]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def built(card: ModelCard, cache: Path) -> Any:
    return card.build(install(card, cache) if card.has_files else None)


@pytest.mark.parametrize(
    "card", [pytest.param(one, id=one.name) for role in ROLES for one in families(role)]
)
def test_the_numbers_on_a_gpu_are_those_that_the_pool_reckons_with(
    card: ModelCard, cache: Path
) -> None:
    place = Pool({}, "cuda", 1).place_of(card)
    folder = install(card, cache)
    share = card.build(folder, replace(place, device="cpu")).nbytes / card.build(folder).nbytes
    assert share == pytest.approx(1 if place.dtype == "float32" else 0.5, abs=0.05)


BIREFNET = next(card for card in families("matte") if card.name.startswith("birefnet"))


@pytest.fixture(scope="module", params=[*cards("segment"), pytest.param(BIREFNET, id="birefnet")])
def segmenter(request: pytest.FixtureRequest, cache: Path) -> Any:
    return built(request.param, cache)


@pytest.fixture(scope="module", params=cards("matte"))
def matter(request: pytest.FixtureRequest, cache: Path) -> Any:
    return built(request.param, cache)


@pytest.fixture(scope="module", params=cards("detect"))
def detector(request: pytest.FixtureRequest, cache: Path) -> Any:
    return built(request.param, cache)


def kinds(prompt: ObjectPrompt) -> set[str]:
    """What a segmenter has to understand to be asked this."""
    there = {
        "box": prompt.box is not None,
        "points": bool(prompt.points),
        "scribble": prompt.scribble is not None,
        "rough": prompt.rough is not None,
    }
    return {kind for kind, present in there.items() if present} or {"subject"}


def is_soft(mask: Soft, height: int, width: int) -> bool:
    return mask.shape == (height, width) and mask.dtype == np.uint8


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("kind", prompts(2, 2))
def test_a_segmenter_answers_every_prompt_on_every_picture(
    segmenter: Any, kind: str, size: tuple[int, int]
) -> None:
    prompt = prompts(*size)[kind]
    embedding = segmenter.embed(scene(*size), Unwatched())
    (candidates,) = segmenter.segment(embedding, [prompt], Unwatched())
    assert 1 <= len(candidates) <= 3
    for candidate in candidates:
        assert isinstance(candidate, Candidate)
        assert is_soft(candidate.mask, *size)
        assert 0 <= candidate.score <= 1
    scores = [candidate.score for candidate in candidates]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("kind", ["box", "click", "scribble", "rough", "subject"])
@pytest.mark.parametrize("name", ["classic", "fake"])
def test_a_segmenter_finds_the_middle_and_not_the_corner(name: str, kind: str) -> None:
    segmenter = next(card for card in BUILT_IN if card.name == name).build()
    embedding = segmenter.embed(scene(120, 160), Unwatched())
    ((best, *_),) = segmenter.segment(embedding, [prompts(120, 160)[kind]], Unwatched())
    assert best.mask[60, 80] == 255
    assert best.mask[2, 157] == 0


def test_several_prompts_are_answered_as_one_by_one(segmenter: Any) -> None:
    every = [prompts(120, 160)[kind] for kind in ("box", "clicks", "rough", "subject", "box")]
    asked = [prompt for prompt in every if kinds(prompt) <= segmenter.understands]
    together = segmenter.segment(segmenter.embed(scene(120, 160), Unwatched()), asked, Unwatched())
    embedding = segmenter.embed(scene(120, 160), Unwatched())
    alone = [segmenter.segment(embedding, [prompt], Unwatched())[0] for prompt in asked]
    for one, other in zip(together, alone, strict=True):
        # Matrices of other sizes round differently: at most a step of 255 in a few pixels.
        apart = np.abs(one[0].mask.astype(int) - other[0].mask)
        assert np.count_nonzero(apart > 1) <= 0.001 * apart.size


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


def colours(height: int, width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The scene with its upper left quarter in plain red."""
    picture = scene(height, width)
    picture[: max(1, height // 2), : max(1, width // 2)] = (255, 0, 0)
    return picture


def phrases(detector: Any) -> list[str]:
    """Words that the detector knows."""
    return ["red", "cat"] if detector.vocabulary is None else sorted(detector.vocabulary)[:2]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_a_detectors_boxes_lie_in_the_picture_best_first(
    detector: Any, size: tuple[int, int]
) -> None:
    asked = phrases(detector)
    found = detector.detect(colours(*size), asked, Unwatched())
    assert all(0 <= one.box.x0 < one.box.x1 <= size[1] for one in found)
    assert all(0 <= one.box.y0 < one.box.y1 <= size[0] for one in found)
    assert all(0 <= one.score <= 1 and one.phrase in asked for one in found)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_the_fake_detector_finds_red() -> None:
    detector = next(card for card in BUILT_IN if card.role == "detect").build()
    (found,) = detector.detect(colours(120, 160), ["red"], Unwatched())
    assert found.box == Box(0, 0, 80, 60)


def test_a_detector_answers_the_same_twice_and_leaves_the_picture_alone(detector: Any) -> None:
    picture = colours(120, 160)
    kept = picture.copy()
    asked = phrases(detector)
    first = detector.detect(picture, asked, Unwatched())
    assert detector.detect(picture, asked, Unwatched()) == first
    np.testing.assert_array_equal(picture, kept)


def test_without_phrases_only_a_closed_detector_finds_anything(detector: Any) -> None:
    found = detector.detect(colours(120, 160), [], Unwatched())
    assert found == [] or detector.vocabulary is not None
    assert all(one.phrase == "" for one in found)


def test_a_threshold_takes_the_place_of_the_models_own(detector: Any) -> None:
    """No box scores below it, and one that is lower finds no less."""
    asked, picture = phrases(detector), colours(120, 160)
    counts = []
    for threshold in (0.01, 0.3, 0.999):
        found = detector.detect(picture, asked, Unwatched(), threshold)
        assert all(one.score >= threshold for one in found)
        counts.append(len(found))
    assert counts == sorted(counts, reverse=True)


def test_a_cancelled_detector_stops(detector: Any) -> None:
    watch = Watch()
    watch.cancel()
    with pytest.raises(Cancelled):
        detector.detect(colours(120, 160), phrases(detector), watch)


def test_a_detector_that_sees_nothing_says_so() -> None:
    detector = next(card for card in BUILT_IN if card.role == "detect").build()
    assert detector.detect(scene(20, 20), ["zebra"], Unwatched()) == []
