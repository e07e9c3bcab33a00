"""`frisket doctor`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from frisket import cli
from frisket_protocol import discovery
from running import running


def test_doctor_says_that_a_folder_is_none(
    runtime: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "picture.jpg"
    file.write_bytes(b"")
    monkeypatch.setenv("FRISKET_CONFIG", str(file))
    assert cli.main(["doctor"]) == 0
    assert f"{file}, which is no folder but a file" in capsys.readouterr().out


def test_doctor_tells_what_works_and_no_secret(
    runtime: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running() as agent:
        discovery.write(agent.found)
        assert cli.main(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert str(findings["agent"]).startswith("running")
    assert str(findings["engine"]).startswith("works")
    assert agent.found.token not in str(findings)
