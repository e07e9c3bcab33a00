"""What a decoder is asked for each prompt: few clicks, well placed, and always something."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.models.base import ObjectPrompt
from frisket.models.segment.sam_prompts import (
    MASK_LOGIT,
    ROUGH_CLICKS,
    STROKE_CLICKS,
    Canvas,
    Clicks,
    arrays,
    batches,
    clicks,
    mask_logits,
    stroke_clicks,
)
from frisket_protocol import Box, Point

WIDTH, HEIGHT = 160, 120
WHOLE = Box(0, 0, WIDTH, HEIGHT)


def blank() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.zeros((HEIGHT, WIDTH), np.uint8)


def asked(prompt: ObjectPrompt) -> Clicks:
    return clicks(prompt, WIDTH, HEIGHT)


def test_a_box_and_clicks_go_as_they_are() -> None:
    box, points = Box(10, 20, 30.5, 40), (Point(12, 22), Point(1, 1, inside=False))
    found = asked(ObjectPrompt(box, points))
    assert (found.box, found.points, found.rough) == (box, points, None)


@pytest.mark.parametrize(
    "prompt",
    [
        ObjectPrompt(),
        ObjectPrompt(scribble=blank()),
        ObjectPrompt(rough=blank()),
        ObjectPrompt(points=(Point(3, 3, inside=False),)),
        ObjectPrompt(scribble=np.full_like(blank(), 64)),
    ],
    ids=["subject", "empty scribble", "empty rough", "only off", "only strokes outside"],
)
def test_what_says_nothing_of_the_object_asks_for_the_whole_picture(prompt: ObjectPrompt) -> None:
    found = asked(prompt)
    assert found.box == WHOLE
    assert not any(point.inside for point in found.points)
    assert found.rough is None


@pytest.mark.parametrize(
    ("box", "clipped"),
    [
        (Box(-50, -50, 999, 999), WHOLE),
        (Box(WIDTH + 5, 5, WIDTH + 9, 9), Box(WIDTH - 1, 5, WIDTH, 9)),
        (Box(80, 60, 80.2, 9e3), Box(80, 60, 81, HEIGHT)),
        (Box(-9, -9, -5, -5), Box(0, 0, 1, 1)),
    ],
)
def test_a_box_keeps_its_part_in_the_picture(box: Box, clipped: Box) -> None:
    assert asked(ObjectPrompt(box=box)).box == clipped


def test_a_click_outside_the_picture_goes_to_its_edge() -> None:
    assert asked(ObjectPrompt(points=(Point(WIDTH + 50, -50),))).points == (Point(WIDTH, 0),)


@pytest.mark.parametrize(
    ("found", "ambiguous"),
    [
        (Clicks(points=(Point(1, 1),)), True),
        (Clicks(points=(Point(1, 1), Point(2, 2))), False),
        (Clicks(Box(0, 0, 9, 9), (Point(1, 1),)), False),
        (Clicks(Box(0, 0, 9, 9)), False),
    ],
)
def test_only_a_single_click_is_ambiguous(found: Clicks, ambiguous: bool) -> None:
    assert found.is_ambiguous is ambiguous


def test_strokes_become_a_few_clicks_along_their_middle() -> None:
    scribble = blank()
    cv2.line(scribble, (20, 30), (140, 30), 255, 5)
    cv2.line(scribble, (20, 100), (140, 100), 64, 5)
    found = stroke_clicks(scribble)
    inside = [point for point in found if point.inside]
    outside = [point for point in found if not point.inside]
    assert len(inside) == len(outside) == STROKE_CLICKS
    assert all(point.y == 30.5 for point in inside)
    assert all(point.y == 100.5 for point in outside)
    gaps = np.diff(sorted(point.x for point in inside))
    assert gaps.min() >= 160 / 32
    assert min(point.x for point in inside) < 30
    assert max(point.x for point in inside) > 130


def test_a_dab_becomes_one_click_in_its_middle() -> None:
    scribble = blank()
    cv2.circle(scribble, (70, 50), 4, 255, -1)
    assert stroke_clicks(scribble) == (Point(70.5, 50.5),)


def test_thin_and_thick_strokes_are_both_followed() -> None:
    scribble = blank()
    cv2.circle(scribble, (30, 30), 12, 255, -1)
    scribble[100, 100:150] = 255
    found = stroke_clicks(scribble)
    assert found[0] == Point(30.5, 30.5)
    assert sum(point.y == 100.5 for point in found) >= 2


def test_a_rough_selection_becomes_a_box_a_click_deep_inside_and_a_mask() -> None:
    rough = blank()
    cv2.circle(rough, (60, 60), 20, 255, -1)
    found = asked(ObjectPrompt(rough=rough))
    assert found.box == Box(40, 40, 81, 81)
    assert found.points == (Point(60.5, 60.5),)
    assert found.rough is rough


def test_a_long_selection_gets_clicks_apart_from_each_other() -> None:
    rough = blank()
    rough[50:70, 10:150] = 255
    points = asked(ObjectPrompt(rough=rough)).points
    assert len(points) == ROUGH_CLICKS
    assert np.diff(sorted(point.x for point in points)).min() > 30


def test_the_clicks_of_a_rough_selection_keep_away_from_what_is_not_meant() -> None:
    rough = blank()
    rough[20:100, 20:140] = 255
    off = Point(80, 60, inside=False)
    for prompt in (ObjectPrompt(points=(off,), rough=rough), ObjectPrompt(scribble=blank())):
        scribble = prompt.scribble
        if scribble is not None:
            scribble[55:65, 75:85] = 64
        found = asked(ObjectPrompt(points=prompt.points, scribble=scribble, rough=rough))
        inside = [point for point in found.points if point.inside]
        assert inside
        assert all(np.hypot(point.x - off.x, point.y - off.y) > 25 for point in inside)


def test_a_click_beside_a_rough_selection_widens_its_box_and_stands_alone() -> None:
    rough = blank()
    rough[50:70, 50:70] = 255
    found = asked(ObjectPrompt(points=(Point(100, 60),), rough=rough))
    assert found.box == Box(50, 50, 100, 70)
    assert found.points == (Point(100, 60),)


def test_a_selection_of_everything_is_clicked_far_from_the_edge_of_the_picture() -> None:
    found = asked(ObjectPrompt(rough=np.full_like(blank(), 255)))
    assert found.box == WHOLE
    assert 59 <= found.points[0].y <= 61
    assert all(29 <= p.x <= WIDTH - 29 and 29 <= p.y <= HEIGHT - 29 for p in found.points)


def test_batches_hold_what_has_equally_many_numbers_and_no_more_than_asked() -> None:
    box, click = Clicks(WHOLE), Clicks(points=(Point(1, 1),))
    several = [box, click, box, click, Clicks(WHOLE, rough=blank()), box]
    assert list(batches(several, 2)) == [[0, 2], [5], [1, 3], [4]]


def test_the_numbers_count_from_pixel_centres_of_the_canvas() -> None:
    asked = [Clicks(Box(0, 0, WIDTH, HEIGHT), (Point(80, 60), Point(0.5, 0.5, inside=False)))]
    stretched = arrays(asked, Canvas.stretched(1024, WIDTH, HEIGHT), 256)
    assert stretched.points is not None
    assert stretched.boxes is not None
    assert stretched.masks is None
    np.testing.assert_allclose(stretched.points[0, 0], (511.5, 511.5))
    np.testing.assert_allclose(stretched.boxes[0], (-0.5, -0.5, 1023.5, 1023.5))
    np.testing.assert_array_equal(stretched.labels, [[1, 0]])
    padded = arrays(asked, Canvas.padded(1024, WIDTH, HEIGHT), 256)
    assert padded.points is not None
    np.testing.assert_allclose(padded.points[0, 0], (511.5, 383.5))


@pytest.mark.parametrize("shape", [Canvas.stretched, Canvas.padded])
def test_a_mask_prompt_covers_the_canvas(shape: object) -> None:
    rough = blank()
    rough[:, : WIDTH // 2] = 255
    canvas = shape(1024, WIDTH, HEIGHT)  # type: ignore[operator]
    logits = mask_logits(rough, canvas, 256)
    assert logits.shape == (256, 256)
    assert logits.dtype == np.float32
    assert logits[10, 10] == MASK_LOGIT
    assert logits[10, 250] == -MASK_LOGIT
    assert logits[250, 10] == (MASK_LOGIT if shape == Canvas.stretched else -MASK_LOGIT)


coordinate = st.floats(-300, 300)


@settings(deadline=None, max_examples=150)
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.none() | st.builds(Box, coordinate, coordinate, coordinate, coordinate),
    st.lists(st.builds(Point, coordinate, coordinate, st.booleans()), max_size=4),
    st.none() | st.integers(0, 99),
    st.none() | st.integers(0, 99),
)
def test_there_is_always_something_to_ask_and_it_lies_in_the_picture(
    size: tuple[int, int],
    box: Box | None,
    points: list[Point],
    scribble: int | None,
    rough: int | None,
) -> None:
    width, height = size

    def drawn(seed: int | None) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None:
        if seed is None:
            return None
        noise = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
        return np.where(noise > 180, noise, noise // 3 * (noise < 40)).astype(np.uint8)

    found = clicks(ObjectPrompt(box, tuple(points), drawn(scribble), drawn(rough)), width, height)
    assert found.box is not None or any(point.inside for point in found.points)
    assert len(found.points) <= len(points) + 2 * STROKE_CLICKS + ROUGH_CLICKS
    assert all(0 <= p.x <= width and 0 <= p.y <= height for p in found.points)
    if found.box is not None:
        assert 0 <= found.box.x0 < found.box.x1 <= width
        assert 0 <= found.box.y0 < found.box.y1 <= height
    for shape in (Canvas.stretched, Canvas.padded):
        numbers = arrays([found], shape(64, width, height), 16)
        for array in (numbers.points, numbers.boxes, numbers.masks):
            assert array is None or np.isfinite(array).all()
