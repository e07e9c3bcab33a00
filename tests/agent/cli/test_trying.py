"""`frisket models try`, as a person types it."""

from __future__ import annotations

import getpass
import json
import platform
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

import made_examples
from frisket import cli, pictures
from frisket.trials import examples
from frisket_protocol.folders import home

Said = Callable[..., tuple[str, str]]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FRISKET_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], config: Path) -> Said:
    def by(*arguments: str, code: int = 0) -> tuple[str, str]:
        """Output and errors of one command, which ends with this exit code."""
        assert cli.main(["models", "try", *arguments]) == code
        captured = capsys.readouterr()
        return captured.out, captured.err

    return by


def square(config: Path, name: str = "annas-vase") -> None:
    """A photograph of one's own: a dark square on a light ground."""
    shape = np.zeros((90, 120), bool)
    shape[25:65, 40:80] = True
    rgb = np.where(shape[..., None], [60, 40, 30], [220, 225, 230]).astype(np.uint8)
    made_examples.write(config, name, rgb, [shape], ["square"])


def test_a_name_is_tried_as_a_model_and_told_in_a_table(said: Said) -> None:
    out, err = said("closed_form")
    lines = out.splitlines()
    assert lines[0].split() == [
        "model",
        "picture",
        "overlap",
        "expected",
        "seconds",
        "memory",
        "verdict",
    ]
    assert lines[1].split()[:2] == ["closed_form", "hair"]
    assert lines[1].endswith("as expected")
    assert not err


def test_without_a_name_everything_that_is_here_is_tried(said: Said) -> None:
    out, _ = said("--picture", "coins")
    rows = [line.split()[:2] for line in out.split("---")[0].splitlines()[1:] if line]
    assert rows == [["classic", "coins"], ["recipe", "classic"]]


def test_json_is_a_line_for_each(said: Said) -> None:
    out, _ = said("classic", "closed_form", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    photographs = [one.name for one in examples.load() if one.words]
    assert [one["picture"] for one in told] == [*photographs, "hair"]
    for one in told:
        assert one["verdict"] == "as expected"
        assert one["overlap"] >= one["expected"]
        assert (one["difference"] is None) == (one["picture"] != "hair")
        assert one["runs"] == 3


def test_what_nobody_measured_is_asked_for(said: Said, config: Path) -> None:
    square(config)
    out, _ = said("classic", "--picture", "annas-vase")
    assert "not known" in out
    assert "nobody has told yet what it should be. Please report it" in out


def test_a_report_holds_no_folder_and_no_name_of_the_person(said: Said, config: Path) -> None:
    square(config)
    out, _ = said("classic", "--picture", "annas-vase")
    report = out.split("--- for a report ---")[1]
    for expected in ("frisket", "system", "processor", "models on", "Python", "torch"):
        assert expected in report
    assert "own picture 1" in report
    for secret in ("annas-vase", str(home()), str(config), getpass.getuser(), platform.node()):
        assert secret not in report


def test_overlays_are_written_and_nobody_elses_file_is_touched(said: Said, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "looks"
    said("closed_form", "--overlay", str(folder))
    (file,) = folder.iterdir()
    assert file.name == "closed_form-hair.png"
    assert pictures.is_own(file)
    example = next(one for one in examples.load() if one.name == "hair")
    assert pictures.load(file).rgb.shape == example.rgb.shape
    said("closed_form", "--overlay", str(folder))
    cv2.imwrite(str(file), np.zeros((4, 4, 3), np.uint8))
    before = file.read_bytes()
    _, err = said("closed_form", "--overlay", str(folder), code=1)
    assert "is there already, and frisket did not write it. Name another folder." in err
    assert file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_said_before_the_work(said: Said, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out, err = said("closed_form", "--overlay", str(tmp_path / "file" / "x"), code=2)
    assert "cannot be made" in err
    assert not out


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["classicc"], 2, "No model and no recipe is called 'classicc'. Did you mean classic?"),
        (["classic", "--picture", "moon"], 2, "There are: dahlia"),
        (["classic", "--picture", "hair"], 1, "It can on: dahlia"),
        (["sam2.1-tiny"], 1, "models pull sam2.1-tiny"),
        (["words"], 1, "is not ready. Get what it needs with"),
    ],
)
def test_what_cannot_be_tried_says_why_and_what_to_do(
    said: Said,
    arguments: list[str],
    code: int,
    expected: str,
) -> None:
    _, err = said(*arguments, code=code)
    assert expected in err


def test_what_is_wrong_with_one_does_not_keep_the_others(said: Said) -> None:
    out, err = said("sam2.1-tiny", "closed_form", code=1)
    assert "sam2.1-tiny" in err
    assert "closed_form  hair" in out
