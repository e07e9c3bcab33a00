"""`frisket serve`, `status`, `stop` and `recipes`."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket import cli
from frisket.cli.agent import _memory
from frisket_protocol import discovery
from frisket_protocol.requests import StatusReport
from running import Running, running


@pytest.fixture
def agent(runtime: Path) -> Iterator[Running]:
    with running() as served:
        discovery.write(served.found)
        yield served


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert cli.main([*arguments, "--json"]) == 0
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return answer


def test_status_of_a_running_agent(agent: Running, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "status")["connections"] == 1
    assert cli.main(["status"]) == 0
    assert "frisket agent" in capsys.readouterr().out


def test_status_tells_memory_in_the_units_of_its_size_and_what_counts_where() -> None:
    report = StatusReport(
        version="0.1",
        device="cpu",
        uptime_ms=5,
        connections=1,
        queued=0,
        running="",
        log="agent.log",
        loaded=("classic",),
        images=2,
        images_bytes=3_000_000,
        embeddings_bytes=178_100_000,
        models_bytes=10_400_000,
        models_budget=12_600_000_000,
        warm=True,
    )
    assert list(_memory(report)) == [
        "  models       classic",
        "  memory       10 MB of 12.6 GB for models",
        "  pictures     3.0 MB for 2 of them, beside the models' memory",
        "  kept ready   178 MB, worked out for the pictures so that clicks are quick, "
        "beside the models' memory",
    ]


def test_status_without_an_agent(runtime: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["status"]) == 1
    assert "not running" in capsys.readouterr().err


def test_stop_ends_the_agent(agent: Running) -> None:
    assert cli.main(["stop"]) == 0
    assert agent.agent.stopping.is_set()


def test_stop_without_an_agent_is_done_already(runtime: Path) -> None:
    assert cli.main(["stop"]) == 0


def test_recipes_with_and_without_an_agent(
    runtime: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["recipes"]) == 0
    assert "classic" in capsys.readouterr().out
    with running() as served:
        discovery.write(served.found)
        assert cli.main(["recipes"]) == 0
    assert "fake" in capsys.readouterr().out


def test_a_port_that_is_taken_is_said(runtime: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = subprocess.run(
            [sys.executable, "-m", "frisket", "serve", "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert ran.returncode == 1
    assert "cannot listen on port" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_log_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("FRISKET_RUNTIME", str(tmp_path / "file" / "runtime"))
    assert cli.main(["serve"]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["a link", "a fifo", "a folder that is a link"])
def test_a_log_in_anothers_place_is_not_written(
    kind: str, runtime: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    victim = tmp_path / "victim"
    if kind == "a folder that is a link":
        victim.mkdir(mode=0o700)
        runtime.symlink_to(victim)
    else:
        runtime.mkdir(mode=0o700)
        if kind == "a link":
            victim.write_text("mine")
            (runtime / "agent.log").symlink_to(victim)
        else:
            os.mkfifo(runtime / "agent.log")  # opening it would wait for a reader
    assert cli.main(["serve", "--models", "fake"]) == 1
    assert "The log cannot be written" in capsys.readouterr().err
    assert not list(victim.iterdir()) if victim.is_dir() else True
    assert not victim.is_file() or victim.read_text() == "mine"


@pytest.mark.parametrize("text", ["", "host", "host:", "host:x", "a b:1", "http://host:1", "h:1/"])
def test_an_allowed_host_is_an_address_and_a_port(text: str) -> None:
    with pytest.raises(SystemExit):
        cli.main(["serve", "--allow-host", text])
