"""The classical engine through its public contract."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from numpy.typing import NDArray

from classic_scenes import disc_scene, overlap, two_discs
from frisket.models.base import ObjectPrompt, Unwatched
from frisket.models.segment.classic.adapter import SegmentClassic
from frisket.models.segment.classic.embedding import ClassicEmbedding
from frisket_protocol.errors import Cancelled
from frisket_protocol.raster import Box, Point

WATCH = Unwatched()
HEIGHT, WIDTH = 120, 160
IMAGE, TRUTH = disc_scene(WIDTH, HEIGHT)
BOX = Box(39, 27, 105, 93)
INSIDE, OUTSIDE = Point(72.0, 50.0), Point(10.0, 10.0, inside=False)


def shifted_truth() -> NDArray[np.uint8]:
    return np.roll(TRUTH, (4, -3), (0, 1)).astype(np.uint8) * np.uint8(255)


def scribble() -> NDArray[np.uint8]:
    marks = np.zeros((HEIGHT, WIDTH), np.uint8)
    marks[53:56, 57:86] = 255
    marks[20:22, 26:120] = marks[99:101, 26:120] = 1
    marks[20:100, 26:28] = marks[20:100, 118:120] = 1
    return marks


PROMPTS = {
    "box": ObjectPrompt(box=BOX),
    "click": ObjectPrompt(points=(INSIDE,)),
    "clicks": ObjectPrompt(points=(INSIDE, OUTSIDE, Point(60.0, 63.0))),
    "scribble": ObjectPrompt(scribble=scribble()),
    "rough": ObjectPrompt(rough=shifted_truth()),
    "subject": ObjectPrompt(),
    "box and clicks": ObjectPrompt(box=BOX, points=(INSIDE, OUTSIDE)),
    "scribble and box": ObjectPrompt(box=BOX, scribble=scribble()),
    "rough and clicks": ObjectPrompt(rough=shifted_truth(), points=(INSIDE, OUTSIDE)),
}


def masks(
    image: NDArray[np.uint8], prompt: ObjectPrompt, embedding: ClassicEmbedding | None = None
) -> list[NDArray[np.uint8]]:
    engine = SegmentClassic()
    embedding = embedding or engine.embed(image, WATCH)
    return [found.mask for found in engine.segment(embedding, [prompt], WATCH)[0]]


@pytest.mark.parametrize("name", PROMPTS)
def test_a_disc_is_found(name: str) -> None:
    assert overlap(masks(IMAGE, PROMPTS[name])[0], TRUTH) > 0.93


@pytest.mark.parametrize("name", PROMPTS)
def test_masks_have_the_pictures_size_and_a_crisp_edge(name: str) -> None:
    for mask in masks(IMAGE, PROMPTS[name]):
        assert mask.dtype == np.uint8
        assert mask.shape == (HEIGHT, WIDTH)
        assert np.mean((mask > 0) & (mask < 255)) < 0.05


@pytest.mark.parametrize("name", PROMPTS)
def test_the_same_prompt_gives_the_same_bytes(name: str) -> None:
    first, second = masks(IMAGE, PROMPTS[name]), masks(IMAGE, PROMPTS[name])
    assert [mask.tobytes() for mask in first] == [mask.tobytes() for mask in second]


def test_earlier_prompts_do_not_change_an_answer() -> None:
    embedding = SegmentClassic().embed(IMAGE, WATCH)
    for prompt in PROMPTS.values():
        masks(IMAGE, prompt, embedding)
    clicks = PROMPTS["clicks"]
    assert masks(IMAGE, clicks, embedding)[0].tobytes() == masks(IMAGE, clicks)[0].tobytes()


def test_whoever_changes_a_mask_does_not_change_the_next_answer() -> None:
    embedding = SegmentClassic().embed(IMAGE, WATCH)
    masks(IMAGE, PROMPTS["click"], embedding)[0][:] = 7
    assert overlap(masks(IMAGE, PROMPTS["click"], embedding)[0], TRUTH) > 0.93


def test_candidates_differ_and_come_best_first() -> None:
    engine = SegmentClassic()
    found = engine.segment(engine.embed(IMAGE, WATCH), [PROMPTS["click"]], WATCH)[0]
    scores = [candidate.score for candidate in found]
    assert 1 <= len(found) <= 3
    assert scores == sorted(scores, reverse=True)
    assert len({candidate.mask.tobytes() for candidate in found}) == len(found)


def test_one_list_a_prompt_in_their_order() -> None:
    image, left, right = two_discs()
    engine = SegmentClassic()
    prompts = [ObjectPrompt(points=(Point(x, 80.0),)) for x in (53.0, 187.0)]
    found = engine.segment(engine.embed(image, WATCH), prompts, WATCH)
    assert overlap(found[0][0].mask, left) > 0.9
    assert overlap(found[1][0].mask, right) > 0.9


def test_a_click_agrees_with_the_mask_at_its_pixel() -> None:
    points = (INSIDE, Point(40.0, 40.0), Point(72.0, 61.0, inside=False))
    mask = masks(IMAGE, ObjectPrompt(points=points))[0]
    assert [int(mask[int(p.y), int(p.x)]) for p in points] == [255, 255, 0]


def test_a_further_click_leaves_what_is_far_away_alone() -> None:
    image, left, right = two_discs()
    embedding = SegmentClassic().embed(image, WATCH)
    both = ((left | right) * 255).astype(np.uint8)
    before = masks(image, ObjectPrompt(rough=both), embedding)[0]
    near_right = Point(187.0, 80.0, inside=False)
    after = masks(image, ObjectPrompt(rough=both, points=(near_right,)), embedding)[0]
    assert np.array_equal(after[:, :90], before[:, :90])
    assert not np.array_equal(after, before)


def test_two_clicks_apart_mean_a_thing_of_two_colours() -> None:
    image = IMAGE.copy()
    right = TRUTH & (np.arange(WIDTH) > 72)
    image[right] = (40, 60, 200)
    clicks = tuple(Point(x, 60.0) for x in (58.0, 88.0))
    assert overlap(masks(image, ObjectPrompt(points=clicks))[0], TRUTH) > 0.9


def test_a_correction_near_the_edge_stays_there_while_clicks_alone_are_given() -> None:
    embedding = SegmentClassic().embed(IMAGE, WATCH)
    before = masks(IMAGE, ObjectPrompt(points=(INSIDE,)), embedding)[0]
    edge = int(np.flatnonzero(before[60] > 127)[-1])
    clicks = INSIDE, Point(edge - 1.5, 60.5, inside=False)
    after = masks(IMAGE, ObjectPrompt(points=clicks), embedding)[0]
    assert np.array_equal(after[:, :60], before[:, :60])
    assert not np.array_equal(after, before)


def test_a_click_that_the_mask_agrees_with_changes_nothing() -> None:
    one, two = ObjectPrompt(points=(INSIDE,)), ObjectPrompt(points=(INSIDE, OUTSIDE))
    embedding = SegmentClassic().embed(IMAGE, WATCH)
    assert np.array_equal(masks(IMAGE, one, embedding)[0], masks(IMAGE, two, embedding)[0])


def test_only_clicks_outside_mean_the_subject_without_them() -> None:
    mask = masks(IMAGE, ObjectPrompt(points=(OUTSIDE,)))[0]
    assert overlap(mask, TRUTH) > 0.9


PICTURES = {
    "1x1": np.full((1, 1, 3), 90, np.uint8),
    "3x2": np.arange(18, dtype=np.uint8).reshape(2, 3, 3),
    "1x4000": np.tile(np.arange(250, dtype=np.uint8)[:, None], (16, 3)).reshape(1, 4000, 3),
    "4000x1": np.tile(np.arange(250, dtype=np.uint8)[:, None], (16, 3)).reshape(4000, 1, 3),
    "flat": np.full((60, 80, 3), 128, np.uint8),
    "black": np.zeros((40, 40, 3), np.uint8),
}


def odd_prompts(height: int, width: int) -> list[ObjectPrompt]:
    plane = np.zeros((height, width), np.uint8)
    spot = plane.copy()
    spot[height // 2, width // 2] = 255
    return [
        ObjectPrompt(),
        ObjectPrompt(box=Box(0, 0, width, height)),
        ObjectPrompt(box=Box(-50, -50, width + 50, height + 50)),
        ObjectPrompt(box=Box(width + 5, height + 5, width + 9, height + 9)),
        ObjectPrompt(box=Box(width / 2, height / 2, width / 2 + 1, height / 2 + 1)),
        ObjectPrompt(box=Box(5, 5, 5, 5)),
        ObjectPrompt(points=(Point(-10, 1e6), Point(width + 3, -2, inside=False))),
        ObjectPrompt(points=(Point(0.5, 0.5, inside=False),)),
        ObjectPrompt(points=(Point(0.5, 0.5), Point(0.5, 0.5, inside=False))),
        ObjectPrompt(scribble=plane),
        ObjectPrompt(scribble=plane + np.uint8(255)),
        ObjectPrompt(scribble=plane + np.uint8(1)),
        ObjectPrompt(scribble=spot),
        ObjectPrompt(rough=plane),
        ObjectPrompt(rough=plane + np.uint8(255)),
        ObjectPrompt(rough=spot, points=(Point(0.5, 0.5),), box=Box(0, 0, width, height)),
    ]


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("number", range(16))
def test_odd_pictures_and_prompts_have_an_answer(name: str, number: int) -> None:
    image = PICTURES[name]
    found = masks(image, odd_prompts(*image.shape[:2])[number])
    assert found
    assert all(mask.shape == image.shape[:2] for mask in found)


@pytest.mark.parametrize("number", range(16))
def test_odd_prompts_on_an_ordinary_picture_have_an_answer(number: int) -> None:
    assert masks(IMAGE, odd_prompts(HEIGHT, WIDTH)[number])


def test_a_selection_of_everything_stays_everything() -> None:
    everything = np.full((HEIGHT, WIDTH), 255, np.uint8)
    assert np.mean(masks(IMAGE, ObjectPrompt(rough=everything))[0]) > 250


def test_a_box_beside_the_picture_holds_nothing() -> None:
    assert not masks(IMAGE, ObjectPrompt(box=Box(500, 500, 600, 600)))[0].any()


class CancelAfter:
    """A watch that cancels at its nth step."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, stage: str, fraction: float | None = None) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled("Nobody wants it any more.")


@pytest.mark.parametrize("steps", [1, 3])
@pytest.mark.parametrize("name", ["clicks", "box"])
def test_a_cancelled_prompt_leaves_the_embedding_usable(name: str, steps: int) -> None:
    engine = SegmentClassic()
    embedding = engine.embed(IMAGE, WATCH)
    with contextlib.suppress(Cancelled):
        engine.segment(embedding, [PROMPTS[name]], CancelAfter(steps))
    after = masks(IMAGE, PROMPTS[name], embedding)
    assert [m.tobytes() for m in after] == [m.tobytes() for m in masks(IMAGE, PROMPTS[name])]


def test_steps_say_how_far_the_work_is() -> None:
    told: list[tuple[str, float | None]] = []

    class Listener:
        def step(self, stage: str, fraction: float | None = None) -> None:
            told.append((stage, fraction))

    engine = SegmentClassic()
    engine.segment(engine.embed(IMAGE, WATCH), [PROMPTS["clicks"]], Listener())
    fractions = [fraction for _, fraction in told]
    assert {stage for stage, _ in told} == {"segment"}
    assert fractions == sorted(f for f in fractions if f is not None)
    assert fractions[-1] == 1.0


def test_the_picture_may_change_after_it_was_embedded() -> None:
    image = IMAGE.copy()
    embedding = SegmentClassic().embed(image, WATCH)
    image[:] = 0
    assert overlap(masks(image, PROMPTS["box"], embedding)[0], TRUTH) > 0.93
