"""Which pictures are meant, and where their results go."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from frisket import cli
from frisket.cli import inputs, places
from frisket.cli.inputs import Given
from frisket_protocol import discovery
from running import running


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def agent(runtime: Path) -> Iterator[None]:
    with running() as served:
        discovery.write(served.found)
        yield


def picture(path: Path) -> Path:
    pixels = np.full((60, 80, 3), 110, np.uint8)
    pixels[20:40, 20:60] = (255, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def mask(*arguments: str) -> int:
    return cli.main(["mask", *arguments, "--box", "18,18,62,42", "--edges", "hard"])


def written(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.png"))


def test_the_same_name_in_two_folders(folder: Path, agent: None) -> None:
    for name in ("monday/001.png", "tuesday/001.png", "monday/002.png", "monday/002.tif"):
        picture(folder / name)
    given = ["monday/001.png", "tuesday/001.png", "monday/002.png", "monday/002.tif"]
    assert mask(*given, "-o", "out/") == 0
    assert written(folder / "out") == [
        "002-png-mask.png",
        "002-tif-mask.png",
        "monday/001-mask.png",
        "tuesday/001-mask.png",
    ]


def test_folders_are_walked_and_kept(folder: Path, agent: None) -> None:
    for name in ("in/a.png", "in/b/a.png", "in/b/c/d.JPG", "in/.hidden/e.png", "in/.f.png"):
        picture(folder / name)
    (folder / "in/notes.txt").write_text("no picture")
    assert mask("in", "-o", "out/") == 0
    assert written(folder / "out") == ["a-mask.png", "b/a-mask.png", "b/c/d-mask.png"]


def test_a_folder_with_earlier_results_can_be_walked_again(folder: Path, agent: None) -> None:
    picture(folder / "in/a.png")
    for _ in range(2):
        assert mask("in", "-o", "in/", "--cutout", "in/") == 0
        assert written(folder / "in") == ["a-cutout.png", "a-mask.png", "a.png"]


SECOND = [["*.png"], ["a.png", "a-mask.png", "cut.png", "look.jpg", "b.png"], ["."]]


@pytest.mark.parametrize("given", SECOND, ids=["pattern", "shell", "folder"])
def test_its_own_results_are_no_pictures_of_a_second_run(
    folder: Path, agent: None, capsys: pytest.CaptureFixture[str], given: list[str]
) -> None:
    """Known by their mark, whatever they are called; by their name where they were touched up."""
    for name in ("a.png", "b.png"):
        picture(folder / name)
    wanted = ["-o", "a-mask.png", "--cutout", "cut.png", "--overlay", "look.jpg"]
    assert mask("a.png", *wanted, "--path", "line.svg") == 0
    assert "left out" not in capsys.readouterr().err
    if given != SECOND[1]:
        picture(folder / "b-mask.png")
    assert mask(*given, "-o", "out/") == 0
    said = capsys.readouterr().err
    assert "results of frisket's, left out. Name one alone" in said
    assert "a-mask.png" in said
    assert written(folder / "out") == ["a-mask.png", "b-mask.png"]
    assert mask(*given, "-o", "out/", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(line.get("skipped", False) for line in lines) == len(lines) - 2
    assert mask("cut.png", "-o", "again.png") == 0  # named alone, it is meant


def test_every_line_of_json_has_the_same_keys(
    folder: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.png", "b.png"):
        picture(folder / name)
    assert mask("a.png", "-o", "out/") == 0
    (folder / "torn.png").write_bytes((folder / "a.png").read_bytes()[:60])
    capsys.readouterr()
    asked = (
        "a.png",
        "b.png",
        "torn.png",
        "out/a-mask.png",
        "-o",
        "out/",
        "--skip-existing",
        "--json",
    )
    assert mask(*asked) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 4
    for line in lines:
        assert {"picture", "objects", "notes", "written", "replaced", "left_over"} <= line.keys()
    assert [line["picture"] for line in lines if line.get("skipped")] == ["out/a-mask.png", "a.png"]
    assert all(line["reason"] for line in lines if line.get("skipped"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
def test_a_pipe_in_a_folder_is_not_waited_for(folder: Path, agent: None) -> None:
    picture(folder / "in/a.png")
    os.mkfifo(folder / "in/a.jpg")
    assert mask("in", "-o", "out/") == 0
    assert written(folder / "out") == ["a-mask.png"]


def test_nothing_but_results_is_told(
    folder: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    picture(folder / "in/a.png")
    assert mask("in/a.png", "-o", "in/", "--cutout", "in/") == 0
    (folder / "in/a.png").unlink()
    assert mask("in/*.png", "-o", "out/") == 1
    assert "Nothing but results of frisket's is there" in capsys.readouterr().err
    assert not (folder / "out").exists()


@pytest.mark.parametrize("given", [["a.jpg"], ["a.jpg", "b.png"], ["a.png", "a.jpg"], ["*.jpg"]])
def test_the_name_of_a_result_does_not_hang_on_what_else_is_asked_for(
    folder: Path, agent: None, capsys: pytest.CaptureFixture[str], given: list[str]
) -> None:
    for name in ("a.png", "a.jpg", "b.png"):
        picture(folder / name)
    assert mask(*given, "-o", "out/") == 0
    assert "a-jpg-mask.png" in written(folder / "out")
    assert "Another picture is called like" in capsys.readouterr().err


def test_its_own_overlay_beside_a_picture_changes_no_name(folder: Path, agent: None) -> None:
    picture(folder / "a.png")
    for _ in range(2):
        assert mask("a.png", "-o", "out/", "--overlay", "a.jpg") == 0
    assert written(folder / "out") == ["a-mask.png"]


def test_a_pattern_that_the_shell_left(folder: Path, agent: None) -> None:
    for name in ("in/a.png", "in/b.png", "in/deep/c.png"):
        picture(folder / name)
    assert mask("in/*.png", "-o", "out/") == 0
    assert written(folder / "out") == ["a-mask.png", "b-mask.png"]
    assert mask("in/**/*.png", "-o", "all/") == 0
    assert len(written(folder / "all")) == 3


def test_an_empty_folder_does_not_end_a_batch(
    folder: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    picture(folder / "a.png")
    assert mask("empty", "none*.png", "a.png", "-o", "out/") == 1
    assert written(folder / "out") == ["a-mask.png"]
    said = capsys.readouterr().err
    assert "no picture in the folder empty" in said
    assert "No file fits none*.png" in said


class Pipe:
    """Standard input or output with bytes in it."""

    def __init__(self, data: bytes = b"") -> None:
        self.buffer = io.BytesIO(data)
        self.text = ""

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize("to", [["-o", "-"], []], ids=["named", "by default"])
def test_a_pipe_is_read_and_written(
    folder: Path, agent: None, monkeypatch: pytest.MonkeyPatch, to: list[str]
) -> None:
    out = Pipe()
    monkeypatch.setattr(sys, "stdin", Pipe(picture(folder / "a.png").read_bytes()))
    monkeypatch.setattr(sys, "stdout", out)
    assert mask("-", *to) == 0
    found = np.asarray(Image.open(io.BytesIO(out.buffer.getvalue())))
    assert (found[20:40, 20:60] == 255).all()
    assert out.text == ""
    assert written(folder) == ["a.png"]


def test_an_empty_pipe(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Pipe())
    assert mask("-", "-o", "m.png", "--no-agent") == 1
    assert "stdin is empty" in capsys.readouterr().err


def test_each_failed_picture_has_its_line_of_json(
    folder: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    picture(folder / "a.png")
    (folder / "text.png").write_text("no picture")
    assert mask("missing.png", "a.png", "text.png", "-o", "out/", "--json") == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["picture"] for line in lines] == ["missing.png", "a.png", "text.png"]
    assert [line.get("code") for line in lines] == [
        "not_found.file",
        None,
        "invalid_argument.picture",
    ]
    assert [len(line["objects"]) for line in lines] == [0, 1, 0]


@pytest.mark.parametrize("name", ["missing.png", "text.png", "folder.png/x.png"])
def test_no_line_names_a_file_twice(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (folder / "text.png").write_text("no picture")
    assert mask(name, "-o", "out.png", "--no-agent") == 1
    for line in capsys.readouterr().err.splitlines():
        assert line.count(name) == 1, line


NAMES = st.sampled_from(["a", "A", "b", "a-2", "a-png"])
FILES = st.builds(
    lambda folder, name, ending: f"{folder}{name}.{ending}",
    st.sampled_from(["", "x/", "y/", "x/y/"]),
    NAMES,
    st.sampled_from(["png", "jpg"]),
)


@given(st.lists(FILES, min_size=1, max_size=8, unique=True), st.booleans())
def test_results_never_share_a_name(files: list[str], to_folder: bool) -> None:
    options = argparse.Namespace(
        output="out/" if to_folder else None,
        cutout=None,
        overlay=None,
        path=None,
        pictures=files,
        runs=False,
        background=None,
    )
    outputs = places.outputs(options, [Given(file) for file in files])
    names = [str(output.mask).casefold() for output in outputs]
    assert len(set(names)) == len(files)
    alone = places.outputs(options, [Given(files[0])])[0].mask
    assert alone is not None
    assert alone.name == f"{Path(files[0]).stem}-mask.png"


def test_one_picture_is_meant_once(folder: Path) -> None:
    picture(folder / "a.png")
    found, complaints = inputs.find(["a.png", "./a.png", "*.png", "."])
    assert [given.name for given in found] == ["a.png"]
    assert not complaints


def test_a_folder_is_all_that_can_be_opened_as_a_picture(tmp_path: Path) -> None:
    """By first bytes where the name says nothing; what is left over is named."""
    picture = Image.new("RGB", (32, 32), "red")
    kinds = ("dds", "icns", "ico", "pcx", "sgi", "png", "jpg", "tif")
    for kind in kinds:
        picture.save(tmp_path / f"a.{kind}")
    picture.save(tmp_path / "bare", "PNG")
    picture.save(tmp_path / "strange.dat", "GIF")
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "nothing").write_bytes(b"")
    found = inputs.look([str(tmp_path)])
    names = {each.path.name for each in found.given}
    assert names == {*(f"a.{kind}" for kind in kinds), "bare", "strange.dat"}
    assert [Path(name).name for name in found.others] == ["notes.txt", "nothing"]


def test_names_that_differ_in_case_alone_are_numbered(folder: Path) -> None:
    """No folder above them tells them apart, so none stands in the name."""
    for name in ("x/A.JPG", "x/a.jpg", "y/a.jpg", "x/a-2.jpg"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    if len(list((folder / "x").iterdir())) < 3:
        pytest.skip("this file system does not tell case apart")

    def names(*given: str) -> list[str]:
        found = argparse.Namespace(
            pictures=list(given), output="out/", cutout=None, overlay=None, path=None, runs=False,
            background=None,
        )  # fmt: skip
        chosen = places.outputs(found, [Given(str(folder / name)) for name in given])
        return [output.wanted[0][0].as_posix() for output in chosen]

    assert names("x/A.JPG", "x/a.jpg") == ["out/A-mask.png", "out/a-2-mask.png"]
    assert names("x/A.JPG", "x/a.jpg", "x/a-2.jpg")[:2] == ["out/A-mask.png", "out/a-3-mask.png"]
    assert names("x/A.JPG", "x/a.jpg", "y/a.jpg") == [
        "out/x/A-mask.png",
        "out/x/a-2-mask.png",
        "out/y/a-mask.png",
    ]
