"""Whether the agent is there, and starting it, with real processes."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket.config import Settings as AgentSettings
from frisket_plugin import agent, lookout
from frisket_plugin.settings import Settings
from frisket_protocol import Client, FrisketError, Software, Watch
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.requests import Stop
from running import Running, running

ROOT = Path(__file__).resolve().parents[3]
PLUGIN = Software("test-plugin", "1")


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRISKET_RUNTIME", str(tmp_path / "runtime"))
    return tmp_path / "runtime"


@pytest.fixture
def there() -> Iterator[Running]:
    with running(AgentSettings(models="fake", discoverable=False)) as started:
        yield started


def by_hand(there: Running) -> Settings:
    return Settings(address=f"{there.found.host}:{there.found.port}", token=there.found.token)


@pytest.mark.parametrize("address", ["nowhere", ":80", "127.0.0.1:0", "127.0.0.1:x"])
def test_an_address_that_is_none_is_said_to_be_so(address: str) -> None:
    with pytest.raises(FrisketError, match="address.*127.0.0.1:4000") as raised:
        agent.by_hand(Settings(address=address))
    assert repr(address) in str(raised.value)


def test_an_ipv6_address_is_understood() -> None:
    found = agent.by_hand(Settings(address="[::1]:4000", token="t"))
    assert found is not None
    assert (found.host, found.port) == ("::1", 4000)


def test_the_command_of_the_settings_comes_first() -> None:
    assert agent.command(Settings(command="'/a b/frisket' serve")) == ["/a b/frisket", "serve"]
    with pytest.raises(FrisketError, match="cannot be read"):
        agent.command(Settings(command="'"))


def test_the_frisket_that_put_the_plugin_there_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = tmp_path / "agent.json"
    monkeypatch.setattr(agent, "INSTALLED_BY", written)
    program = tmp_path / "a clone" / "frisket"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    written.write_text(json.dumps({"command": [str(program), "serve"]}), "utf-8")
    assert agent.command(Settings()) == [str(program), "serve"]
    assert agent.command(Settings(command="mine")) == ["mine"]
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(agent, "_places", list)
    program.unlink()
    for text in (written.read_text("utf-8"), "", "[]", '{"command": []}', '{"command": 3}'):
        written.write_text(text, "utf-8")
        with pytest.raises(FrisketError, match="not found"):
            agent.command(Settings())


def test_frisket_is_found_in_known_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(agent, "_places", lambda: [tmp_path / ".local/bin"])
    with pytest.raises(FrisketError, match="not found"):
        agent.command(Settings())
    program = tmp_path / ".local/bin/frisket"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    assert agent.command(Settings()) == [str(program), "serve"]


def test_an_agent_that_ends_shows_the_end_of_its_log() -> None:
    code = "print('no room left'); raise SystemExit(3)"
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}"
    with pytest.raises(FailedPrecondition, match=r"ended with 3.*no room left") as failed:
        agent.start(Settings(command=command), Watch())
    assert failed.value.detail == "start"


def test_a_program_that_is_not_there_is_said_to_be_so() -> None:
    with pytest.raises(FailedPrecondition, match="could not be started"):
        agent.start(Settings(command="/nowhere/frisket serve"), Watch())


def test_an_agent_is_started_and_found(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = f"{ROOT / 'agent'}:{ROOT / 'protocol'}"
    monkeypatch.setenv("PYTHONPATH", paths)
    command = f"{shlex.quote(sys.executable)} -m frisket serve --models fake"
    processes: list[subprocess.Popen[bytes]] = []
    launch = agent._launch
    monkeypatch.setattr(
        agent, "_launch", lambda *given: processes.append(launch(*given)) or processes[0]
    )
    try:
        agent.start(Settings(command=command), Watch())
        with agent.connect(Settings(), PLUGIN) as client:
            state = lookout.state_of(client)
            assert state.light in ("running", "loading")
            assert "running" in agent.diagnostics(state, Settings(token="secret"), "test")
            stop(client)
        assert processes[0].wait(60) == 0
    finally:
        processes[0].kill()


def stop(client: Client) -> None:
    client.ask(Stop())


def test_diagnostics_hold_no_token() -> None:
    told = agent.diagnostics(agent.State("stopped"), Settings(token="secret"), "Krita 5.2.9")
    assert "secret" not in told
    assert "Krita 5.2.9" in told
