"""Trying a model through the agent: what it did, and the picture of it."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest

from frisket.config import Settings
from frisket.serving.local import LocalChannel
from frisket.trials import examples
from frisket.trials.telling import PIXELS_MAX
from frisket_protocol import Box, Client, Prompt, Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition, NotFound
from frisket_protocol.requests import ModelsTry, Tried
from pictures_of import Layer, plain
from running import running


@pytest.fixture(scope="module")
def installed() -> Iterator[Client]:
    """A client of an agent with what is built in."""
    with running(Settings(discoverable=False)) as agent, agent.client() as client:
        yield client


def result_of(client: Client, name: str, picture: str) -> tuple[Tried, bytes]:
    replied = client.exchange(ModelsTry(name, picture))
    assert isinstance(replied.result, Tried)
    return replied.result, bytes(replied.payload)


@pytest.mark.parametrize(
    ("name", "picture", "least"),
    [("classic", "coins", 0.95), ("classic", "", 0.95), ("closed_form", "", 0.62)],
)
def test_a_model_is_tried_and_its_mask_is_shown(
    installed: Client, name: str, picture: str, least: float
) -> None:
    tried, png = result_of(installed, name, picture)
    assert tried.model == name
    assert picture in ("", tried.picture)
    assert tried.expected == least <= tried.overlap <= 1
    assert 0 < tried.seconds < 60
    assert f"{round(tried.overlap * 100)} %" in tried.sentence
    shown = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert shown is not None
    assert shown.shape[0] * shown.shape[1] <= PIXELS_MAX
    example = next(one for one in examples.load() if one.name == tried.picture)
    # Where nothing is selected the picture is gray, and only there.
    colourful = np.ptp(shown.astype(int), axis=2) > 24
    inside = example.objects[0]
    if tried.picture != "coins":  # which has no colours
        assert colourful[inside].mean() > 0.6
        assert colourful[~inside].mean() < 0.2


def test_without_a_server_the_answer_is_the_same(installed: Client) -> None:
    with Client(lambda: LocalChannel(Settings(discoverable=False))) as local:
        here, there = (result_of(asked, "classic", "coins") for asked in (local, installed))
    assert here[0].overlap == there[0].overlap
    assert here[1] == there[1]


@pytest.mark.parametrize(
    ("name", "picture", "kind"),
    [
        ("nonsuch", "", NotFound),
        ("classic", "nonsuch", NotFound),
        ("classic", "hair", FailedPrecondition),
        ("sam2.1-tiny", "", FailedPrecondition),
        ("words", "", FailedPrecondition),
    ],
)
def test_refusals_are_sentences_and_the_agent_goes_on(
    installed: Client, name: str, picture: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind):
        installed.ask(ModelsTry(name, picture))
    red = Layer(plain(90, 60, (Box(20, 10, 60, 50), (255, 0, 0))))
    assert installed.open(red).segment(Prompt(boxes=(Box(18, 8, 62, 52),))).masks


def test_it_says_what_it_does_and_can_be_cancelled(installed: Client) -> None:
    stages: list[str] = []

    def stop(stage: str, fraction: float | None) -> None:
        stages.append(stage)
        if stage == "segment":
            watch.cancel()

    watch = Watch(stop)
    with pytest.raises(Cancelled):
        installed.ask(ModelsTry("classic", "dahlia"), watch=watch)
    assert "segment" in stages
