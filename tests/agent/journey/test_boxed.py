"""Whoever draws a box in which nothing is found is told why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from frisket.config import Settings
from frisket.journey import boxed
from frisket.models.base import ObjectPrompt
from frisket.pictures import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol.client import Answer, Client
from frisket_protocol.parts import Finish, Prompt
from frisket_protocol.raster import Box, Point, Raster

WIDTH, HEIGHT = 240, 160


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Client(lambda: LocalChannel(Settings(discoverable=False))) as one:
        yield one


def picture() -> np.ndarray:
    pixels = np.full((HEIGHT, WIDTH, 3), (230, 225, 210), np.uint8)
    pixels[30:90, 30:90] = (40, 60, 170)
    pixels[60:130, 150:210] = (180, 30, 30)
    return pixels


def asked(client: Client, *boxes: Box, scribble: np.ndarray) -> Answer:
    marks = Raster(WIDTH, HEIGHT, "gray8", scribble.tobytes())
    layer = client.open(ArraySource(picture()))
    return layer.segment(Prompt(boxes=boxes), scribble=marks, recipe="classic")


THING = Box(22, 22, 98, 98)


@pytest.mark.parametrize(("boxes", "which"), [(1, "Your box"), (3, "Box 2")])
def test_where_the_engine_found_nothing(boxes: int, which: str) -> None:
    asked_for = ObjectPrompt(THING)
    assert boxed.missed(asked_for, 1, boxes) == (f"{which}: {boxed.NOTHING}",)
    # Of clicks that is told by their own sentence.
    assert boxed.missed(ObjectPrompt(THING, (Point(30, 30),)), 1, boxes) == ()
    rough = np.full((HEIGHT, WIDTH), 255, np.uint8)
    (unfit,) = boxed.missed(ObjectPrompt(THING, rough=rough), 1, boxes)
    assert unfit == f"{which}: {boxed.UNFIT}"
    assert boxed.missed(ObjectPrompt(points=(Point(30, 30),)), 1, boxes) == ()


def test_a_click_outside_that_takes_all_of_it_leaves_nothing_and_says_so(client: Client) -> None:
    """It was one object, of which nobody saw more than a hairline."""
    layer = client.open(ArraySource(picture()))
    for edges in ("hard", "soft"):
        alone = layer.segment(
            Prompt(boxes=(THING,), points=(Point(60, 60, False),)),
            finish=Finish("hard" if edges == "hard" else "soft"),
            recipe="classic",
        )
        assert not alone.masks
        assert alone.notes[-1] == "Your box: the clicks outside leave nothing of what is in it."


def test_strokes_beside_the_box(client: Client) -> None:
    strokes = np.zeros((HEIGHT, WIDTH), np.uint8)
    strokes[90:96, 160:200] = 255
    answer = asked(client, THING, scribble=strokes)
    assert not answer.masks
    assert answer.notes == ("Your box: what was painted or selected as inside lies outside of it.",)
    strokes[50:56, 40:80] = 255
    assert asked(client, THING, scribble=strokes).masks
