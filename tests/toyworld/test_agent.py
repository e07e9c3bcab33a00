"""The toy world through an agent: its own cards and recipes, a socket, the client, 4K layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import numpy as np
import pytest
from numpy.typing import NDArray

from classic_quality import Scene, photograph_scenes
from clicks_law import Edges, Engine, Outcome, Trial, outcomes_of
from frisket.config import Settings
from frisket.serving.agent import Agent
from frisket_protocol import Box, Client, Finish, Mask, Point, Prompt
from pictures_of import Layer, whole
from running import running
from toyworld.cards import install
from toyworld.loop import HELD_OUT
from toyworld.world import Drawn, scene

pytest.importorskip("torch")

WIDTH, HEIGHT = 3840, 2160
SEED = 7003
CORNER, PART = (1100, 200), (2400, 1800)
"""Where a picture lies in a layer that is larger than it, and its size."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of an agent that knows the toy world by cards and recipes of a user's own."""
    folder = tmp_path_factory.mktemp("config")
    install(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FRISKET_CONFIG", str(folder))
        agent = Agent(Settings(discoverable=False))
        with running(agent=agent) as served, served.client() as client:
            yield client


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return scene(HELD_OUT + SEED, WIDTH / HEIGHT, things=2).draw(WIDTH, HEIGHT)


def iou(mask: Mask, truth: NDArray[np.bool_]) -> float:
    found = whole(mask, truth.shape[1], truth.shape[0]) >= 128
    return float((found & truth).sum() / (found | truth).sum())


def middle(drawn: Drawn, index: int) -> Point:
    x0, y0, x1, y1 = map(float, drawn.boxes[index])
    return Point((x0 + x1) / 2, (y0 + y1) / 2)


@pytest.mark.parametrize("recipe", ["toy-words", "toy-names"])
def test_words_on_a_layer_of_4k_find_their_thing(client: Client, drawn: Drawn, recipe: str) -> None:
    layer = Layer(drawn.picture)
    answer = client.open(layer).segment(Prompt(drawn.things[0].phrase), recipe=recipe)
    (mask,) = answer.masks
    assert mask.phrase == drawn.things[0].phrase
    assert iou(mask, drawn.masks[0]) > 0.9
    # The layer was never read whole at its full size.
    assert all(scale > 1 or box.width * box.height < WIDTH * HEIGHT for box, scale in layer.reads)


def test_automatic_takes_the_recipe_that_reads_words(client: Client, drawn: Drawn) -> None:
    answer = client.open(Layer(drawn.picture)).segment(Prompt(drawn.things[1].phrase))
    assert answer.recipe == "toy-words"
    assert iou(answer.masks[0], drawn.masks[1]) > 0.9


def test_a_picture_anywhere_in_a_layer_is_found_where_it_is(client: Client) -> None:
    small = scene(HELD_OUT + SEED, 4 / 3, things=2).draw(*PART)
    rgb = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    truth = np.zeros((HEIGHT, WIDTH), bool)
    part = np.s_[CORNER[1] : CORNER[1] + PART[1], CORNER[0] : CORNER[0] + PART[0]]
    rgb[part] = small.picture
    truth[part] = small.masks[0]
    answer = client.open(Layer(rgb)).segment(Prompt(small.things[0].phrase), recipe="toy-words")
    assert iou(answer.masks[0], truth) > 0.9


@pytest.mark.parametrize("recipe", ["toy-words", "toy-names"])
def test_what_is_not_there_is_an_empty_answer(client: Client, drawn: Drawn, recipe: str) -> None:
    there = {thing.phrase for thing in drawn.things}
    absent = next(
        f"{one.colour} {other.shape}"
        for one in drawn.things
        for other in drawn.things
        if f"{one.colour} {other.shape}" not in there
    )
    answer = client.open(Layer(drawn.picture)).segment(Prompt(absent), recipe=recipe)
    assert answer.masks == ()


def test_what_is_left_out_is_not_in_the_mask(client: Client, drawn: Drawn) -> None:
    first, second = drawn.things[0].phrase, drawn.things[1].phrase
    answer = client.open(Layer(drawn.picture)).segment(
        Prompt(f"{first}, {second}, not {second}"), recipe="toy-words"
    )
    masks = [mask for mask in answer.masks if mask.phrase == first]
    assert iou(masks[0], drawn.masks[0]) > 0.9


def test_a_click_and_a_box_show_the_same_thing(client: Client, drawn: Drawn) -> None:
    opened = client.open(Layer(drawn.picture))
    box = Box(*map(float, drawn.boxes[1]))
    for prompt in (Prompt(boxes=(box,)), Prompt(points=(middle(drawn, 1),))):
        answer = opened.segment(prompt, recipe="toy-words")
        assert iou(answer.masks[0], drawn.masks[1]) > 0.9


def test_a_matte_has_the_soft_edge_of_its_thing(client: Client) -> None:
    soft = scene(HELD_OUT + 7003, 4 / 3, things=1, blurred=0.8).draw(800, 600)
    prompt = Prompt(boxes=(Box(*map(float, soft.boxes[0])),))
    answer = client.open(Layer(soft.picture)).segment(
        prompt, recipe="toy-click", finish=Finish("soft", foreground=True)
    )
    alpha = whole(answer.masks[0], 800, 600) / 255
    assert np.abs(alpha - soft.alphas[0]).mean() < 0.02
    assert answer.masks[0].foreground is not None


@pytest.mark.parametrize("edges", get_args(Edges))
@pytest.mark.parametrize("recipe", ["toy-words", "toy-click"])
def test_every_click_is_obeyed_or_the_answer_says_so(
    client: Client, recipe: Engine, edges: Edges
) -> None:
    """Models that know only their toy world, on it and on a photograph, which they never saw."""
    drawn = scene(HELD_OUT + SEED + 1, 4 / 3, things=2).draw(640, 480)
    toys = Scene("toys", drawn.picture, drawn.masks[0], False, False)
    photograph = next(one for one in photograph_scenes() if one.name == "astronaut")
    outcomes: list[Outcome] = []
    for seed, (scenery, beside) in enumerate(
        ((toys, "nothing"), (toys, "box"), (photograph, "box"))
    ):
        trial = Trial(recipe, edges, seed != 1, beside, 0.3, 3, scenery)
        outcomes += outcomes_of(client, trial, seed)
    assert len(outcomes) >= 9
    assert [f"{one.trial}: {one.what}" for one in outcomes if not one.obeyed and not one.told] == []
    assert sum(one.obeyed for one in outcomes[:6]) >= 5
