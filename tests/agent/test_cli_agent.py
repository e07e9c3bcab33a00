"""`frisket status`, `stop`, `recipes` and `doctor`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from frisket import cli
from frisket_protocol import discovery
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


def test_doctor_tells_what_works_and_no_secret(
    agent: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = said(capsys, "doctor")
    assert str(findings["agent"]).startswith("running")
    assert str(findings["engine"]).startswith("works")
    assert agent.found.token not in str(findings)
