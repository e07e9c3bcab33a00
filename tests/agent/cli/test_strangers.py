"""What somebody types who comes from other programs, and names that are no plain text."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli
from frisket.cli import progress, terminal
from frisket.cli.progress import Progress
from frisket.journey import recipes

BOX = ("--box", "18,18,62,42", "--no-agent")


@pytest.fixture(autouse=True)
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    pixels = np.full((60, 80, 3), 110, np.uint8)
    pixels[20:40, 20:60] = (255, 0, 0)
    Image.fromarray(pixels).save("a.png")
    return tmp_path


def mask(*arguments: str) -> int:
    return cli.main(["mask", *arguments])


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("https://example.com/cat.jpg",), 1, "https://example.com/cat.jpg is an address"),
        (("a.png", "10,10"), 2, "There is no file 10,10. For a click type --point 10,10."),
        (("a.png", "1,1,9,9"), 2, "For a box type --box 1,1,9,9."),
        (("a.png", "--mask", "-"), 2, "--mask takes the name of a file"),
        (("a.png", "--scribble", "-"), 2, "--scribble takes the name of a file"),
    ],
    ids=str,
)
def test_what_is_no_file_is_told_apart(
    picture: Path,
    capsys: pytest.CaptureFixture[str],
    given: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    assert mask(*given, "--no-agent") == code
    assert said in capsys.readouterr().err
    assert len(list(picture.iterdir())) == 1


@pytest.mark.parametrize(
    ("typed", "meant"), [("--neg", "--not"), ("--bbox", "--box"), ("--force", "--overwrite")]
)
def test_options_as_others_call_them(
    capsys: pytest.CaptureFixture[str], typed: str, meant: str
) -> None:
    with pytest.raises(SystemExit):
        mask("a.png", typed, "1,1")
    assert f"Did you mean {meant}?" in capsys.readouterr().err


@pytest.mark.parametrize("given", [["help"], ["help", "mask"]])
def test_help_as_others_have_it(capsys: pytest.CaptureFixture[str], given: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(given)
    assert ended.value.code == 0
    assert " ".join(["usage: frisket", *given[1:]]) in capsys.readouterr().out


def test_a_file_like_an_option_behind_two_dashes(picture: Path) -> None:
    (picture / "a.png").rename("-a.png")
    assert mask(*BOX, "-o", "b.png", "--", "-a.png") == 0
    assert (picture / "b.png").is_file()


@pytest.mark.parametrize("typed", ["Without models", "CLASSIC", "Automatic"])
def test_a_recipe_by_its_title(typed: str) -> None:
    assert mask("a.png", *BOX, "--recipe", typed) == 0


def test_a_name_that_is_nearly_a_recipes_in_capitals(capsys: pytest.CaptureFixture[str]) -> None:
    assert mask("a.png", *BOX, "--recipe", "CLASSIK") == 2
    assert "Did you mean classic?" in capsys.readouterr().err


@pytest.mark.skipif("__import__('os').name == 'nt'", reason="Windows has no such names")
def test_a_name_cannot_colour_the_terminal_or_end_a_line(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "re\x1b[31md\n.png"
    (picture / "a.png").rename(name)
    assert mask(name, *BOX) == 0
    assert mask(name, *BOX, "-o", "no/such/b.png") == 1
    (picture / name).write_text("no picture")
    assert mask(name, "missing\x07.png", *BOX) == 1
    said = capsys.readouterr()
    assert "re\\x1b[31md\\n.png" in said.out
    assert not set("\x1b\x07") & set(said.out + said.err)
    assert all("frisket: " in line for line in said.err.splitlines()[:-1])
    assert terminal.plain("Größe “日本”, 2 × 3") == "Größe “日本”, 2 × 3"


def test_quiet_is_told_errors_alone(capsys: pytest.CaptureFixture[str]) -> None:
    whole = ("--box", "0,0,80,60", "--no-agent")
    assert mask("a.png", *whole) == 0
    assert "The box is the whole picture" in capsys.readouterr().err
    assert mask("a.png", *whole, "-q") == 0
    assert capsys.readouterr() == ("", "")
    assert mask("a.png", *whole, "-q", "--json") == 0
    assert json.loads(capsys.readouterr().out)["notes"]
    assert mask("a.png", *BOX, "--grow", "-500", "-q") == 3
    assert "Shrinking by 500 pixels left nothing" in capsys.readouterr().err


def test_a_picture_that_is_not_there_has_no_namesake(capsys: pytest.CaptureFixture[str]) -> None:
    assert mask("a.png ", *BOX) == 1
    assert capsys.readouterr().err == "frisket: There is no file a.png .\n"


def test_a_step_that_is_done_twice_does_not_go_back(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(Progress, "_write", lambda _, text: drawn.append(text))
    monkeypatch.setattr(progress, "BEAT_SECONDS", 60.0)
    with Progress("a.png", quiet=False) as watch:
        for share in (0.5, 1.0, 0.0, 0.5, 1.0):
            watch.step("segment", share)
    told = [text.removeprefix("a.png: cutting it out").strip() for text in drawn[1:6]]
    assert told == ["50%", "100%", "", "", ""]


def test_a_recipe_that_cannot_be_read_is_told_of_once(
    picture: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (picture / "own.toml").write_text("name = ")
    with caplog.at_level(logging.WARNING):
        recipes.load(picture)
        recipes.load(picture)
    assert len(caplog.records) == 1
    assert "own.toml is left out: it is not TOML" in caplog.text
