"""A click is obeyed, by every engine and with every kind of edge, or the answer says why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from classic_quality import Scene, composed, photograph_scenes
from clicks_law import Edges, Outcome, Trial, disobeyed, local_client, outcomes_of, trials
from frisket.pictures.reading import ArraySource
from frisket_protocol import Box, Client, Finish, Point, Prompt

MEGAPIXELS = 0.3, 1.6
"""The second is larger than a preview, so that finer edges are made anew."""


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with local_client("fake") as connected:
        yield connected


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    """Photographs and three composites."""
    return [*photograph_scenes(), *islice(composed(), 3)]


def some_trials(scenes: list[Scene], edges: Edges) -> list[Trial]:
    """Trials of the engines that need no download: three classical ones and one that is fake."""
    every = trials(("classic", "classic", "fake", "classic"), scenes)
    return [
        replace(trial, megapixels=MEGAPIXELS[number == 3], points=3, edges=edges)
        for number, trial in enumerate(islice(every, 4))
    ]


@pytest.mark.parametrize("edges", ["hard", "soft", "matte"])
def test_every_click_is_obeyed_or_the_answer_says_so(
    client: Client, scenes: list[Scene], edges: Edges
) -> None:
    outcomes: list[Outcome] = []
    for seed, trial in enumerate(some_trials(scenes, edges)):
        outcomes += outcomes_of(client, trial, seed)
    assert len(outcomes) >= 12
    assert [f"{one.trial}: {one.what}" for one in outcomes if not one.obeyed and not one.told] == []
    assert sum(one.obeyed for one in outcomes) >= 0.9 * len(outcomes)


def test_a_pinhole_and_a_speck_are_no_answer_to_a_click() -> None:
    mask = np.full((400, 400), 255, np.uint8)
    mask[200, 200] = 0
    assert disobeyed(mask, Point(200.5, 200.5, inside=False))
    assert disobeyed(255 - mask, Point(200.5, 200.5))
    mask[190:210, 190:210] = 0
    assert not disobeyed(mask, Point(200.5, 200.5, inside=False))
    assert disobeyed(mask, Point(200.5, 200.5))


def test_clicks_taken_off_a_box_take_off_more_than_a_dot(client: Client) -> None:
    """The astronaut in a box, and a click off beside the head, with soft edges."""
    image = next(scene.image for scene in photograph_scenes() if scene.name == "astronaut")
    layer = client.open(ArraySource(image))
    areas = []
    for points in ((), (Point(330, 100, inside=False),)):
        prompt = Prompt(boxes=(Box(20, 5, 470, 512),), points=points)
        mask = layer.segment(prompt, recipe="classic", finish=Finish("soft")).masks[0]
        areas.append(np.frombuffer(mask.data, np.uint8).astype(float).sum() / 255)
    assert areas[1] < 0.9 * areas[0]
