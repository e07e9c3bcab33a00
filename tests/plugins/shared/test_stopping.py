"""Ending agents, with real processes."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from frisket_plugin import agent
from frisket_plugin.settings import Settings
from frisket_plugin.setup import places
from frisket_plugin.stopping import end_silent, stop_installed
from frisket_protocol import Watch, discovery

ROOT = Path(__file__).resolve().parents[3]


def test_the_agent_of_the_panel_is_gone_when_it_was_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRISKET_RUNTIME", str(tmp_path / "runtime"))
    monkeypatch.setenv("FRISKET_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'agent'}:{ROOT / 'protocol'}")
    own = places.places().environment
    program = places.program(own)
    program.parent.mkdir(parents=True)
    code = "from frisket.cli import main; import sys; sys.exit(main())"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@" --models fake\n')
    program.chmod(0o755)
    assert not stop_installed(), "none runs"
    settings = Settings(command=f"{shlex.quote(str(program))} serve")
    processes: list[subprocess.Popen[bytes]] = []
    launch = agent._launch
    monkeypatch.setattr(
        agent, "_launch", lambda *given: processes.append(launch(*given)) or processes[-1]
    )
    try:
        for _ in range(2):
            # A new one can be started at once: the one before holds nothing any more.
            agent.start(settings, Watch())
            found = discovery.read()
            assert found is not None
            assert not stop_installed(), "it is not the panel's"
            places.mark(own, found.version)
            assert stop_installed()
            assert discovery.read() is None
            assert processes[-1].wait(60) == 0
            (own / places.MARKER).unlink()
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")
@pytest.mark.parametrize(("address", "is_ended"), [("", True), ("127.0.0.1:4000", False)])
def test_only_the_one_that_announces_itself_is_ended(
    address: str, is_ended: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRISKET_RUNTIME", str(tmp_path))
    tmp_path.chmod(0o700)
    hanging = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    try:
        hanging.send_signal(signal.SIGSTOP)
        found = discovery.Discovery("127.0.0.1", 4, "x" * 64, hanging.pid, "1", "e", 0)
        file = tmp_path / discovery.FILE_NAME
        plain = {**vars(found), "schema": discovery.SCHEMA}
        file.write_text(json.dumps(plain), "utf-8")
        os.chmod(file, 0o600)
        assert discovery.read() is not None
        end_silent(Settings(address=address))
        if is_ended:
            assert hanging.wait(10) == -signal.SIGKILL
        else:
            assert hanging.poll() is None
    finally:
        hanging.kill()
        hanging.wait()
