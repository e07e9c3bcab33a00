"""How the agent is, with real ones and one that hangs."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket.config import Settings as AgentSettings
from frisket_plugin import agent, lookout
from frisket_plugin.settings import Settings
from frisket_protocol import FrisketError, Software
from frisket_protocol.channel import not_running
from frisket_protocol.errors import ConnectionLost, DeadlineExceeded, VersionMismatch
from running import Running, running

PLUGIN = Software("test-plugin", "1")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRISKET_RUNTIME", str(tmp_path / "runtime"))


@pytest.fixture
def there() -> Iterator[Running]:
    with running(AgentSettings(models="fake", discoverable=False)) as started:
        yield started


def by_hand(there: Running) -> Settings:
    return Settings(address=f"{there.found.host}:{there.found.port}", token=there.found.token)


def test_a_running_agent_tells_its_device_and_recipes(there: Running) -> None:
    with agent.connect(by_hand(there), PLUGIN) as client:
        state = lookout.state_of(client)
    assert state.light in ("running", "loading")
    assert state.device == "cpu"
    assert "fake" in [recipe.name for recipe in state.recipes]


def test_no_agent_is_a_plain_sentence() -> None:
    with pytest.raises(FrisketError) as failed:
        agent.connect(Settings(), PLUGIN)
    state = lookout.state_without(failed.value)
    assert state.light == "stopped"
    assert "not running" in state.problem


def test_a_wrong_token_is_refused(there: Running) -> None:
    settings = Settings(address=by_hand(there).address, token="no")
    with pytest.raises(FrisketError) as failed:
        agent.connect(settings, PLUGIN)
    assert lookout.state_without(failed.value).light == "refused"


def test_other_versions_say_which_side_to_update() -> None:
    state = lookout.state_without(VersionMismatch("The agent is older.", hint="Update it."))
    assert (state.light, state.problem) == ("mismatch", "The agent is older. Update it.")


def test_a_look_tells_what_is_there(there: Running) -> None:
    assert lookout.look(by_hand(there), PLUGIN, 60).light in ("running", "loading")
    assert lookout.look(Settings(), PLUGIN, 60).light == "stopped"


def test_an_agent_that_hangs_is_silent_and_holds_nobody() -> None:
    # As a stopped process: the system takes the connection, and nobody ever answers.
    with socket.create_server(("127.0.0.1", 0)) as hung:
        began = time.monotonic()
        state = lookout.look(Settings(address=f"127.0.0.1:{hung.getsockname()[1]}"), PLUGIN, 0.2)
        assert time.monotonic() - began < agent.PATIENCE_SECONDS
    assert state.light == "silent"
    assert lookout.state_without(DeadlineExceeded("nothing")) == lookout.silent()


@pytest.mark.parametrize("error", [not_running(), ConnectionLost("lost", hint="`frisket serve`")])
def test_nobody_with_a_start_button_is_sent_to_a_terminal(error: FrisketError) -> None:
    for told in (lookout.sentence_of(error), lookout.state_without(error).problem):
        assert "agent" in told.lower()
        assert "`" not in told
    assert "Start" in lookout.sentence_of(error)


def test_other_errors_say_themselves() -> None:
    assert lookout.sentence_of(VersionMismatch("Old.", hint="Update.")) == "Old. Update."
