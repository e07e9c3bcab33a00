"""An agent of another copy or with other settings than the command: it says so, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from frisket import cli
from frisket.serving import agent as serving
from frisket_protocol import discovery
from running import running

WORDS = ("mask", "a.png", "--words", "red")


@pytest.fixture(autouse=True)
def picture(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pixels = np.full((60, 80, 3), 90, np.uint8)
    pixels[20:40, 20:60] = (250, 0, 0)
    Image.fromarray(pixels).save("a.png")


@pytest.fixture
def there() -> Iterator[None]:
    with running() as served:
        discovery.write(served.found)
        yield


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    cli.main(arguments)
    return capsys.readouterr().err


@pytest.mark.parametrize("of", ["copy", "settings"])
@pytest.mark.parametrize("command", [WORDS, ("recipes",), ("models", "list")], ids=" ".join)
def test_an_agent_of_another_is_said_to_be_one(
    there: None,
    command: tuple[str, ...],
    of: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "that runs" not in said(capsys, *command), "it is of this copy, with these settings"
    other = tmp_path / "other"
    if of == "copy":
        monkeypatch.setattr(serving, "sys", SimpleNamespace(prefix=str(other)))
        there_is = "is that of another copy of frisket"
    else:
        monkeypatch.setattr(serving, "config_folder", lambda: other)
        there_is = f"has its models and recipes from {other}, not from"
    told = said(capsys, *command)
    (line,) = [line for line in told.splitlines() if "The agent that runs" in line]
    assert there_is in line
    assert "stop` ends it" in line
    assert ("--no-agent" in line) == (command == WORDS)


def test_where_no_model_is_meant_a_copy_is_like_another(
    there: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "sys", SimpleNamespace(prefix="/elsewhere"))
    assert "that runs" not in said(capsys, "mask", "a.png", "--box", "18,18,62,42", "--no-agent")
    assert "that runs" not in said(capsys, "mask", "a.png", "--box", "18,18,62,42")
