"""Getting models from a hub on loopback, with a real agent, its token, and the list of models."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from frisket.config import Settings as AgentSettings
from frisket.models.files import here, registry
from frisket.serving.agent import Agent
from frisket_plugin.getting import offering
from frisket_plugin.getting.getting import Getting
from frisket_plugin.getting.here import Here
from frisket_plugin.getting.shelf import DAY_SECONDS, Shelf, last_used
from frisket_plugin.getting.starting import Starting
from frisket_plugin.getting.token import Token
from frisket_plugin.settings import Settings
from frisket_plugin.setup import places
from frisket_plugin.setup.making import Kit
from frisket_plugin.setup.places import Places
from frisket_protocol.client import Client
from frisket_protocol.errors import Internal, Unavailable
from frisket_protocol.requests import Models, ModelsList, ModelsRemove
from frisket_protocol.watch import Watch
from hub import CARD, FILES, ONE, REPOSITORY, TOKEN, Hub, hub, use
from running import Running, running


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
    licensed = replace(CARD, name="licensed", title="Licensed", licence="CC-BY-NC-4.0")
    cards = {**registry.cards("fake"), "cutter": CARD, "licensed": licensed}
    with running(agent=Agent(AgentSettings(models="fake", discoverable=False), cards)) as started:
        yield started


class Panel:
    """A panel's objects, on this machine; each thread is waited for at the end."""

    def __init__(self, agent: Running) -> None:
        self.client = agent.client()
        address = f"{agent.found.host}:{agent.found.port}"
        self.settings = Settings(address=address, token=agent.found.token)
        here = Here(
            None, lambda: self.client, lambda: self.settings, Starting(lambda: self.settings)
        )
        self.went_on: list[object] = []
        self.sentences: list[str] = []
        self.half = threading.Event()
        self.threads: list[threading.Thread] = []
        self.getting = Getting(here, self._thread, self._see, self.went_on.append)

    def _thread(self, work: Callable[[], None]) -> None:
        self.threads.append(threading.Thread(target=work))
        self.threads[-1].start()

    def _see(self) -> None:
        self.sentences.append(self.getting.sentence)
        if self.getting.progress and self.getting.progress.done:
            self.half.set()

    def models(self) -> Models:
        told = self.client.ask(ModelsList())
        assert isinstance(told, Models)
        return told

    def want(self, name: str, wanted: object = None) -> None:
        self.getting.want(Shelf(self.models()).to_get(name), wanted)

    def wait(self) -> None:
        for thread in self.threads:
            thread.join(30)
            assert not thread.is_alive()


Open = Callable[[], Panel]


@pytest.fixture
def panel(agent: Running) -> Iterator[Open]:
    made: list[Panel] = []

    def open_one() -> Panel:
        made.append(Panel(agent))
        return made[-1]

    yield open_one
    for one in made:
        one.getting.cancel()
        one.wait()
        one.client.close()


def test_a_model_is_fetched_and_the_words_go_on(panel: Open, server: Hub) -> None:
    one = panel()
    one.want("cutter", "the fox")
    assert not server.asked, "nothing is fetched before the button"
    one.getting.get()
    one.wait()
    assert one.getting.state == "done"
    assert one.went_on == ["the fox"]
    assert any("3.1 MB of 3.1 MB" in told for told in one.sentences)
    assert {info.name: info for info in one.models().models}["cutter"].installed


def test_two_panels_watch_one_download_and_one_may_leave(panel: Open, server: Hub) -> None:
    server.gate = threading.Event()
    first, second = panel(), panel()
    for one in (first, second):
        one.want("cutter", one)
        one.getting.get()
        assert one.half.wait(20)
    first.getting.cancel()
    first.wait()
    assert first.getting.state == "cancelled"
    assert first.getting.buttons == ("go_on", "not_now")
    server.gate.set()
    second.wait()
    assert second.went_on == [second]
    first.getting.get()
    first.wait()
    assert first.went_on == [first]
    large = [path for method, path, _ in server.asked if method == "GET" and "elsewhere" in path]
    assert len(large) == 1, "it was fetched once"


def test_a_cut_connection_ends_in_a_sentence_and_goes_on(panel: Open, server: Hub) -> None:
    server.failing = 503
    one = panel()
    one.want("cutter", "the fox")
    one.getting.get()
    one.wait()
    assert one.getting.state == "failed"
    assert one.getting.sentence.endswith(".")
    server.failing = 0
    one.getting.get()
    one.wait()
    assert one.went_on == ["the fox"]


def test_a_licence_that_was_accepted_is_named_to_the_agent(panel: Open) -> None:
    one = panel()
    one.want("licensed")
    assert one.getting.offer is not None
    (part,) = one.getting.offer.to_accept
    one.getting.agree(part)
    one.getting.get()
    one.wait()
    assert one.getting.state == "done"


def test_the_list_says_what_is_here_and_what_removing_frees(panel: Open) -> None:
    one = panel()
    shelf = Shelf(one.models())
    assert shelf.sentence == "No model is on this computer yet."
    ours = [row for row in shelf.rows(0) if row.name in ("cutter", "licensed")]
    assert [(row.name, row.state, row.can_get) for row in ours] == [
        ("cutter", "not here", True),
        ("licensed", "not here", True),
    ]
    one.want("cutter")
    one.getting.get()
    one.wait()
    shelf = Shelf(one.models())
    row = next(row for row in shelf.rows(0) if row.name == "cutter")
    assert (row.role, row.size, row.used, row.state) == (
        "cutting out what is clicked",
        "3.1 MB",
        "never",
        "here",
    )
    assert row.can_remove
    assert not row.can_get
    assert shelf.sentence.startswith("2 models, 6.3 MB") or shelf.sentence.startswith("1 model")
    assert "frees about 3.1 MB" in shelf.to_remove("cutter")
    assert "Licensed" in shelf.to_remove("cutter"), "it shares its files"
    answer = one.client.ask(ModelsRemove("cutter"))
    assert isinstance(answer, Models)
    assert shelf.removed("cutter", answer) == "A cutter is removed; 3.1 MB are free again."
    assert shelf.sentence == "No model is on this computer yet."


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (0, "today"),
        (1.5, "yesterday"),
        (5, "5 days ago"),
        (20, "2 weeks ago"),
        (65, "2 months ago"),
        (-3, "today"),
    ],
)
def test_when_it_was_used_is_said_as_a_person_does(ago: float, told: str) -> None:
    now = 1_800_000_000.0
    assert last_used(int(now - ago * DAY_SECONDS), now) == told
    assert last_used(0, now) == "never"


# --- the token ---


def all_text(one: object) -> str:
    return json.dumps([repr(value) for value in vars(one).values()])


def test_a_token_is_sent_and_held_nowhere(panel: Open, capfd: pytest.CaptureFixture[str]) -> None:
    one = panel()
    token = Token(lambda: one.client)
    token.send(f"  {TOKEN}\n")
    assert token.state == "known"
    assert token.sentence.startswith("Logged in as ")
    assert TOKEN not in all_text(token)
    token.send("hf_wrong_one")
    assert token.state == "refused"
    assert "hf_wrong_one" not in token.sentence + all_text(token)
    token.send("  ")
    assert token.sentence == "Paste the token first."
    said = "".join(capfd.readouterr())
    assert TOKEN not in said
    assert "hf_wrong_one" not in said


def test_an_agent_that_repeats_the_token_is_not_passed_on() -> None:
    class Loud:
        def ask(self, params: object, watch: Watch) -> object:
            raise Internal("hf_secret is no token.", hint="Not hf_secret.")

    token = Token(lambda: Loud())  # type: ignore[arg-type, return-value]
    token.send("hf_secret")
    assert token.sentence == "… is no token. Not …."
    assert "hf_secret" not in all_text(token)


# --- what can be added to ---


def test_only_the_agent_that_the_panel_set_up_can_be_added_to(tmp_path: Path) -> None:
    at = Places(tmp_path / ".local/share/frisket")
    settings = [Settings()]

    def nobody() -> Client:
        raise AssertionError("nobody is asked")

    carried = Kit(Path("x.whl"), "1.0")

    def can_add(kit: Kit | None = carried) -> bool:
        return Here(kit, nobody, lambda: settings[0], Starting(lambda: settings[0]), at).can_add

    assert not can_add(), "nothing is set up"
    program = places.program(at.environment)
    program.parent.mkdir(parents=True)
    program.symlink_to(sys.executable)
    places.mark(at.environment, "1.0")
    assert can_add()
    assert not can_add(None), "this plugin carries no wheel"
    settings[0] = Settings(address="127.0.0.1:4000")
    assert not can_add()
    settings[0] = Settings(command="/clone/frisket serve")
    assert not can_add()


def test_an_offer_of_a_real_recipe_names_what_the_agent_lacks(panel: Open) -> None:
    one = panel()
    found = offering.smallest(one.client.welcome.recipes, one.models(), "words")
    assert found is None, "the fake models understand words"


def asked_of(page: str, tmp_path: Path) -> None:
    kit = Kit(tmp_path / "frisket.whl", "1.0", str, lambda: None)
    settings = Settings()
    line = Starting(lambda: settings)
    Here(kit, lambda: pytest.fail("no agent is asked"), lambda: settings, line).reach(page, Watch())


def test_a_hub_that_answers_anything_at_all_is_there(server: Hub, tmp_path: Path) -> None:
    asked_of(f"{server.address}/somebody/something", tmp_path)
    asked_of("", tmp_path)


def test_a_hub_that_is_not_there_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable, match=r"^127\.0\.0\.1 could not be reached: [^\[\d]+\. \w"):
        asked_of(f"http://127.0.0.1:{port}/somebody/something", tmp_path)


def test_models_are_in_the_order_of_what_they_are_for(server: Hub) -> None:
    told = here.listing(registry.cards("installed").values(), [])
    shelf = Shelf(told)
    rows = shelf.rows(0)
    roles = [row.role for row in rows]
    assert sorted(roles, key=roles.index) == roles, "each kind stands together"
    infos = {info.name: info for info in told.models}
    for role in set(roles):
        kind = [infos[row.name] for row in rows if row.role == role]
        assert offering.is_free(kind[0])
        assert all("Licence: " in shelf.about(one.name) for one in kind)
