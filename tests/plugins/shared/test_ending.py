"""Ending an agent that does not answer."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from frisket_plugin import ending
from frisket_plugin.settings import Settings
from frisket_protocol import discovery

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stops a process by a signal")


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
        monkeypatch.setattr(ending, "WAIT_SECONDS", 0.0)  # its parent, this test, has to reap it
        ending.end_silent(Settings(address=address))
        if is_ended:
            assert hanging.wait(10) == -signal.SIGKILL
        else:
            assert hanging.poll() is None
    finally:
        hanging.kill()
        hanging.wait()
