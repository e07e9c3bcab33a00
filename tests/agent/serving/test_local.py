"""An agent without a server gives the same masks as one with."""

from __future__ import annotations

import numpy as np
import pytest

from frisket.config import Settings
from frisket.pictures.reading import ArraySource
from frisket.serving.local import LocalChannel
from frisket_protocol import Box, Client, Finish, Operations, Point, Prompt, Raster
from frisket_protocol.errors import FailedPrecondition, Unimplemented
from frisket_protocol.requests import ModelsLoad, Status
from pictures_of import Layer, plain, raster

PICTURE = plain(1500, 900, (Box(300, 200, 800, 700), (255, 0, 0)))
ROUGH = raster(np.pad(np.full((300, 300), 255, np.uint8), 100))


@pytest.fixture
def local() -> Client:
    return Client(lambda: LocalChannel(Settings(models="fake", discoverable=False)))


@pytest.mark.parametrize(
    ("prompt", "rough"),
    [
        (Prompt("red"), None),
        (Prompt(boxes=(Box(310, 210, 790, 690),)), None),
        (Prompt(points=(Point(500, 400), Point(600, 400, inside=False))), None),
        (Prompt(), ROUGH),
        (Prompt(), None),
    ],
    ids=["words", "box", "clicks", "rough", "subject"],
)
def test_the_masks_are_those_of_a_served_agent(
    local: Client, client: Client, prompt: Prompt, rough: Raster | None
) -> None:
    finish = Finish("soft", Operations(grow=3), foreground=True)
    answers = [
        asked.open(Layer(PICTURE)).segment(prompt, rough=rough, recipe="fake", finish=finish)
        for asked in (local, client)
    ]
    here, there = (answer.masks for answer in answers)
    assert [mask.box for mask in here] == [mask.box for mask in there]
    assert [bytes(mask.data) for mask in here] == [bytes(mask.data) for mask in there]
    assert [bytes(mask.foreground or b"") for mask in here] == [
        bytes(mask.foreground or b"") for mask in there
    ]


def test_what_needs_a_server_says_so(local: Client) -> None:
    with pytest.raises(Unimplemented, match="status needs a running agent"):
        local.ask(Status())


def test_models_can_be_loaded(local: Client) -> None:
    local.ask(ModelsLoad("fake"))


def test_refusals_are_the_same(local: Client) -> None:
    with pytest.raises(FailedPrecondition, match="no words"):
        local.open(Layer(PICTURE)).segment(Prompt("red"), recipe="classic")


def test_a_click_where_the_layer_is_transparent_is_told_to_every_client() -> None:
    layer = np.zeros((60, 80, 4), np.uint8)
    layer[10:50, 10:40] = (200, 30, 30, 255)
    nothing, something = Point(60, 30), Point(25, 30)
    with Client(lambda: LocalChannel(Settings(discoverable=False))) as client:
        opened = client.open(ArraySource(layer))
        missed, hit = (
            opened.segment(Prompt(points=(at,)), recipe="classic") for at in (nothing, something)
        )
        clear = client.open(ArraySource(np.zeros_like(layer)))
        empty = clear.segment(Prompt(points=(something,)), recipe="classic")
        subject = clear.segment(Prompt(), recipe="classic")
    assert "Your click: nothing is painted there, it is transparent." in " ".join(missed.notes)
    assert "transparent" not in " ".join(hit.notes)
    assert hit.masks
    assert not empty.masks
    assert "Your click: nothing is painted there, it is transparent." in " ".join(empty.notes)
    assert not subject.masks
