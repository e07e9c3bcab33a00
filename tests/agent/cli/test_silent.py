"""An agent that hangs, or whose `agent.json` is lost: every command goes on, or says what to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli
from frisket.cli import asking
from frisket.serving import ending
from frisket_protocol import channel, discovery
from frisket_protocol.client import Layer

pytestmark = pytest.mark.skipif(os.name == "nt", reason="stops and goes on by POSIX's signals")
SERVE = [sys.executable, "-m", "frisket", "serve", "--models", "fake"]
PICTURE = np.full((60, 80, 3), 90, np.uint8)
PICTURE[20:40, 20:60] = (250, 0, 0)


@pytest.fixture
def serving(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A real agent, as a process of its own; its number."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(channel, "CONNECT_SECONDS", 0.6)
    Image.fromarray(PICTURE).save("a.png")
    with subprocess.Popen(SERVE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "ready" in process.stdout.readline()
        yield process.pid
        process.kill()


@pytest.fixture
def hung(serving: int) -> int:
    os.kill(serving, signal.SIGSTOP)
    return serving


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert cli.main(arguments) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_a_mask_is_made_without_an_agent_that_hangs(
    hung: int, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, "mask", "a.png", "--box", "18,18,62,42")
    assert f"does not answer. It is process {hung}, and its log is" in told
    assert "stop` ends it. Going on without it, in this process." in told
    assert Path("a-mask.png").is_file()
    told = said(capsys, "mask", "a.png", "--box", "18,18,62,42", "--agent", code=1)
    assert f"process {hung}" in told


def test_a_mask_is_made_though_the_agent_hangs_only_then(
    serving: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "LOOK_SECONDS", 0.6)
    real = Layer.segment

    def segment(self: Layer, *given: object, **named: object) -> object:
        if ending.process() == serving:
            os.kill(serving, signal.SIGSTOP)
        return real(self, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Layer, "segment", segment)
    told = said(capsys, "mask", "a.png", "--box", "18,18,62,42")
    assert "does not answer" in told
    assert Path("a-mask.png").is_file()


def test_status_names_the_process_and_the_log_of_one_that_hangs(
    hung: int, runtime: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = said(capsys, "status", code=1)
    for part in (f"process {hung}", str(runtime / "agent.log"), "stop` ends it."):
        assert part in told
    assert "process" in said(capsys, "recipes")


def test_stop_ends_one_that_hangs_and_another_can_start(
    hung: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ending, "TOLD_SECONDS", 0.2)
    told = said(capsys, "stop")
    assert f"does not answer. It is ended: process {hung}, whose log is" in told
    assert not ending.is_there()
    assert discovery.read() is None
    assert "No frisket agent was running." in said(capsys, "stop")


@pytest.mark.parametrize("how", ["lost", "damaged"])
def test_one_whose_address_is_gone_is_found_by_its_lock(
    serving: int, runtime: Path, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    file = runtime / "agent.json"
    file.unlink() if how == "lost" else file.write_text("garbage")
    told = said(capsys, "status", code=1)
    assert ("cannot be reached" if how == "lost" else "is damaged") in told
    if how == "lost":
        assert f"process {serving}" in told
    second = subprocess.run(SERVE, capture_output=True, text=True, timeout=60, check=False)
    assert "stop` ends it" in second.stderr
    assert f"cannot be reached. It is ended: process {serving}" in said(capsys, "stop")
    assert not ending.is_there()
    assert not file.exists()


def test_no_process_is_ended_that_does_not_hold_the_lock(
    serving: int, runtime: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Inside of a sandbox processes have other numbers: what stands in a file is no proof."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells, and only there are sandboxes with numbers of their own")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        (runtime / "agent.json").unlink()
        (runtime / "agent.lock").write_bytes(b"\0%d\n" % other.pid)
        told = said(capsys, "stop", code=1)
        assert "cannot be told from here" in told
        assert str(runtime / "agent.log") in told
        assert other.poll() is None
        other.kill()


def test_the_lock_names_who_holds_it(runtime: Path) -> None:
    with discovery.lock() as held:
        assert held is not None
        named = (runtime / discovery.LOCK_NAME).read_bytes()
        assert named[1:] == b"%d\n" % os.getpid()
        assert ending.process() is None, "nobody ends itself"
    assert ending.process() is None
