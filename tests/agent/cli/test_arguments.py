"""The command line: what it reads, and that it answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from frisket import __version__, cli
from frisket.cli import arguments


def refused(capsys: pytest.CaptureFixture[str], *given: str) -> str:
    with pytest.raises(SystemExit) as ended:
        cli.main(given)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert all(f" {command} " in printed for command in arguments.COMMANDS)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"frisket {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "COMMAND"),
        (["mask"], "PICTURE"),
        (["mask", "a.png", "--box", "1,2,3"], "4 numbers"),
        (["mask", "a.png", "--box", "1,2,3,x"], "4 numbers"),
        (["mask", "a.png", "--point", "nan,1"], "2 numbers"),
        (["mask", "a.png", "--edges", "furry"], "furry"),
        (["mask", "a.png", "--agent", "--no-agent"], "not allowed"),
        (["serve", "--models", "none"], "none"),
    ],
)
def test_wrong_usage_is_said(
    capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    assert complaint in refused(capsys, *arguments)


def test_it_runs_as_a_module() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "frisket", "--version"], capture_output=True, text=True, check=True
    )
    assert ran.stdout == f"frisket {__version__}\n"
