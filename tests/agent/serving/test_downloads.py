"""Fetching models through the agent: once for all who wait, and beside the work on pictures."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from frisket.config import Settings
from frisket.models.files import registry, weights
from frisket.serving.agent import Agent
from frisket_protocol import Box, Client, Prompt, Watch
from frisket_protocol.errors import Cancelled, FailedPrecondition, InvalidArgument, NotFound
from frisket_protocol.parts import ModelInfo
from frisket_protocol.requests import (
    LoggedIn,
    Models,
    ModelsList,
    ModelsLogIn,
    ModelsPull,
    ModelsRemove,
)
from hub import CARD, FILES, ONE, REPOSITORY, SIZE, TOKEN, Hub, hub, use
from pictures_of import Layer, plain
from running import Running, running

LICENSED = replace(CARD, name="licensed", licence="CC-BY-NC-4.0")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub() as published:
        published.publish(REPOSITORY, ONE, FILES)
        use(published, tmp_path, monkeypatch)
        yield published
        if published.gate is not None:
            published.gate.set()


@pytest.fixture
def agent(server: Hub) -> Iterator[Running]:
    cards = {**registry.cards("fake"), "cutter": CARD, "licensed": LICENSED}
    with running(agent=Agent(Settings(models="fake", discoverable=False), cards)) as started:
        yield started


class Waiting:
    """A client that pulls in a thread of its own, and what it was told."""

    def __init__(self, agent: Running) -> None:
        self.amounts: list[tuple[int, int]] = []
        self.half = threading.Event()
        self.watch = Watch(on_bytes=self._told)
        self.outcome: object = None
        self._agent = agent
        self._thread = threading.Thread(target=self._pull)
        self._thread.start()

    def _told(self, done: int, total: int) -> None:
        self.amounts.append((done, total))
        if done:
            self.half.set()

    def _pull(self) -> None:
        try:
            with self._agent.client() as client:
                self.outcome = client.ask(ModelsPull("cutter"), watch=self.watch)
        except Exception as error:
            self.outcome = error

    def ended(self) -> object:
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.outcome


def is_here(models: object) -> bool:
    assert isinstance(models, Models), models
    return {one.name: one.installed for one in models.models}["cutter"]


def held(server: Hub) -> threading.Event:
    """Let large answers stop in their middle until the event is set."""
    server.gate = threading.Event()
    return server.gate


def test_a_model_is_fetched_once_for_all_who_wait(server: Hub, agent: Running) -> None:
    gate = held(server)
    first = Waiting(agent)
    assert first.half.wait(20)
    second = Waiting(agent)
    assert second.half.wait(20), "whoever joins is told where it stands"
    gate.set()
    assert is_here(first.ended())
    assert is_here(second.ended())
    assert len(server.downloads) == len(set(server.downloads))
    assert first.amounts[-1] == second.amounts[-1] == (SIZE, SIZE)


def test_a_download_is_left_to_those_who_still_want_it(server: Hub, agent: Running) -> None:
    gate = held(server)
    first = Waiting(agent)
    assert first.half.wait(20)
    second = Waiting(agent)
    assert second.half.wait(20)
    first.watch.cancel()
    assert isinstance(first.ended(), Cancelled)
    gate.set()
    assert is_here(second.ended())


def test_when_nobody_wants_it_any_more_what_came_stays(server: Hub, agent: Running) -> None:
    gate = held(server)
    only = Waiting(agent)
    assert only.half.wait(20)
    only.watch.cancel()
    assert isinstance(only.ended(), Cancelled)
    gate.set()
    again = Waiting(agent)
    assert is_here(again.ended())
    assert server.ranges, "it went on where it had stopped"


def test_a_download_keeps_no_click_waiting(server: Hub, agent: Running) -> None:
    held(server)
    slow = Waiting(agent)
    assert slow.half.wait(20)
    with agent.client() as client:
        boxed = Prompt(boxes=(Box(8, 8, 40, 40),))
        assert client.open(Layer(plain(64, 48))).segment(boxed, recipe="fake").masks
    assert slow.outcome is None
    slow.watch.cancel()
    slow.ended()


def test_an_agent_that_leaves_ends_a_download(server: Hub) -> None:
    held(server)
    cards = {**registry.cards("fake"), "cutter": CARD}
    with running(agent=Agent(Settings(models="fake", discoverable=False), cards)) as agent:
        waiting = Waiting(agent)
        assert waiting.half.wait(20)
    assert isinstance(waiting.ended(), Exception)


def test_each_who_joins_accepts_the_licence(agent: Running) -> None:
    with agent.client() as client:
        with pytest.raises(FailedPrecondition, match=r"CC-BY-NC-4\.0"):
            client.ask(ModelsPull("licensed"))
        client.ask(ModelsPull("licensed", "cc-by-nc-4.0"))


def test_what_is_told_of_a_model_that_comes_and_goes(agent: Running) -> None:
    with agent.client() as client:
        before = one_of(client, "cutter")
        assert (before.installed, before.removable, before.kept_bytes) == (False, False, 0)
        assert before.page.endswith(REPOSITORY)
        assert not before.accept
        assert one_of(client, "licensed").accept
        client.ask(ModelsPull("cutter"))
        here = one_of(client, "cutter")
        assert (here.installed, here.removable, here.kept_bytes) == (True, True, SIZE)
        assert here.shared_with == ("licensed",)
        freed = client.ask(ModelsRemove("cutter"))
        assert isinstance(freed, Models)
        assert freed.freed_bytes == SIZE
        assert not one_of(client, "cutter").installed
        assert freed.free_bytes > 0
        assert freed.folder == str(weights.cache())


def one_of(client: Client, name: str) -> ModelInfo:
    models = client.ask(ModelsList())
    assert isinstance(models, Models)
    return next(one for one in models.models if one.name == name)


def test_what_cannot_be_removed_or_fetched_says_why(agent: Running) -> None:
    with agent.client() as client:
        with pytest.raises(FailedPrecondition, match="built in"):
            client.ask(ModelsRemove("classic"))
        for params in (ModelsRemove("nothing"), ModelsPull("nothing")):
            with pytest.raises(NotFound):
                client.ask(params)


def test_a_token_is_kept_by_the_library_and_said_to_nobody(
    agent: Running, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with agent.client() as client:
        with pytest.raises(InvalidArgument) as refused:
            client.ask(ModelsLogIn("hf_nobodys"))
        assert client.ask(ModelsLogIn(f" {TOKEN}\n")) == LoggedIn("somebody")
    assert (tmp_path / "token").read_text() == TOKEN
    assert "hf_nobodys" not in f"{refused.value} {refused.value.hint} {caplog.text}"
    assert TOKEN not in caplog.text
    assert TOKEN not in repr(ModelsLogIn(TOKEN))
