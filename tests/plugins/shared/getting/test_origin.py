"""Where an agent comes from that no panel has set up."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from frisket_plugin.getting import origin
from frisket_plugin.settings import Settings
from frisket_protocol import discovery
from frisket_protocol.discovery import Discovery


def test_nothing_is_said_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert origin.told(Settings()) == ""


def test_one_that_was_installed_is_named_and_who_removes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    own = tmp_path / ".local/bin/frisket"
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/sh\n")
    os.chmod(own, 0o755)
    told = origin.told(Settings())
    assert str(own) in told
    assert "Remove it with the program that it was installed with" in told


def test_what_the_settings_say_is_named_and_where_to_change_it() -> None:
    assert "127.0.0.1:4000" in origin.told(Settings(address=" 127.0.0.1:4000 "))
    assert "“Agent's address”" in origin.told(Settings(address="127.0.0.1:4000"))
    told = origin.told(Settings(command="mine serve"))
    assert "mine serve" in told
    assert "“Agent's command”" in told


def test_one_that_was_only_started_is_ended_where_that_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        discovery.write(Discovery("127.0.0.1", port, "x" * 43, os.getpid(), "1.0", "now", 1))
        assert "End it where it was started" in origin.told(Settings())
    assert origin.told(Settings()) == "", "it was killed, and its announcement stayed"
