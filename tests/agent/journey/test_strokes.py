"""Strokes are obeyed where they are drawn, or it is said that they are not."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket.config import Settings
from frisket.images import Pixels
from frisket.journey import strokes
from frisket.pictures import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol import Finish, Frame, Operations
from frisket_protocol.client import Answer, Client
from frisket_protocol.parts import Edges
from frisket_protocol.raster import Raster

SIZE = 240, 160
OUTSIDE, INSIDE = 64, 255


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client(lambda: LocalChannel(Settings(models="fake", discoverable=False))) as one:
        yield one


def scene(random: np.random.Generator, scale: int) -> Pixels:
    """Things of many colours on a ground that is not even."""
    small = random.integers(0, 255, (4, 6, 3), dtype=np.uint8)
    size = SIZE[0] * scale, SIZE[1] * scale
    picture = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
    for _ in range(5):
        place = tuple(int(each) for each in random.integers(0, size))
        colour = [int(each) for each in random.integers(0, 255, 3)]
        cv2.circle(picture, place, int(random.integers(8, 50)) * scale, colour, -1, cv2.LINE_AA)
    return np.asarray(picture, np.uint8)


def drawn(random: np.random.Generator, scale: int) -> Pixels:
    marks = np.zeros((SIZE[1] * scale, SIZE[0] * scale), np.uint8)
    values = [INSIDE, *random.choice([INSIDE, OUTSIDE], int(random.integers(0, 4)))]
    for value in values:
        ends = random.integers(0, (SIZE[0] * scale, SIZE[1] * scale), (2, 2)).tolist()
        cv2.line(marks, ends[0], ends[1], int(value), int(random.choice([1, 3, 8])) * scale)
    return marks


def whole(answer: Answer, scale: int) -> Pixels:
    mask = np.zeros((SIZE[1] * scale, SIZE[0] * scale), np.uint8)
    for one in answer.masks:
        place = np.s_[int(one.box.y0) : int(one.box.y1), int(one.box.x0) : int(one.box.x1)]
        mask[place] = np.frombuffer(one.data, np.uint8).reshape(one.height, one.width)
    return mask


def wrong(mask: Pixels, marks: Pixels, value: int) -> float:
    """The share of the strokes of a kind that `mask` is against."""
    there = marks == value
    return float(((mask >= 128)[there] != (value == INSIDE)).mean()) if there.any() else 0.0


@pytest.mark.parametrize("edges", ["hard", "soft", "matte"])
@pytest.mark.parametrize("recipe", ["classic", "fake"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_strokes_are_obeyed(client: Client, recipe: str, edges: Edges, seed: int) -> None:
    """The law, for all of their pixels; a picture that is sent smaller is off by its own pixels."""
    random = np.random.default_rng(seed)
    scale = int(random.choice([1, 1, 8]))
    picture, marks = scene(random, scale), drawn(random, scale)
    answer = client.open(ArraySource(picture, None)).segment(
        scribble=Raster(marks.shape[1], marks.shape[0], "gray8", marks.tobytes()),
        recipe=recipe,
        finish=Finish(edges),
    )
    if not answer.masks:
        return  # that nothing was found is what the person hears, and nothing is written
    mask = whole(answer, scale)
    for kind, value in (("inside", INSIDE), ("outside", OUTSIDE)):
        share = wrong(mask, marks, value)
        assert share <= (0 if scale == 1 else 0.1) or any(kind in each for each in answer.notes)


def test_strokes_that_growing_runs_over_are_told(client: Client) -> None:
    random = np.random.default_rng(3)
    marks = np.zeros(SIZE[::-1], np.uint8)
    marks[80:84, 40:60], marks[80:84, 100:140] = INSIDE, OUTSIDE
    answer = client.open(ArraySource(scene(random, 1), None)).segment(
        scribble=Raster(*SIZE, "gray8", marks.tobytes()),
        recipe="classic",
        finish=Finish("hard", Operations(grow=90)),
    )
    assert wrong(whole(answer, 1), marks, OUTSIDE) > 0.5
    assert f"The stroke outside: {strokes.LOST}" in answer.notes


@given(st.integers(1, 9), st.integers(-5, 20), st.integers(-5, 20))
def test_moved_strokes_keep_their_values(scale: int, x: int, y: int) -> None:
    marks = np.array([[0, 255], [64, 0]], np.uint8)
    shown = strokes.moved(marks, Frame(0, 0, scale), Frame(x, y), 30, 30)
    assert shown is not None
    for row in range(30):
        for column in range(30):
            at = (row + y) // scale, (column + x) // scale
            is_there = 0 <= at[0] < 2 and 0 <= at[1] < 2
            assert shown[row, column] == (marks[at] if is_there else 0)
