"""An agent that goes in the middle of a command, killed or stopped: the rest is done without it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli, installation
from frisket.cli import arguments
from frisket.cli.asking import Asked
from frisket.pictures import ArraySource
from frisket_protocol.client import Answer, Client
from frisket_protocol.errors import AgentNotRunning
from frisket_protocol.parts import Prompt
from frisket_protocol.raster import Box
from frisket_protocol.watch import Watch

PICTURE = np.full((60, 80, 3), 90, np.uint8)
PICTURE[20:40, 20:60] = (250, 0, 0)


@pytest.fixture
def serving(runtime: Path) -> Iterator[subprocess.Popen[str]]:
    """A real agent, as a process of its own."""
    command = [sys.executable, "-m", "frisket", "serve", "--models", "fake"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "ready" in process.stdout.readline()
        yield process
        process.kill()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()


def stop(process: subprocess.Popen[str]) -> None:
    assert cli.main(["stop"]) == 0
    process.wait()


def masks_when_it_goes(asked: Asked, process: subprocess.Popen[str], ending: str) -> Answer:
    """A mask of a picture; the agent goes when it is asked the first time."""

    def work(client: Client) -> Answer:
        if process.poll() is None:
            (kill if ending == "kill" else stop)(process)
        return client.open(ArraySource(PICTURE, None)).segment(
            Prompt(boxes=(Box(18, 18, 62, 42),)), watch=watch
        )

    watch = Watch()
    return asked.ask(work, watch)


@pytest.mark.parametrize(
    ("ending", "said"), [("kill", "The agent has gone."), ("stop", "The agent was stopped.")]
)
def test_a_command_goes_on_without_an_agent_that_went(
    serving: subprocess.Popen[str], capsys: pytest.CaptureFixture[str], ending: str, said: str
) -> None:
    with Asked(arguments.read(["mask", "a.png"])) as asked:
        assert masks_when_it_goes(asked, serving, ending).masks
        told = f"frisket: {said} Going on without it, in this process.\n"
        assert capsys.readouterr().err == told
        assert masks_when_it_goes(asked, serving, ending).masks
        assert not capsys.readouterr().err


@pytest.mark.parametrize("ending", ["kill", "stop"])
def test_where_only_an_agent_will_do_its_end_is_an_error(
    serving: subprocess.Popen[str], ending: str
) -> None:
    with (
        Asked(arguments.read(["mask", "a.png", "--agent"])) as asked,
        pytest.raises(AgentNotRunning),
    ):
        masks_when_it_goes(asked, serving, ending)


def test_every_hint_names_the_command_of_this_installation(
    runtime: Path,
    tmp_path: Path,
    serving: subprocess.Popen[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Also those of the client, which cannot know it, of each picture of a command."""
    clone = installation.Installation("clone", ("uv", "run", "--project", "X", "frisket"))
    monkeypatch.setattr(installation, "here", lambda: clone)
    monkeypatch.chdir(tmp_path)
    Image.fromarray(PICTURE).save("a.png")
    real = Asked.ask
    monkeypatch.setattr(
        Asked, "ask", lambda self, work, watch: (kill(serving), real(self, work, watch))[1]
    )
    assert cli.main(["mask", "a.png", "--agent", "--box", "18,18,62,42", "--json"]) == 1
    told = capsys.readouterr()
    for text in (told.out, told.err):
        assert "uv run --project X frisket serve" in text
