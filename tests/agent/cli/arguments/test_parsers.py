"""The command line: what it reads, and that it answers at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from frisket import __version__, cli, installation
from frisket.cli import arguments
from frisket.cli.arguments import parsers


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


def test_no_option_that_takes_one_value_is_taken_twice(capsys: pytest.CaptureFixture[str]) -> None:
    """Every such option of every command: what stands first would be ignored."""
    _, commands = parsers._parsers()
    seen = 0
    for name, parser in commands.items():
        for action in parser._actions:
            if not action.option_strings or action.nargs == 0 or action.default == []:
                continue
            option = action.option_strings[-1]
            if type(action).__name__ != "Once":
                assert type(action).__name__ == "_AppendAction", (name, option)
                continue
            value = next(iter(action.choices or [])) if action.choices else VALUES.get(option, "1")
            required = ["a.png"] if name in ("mask", "models import") else []
            said = refused(capsys, *name.split(), *required, *[option, str(value)] * 2)
            assert f"{option}: it stands twice" in said
            seen += 1
    assert seen > 25


VALUES = {"--device": "cpu"}


def test_an_error_stands_alone_where_the_usage_is_a_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = refused(capsys, "mask", "a.png", "--point", "3")
    assert said.count("\n") == 2
    assert "frisket mask --help" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("--json", "mask", "d.jpg"), "options go behind the command. Did you mean `frisket mask"),
        (("-q", "models", "list"), "options go behind the command."),
        (("d.jpg", "--box", "1,2,3,4"), "mask d.jpg --box 1,2,3,4`?"),
        (("folder",), "folder is no command. Did you mean"),
        (("mask", "-dash.png"), "For the file of that name type ./-dash.png"),
        (("msk", "d.jpg"), "Did you mean mask?"),
    ],
)
def test_words_in_the_wrong_order_are_told_how_to_type_them(
    typed: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "-dash.png").touch()
    pip = installation.Installation("pip", ("frisket",))
    monkeypatch.setattr(installation, "here", lambda: pip)
    with pytest.raises(SystemExit) as usage:
        cli.main(typed)
    assert usage.value.code == 2
    assert said in capsys.readouterr().err
