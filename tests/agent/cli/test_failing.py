"""`frisket mask` on pictures that fail: the others are made, and what was written is told."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli, pictures
from frisket.pictures import reading
from frisket_protocol.errors import InvalidArgument


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A red box on gray, in the working directory."""
    monkeypatch.chdir(tmp_path)
    pixels = np.full((150, 200, 3), 110, np.uint8)
    pixels[40:110, 60:140] = (255, 0, 0)
    Image.fromarray(pixels).save("box.png")
    return Path("box.png")


def mask(*arguments: str | Path) -> int:
    return cli.main(["mask", *map(str, arguments)])


class Broken(Exception):
    """What no decoder is known to raise."""


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (MemoryError(), "memory does not suffice"),
        (OSError(5, "Input/output error", "b.png"), "input/output error (b.png)"),
        (Broken("at row 3"), "A fault of frisket's own: Broken: at row 3"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_one_picture_that_fails_in_any_way_does_not_end_a_batch(
    picture: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: Exception,
    said: str,
) -> None:
    shutil.copy(picture, "a.png")
    load = pictures.load

    def failing(name: Path | str) -> pictures.Picture:
        if Path(name).name == "a.png":
            raise fault
        return load(name)

    monkeypatch.setattr(pictures, "load", failing)
    assert mask("a.png", "box.png", "--box", "52,33,147,117", "-o", "masks/", "--no-agent") == 1
    told = capsys.readouterr().err
    assert f"frisket: a.png: {'It cannot be done: ' * isinstance(fault, OSError)}" in told
    assert said in told
    assert "Traceback" not in told
    assert "1 done, 1 failed (a.png)." in told
    assert Path("masks/box-mask.png").is_file()


def test_what_has_no_end_is_refused(
    picture: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1 << 20)
    with open("large.png", "wb") as large:
        large.truncate(2 << 20)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(bytes(2 << 20))))
    for name in ("-", "large.png", *(["/dev/zero"] if os.path.exists("/dev/zero") else [])):
        assert mask(name, "-o", "out.png", "--no-agent") == 1
        assert "which no picture is that frisket can read" in capsys.readouterr().err


def test_a_name_as_long_as_names_may_be(picture: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also beside one that begins alike, and where the result's own name is too long."""
    names = [f"{'x' * 249}{one}.png" for one in "ab"]
    try:
        for name in names:
            shutil.copy(picture, name)
    except OSError:
        pytest.skip("this file system takes shorter names")
    asked = ("--box", "52,33,147,117", "--no-agent")
    assert mask(*names, "box.png", *asked, "-o", "masks/") == 0
    assert len(list(Path("masks").iterdir())) == 3
    capsys.readouterr()
    assert mask("box.png", *asked, "-o", f"{'y' * 260}.png") == 1
    said = capsys.readouterr().err
    assert "cannot be written: " in said
    assert "Name it otherwise." in said


def test_json_tells_what_was_written_before_something_failed(
    picture: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise InvalidArgument("c.png cannot be written: no space left on device.", detail="file")

    monkeypatch.setattr(pictures, "save_cutout", full)
    asked = ("--box", "52,33,147,117", "--no-agent", "-o", "m.png", "--cutout", "c.png")
    assert mask(picture, *asked) == 1
    assert "Written before that: m.png." in capsys.readouterr().err
    assert mask(picture, *asked, "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["written"], told["replaced"]) == (["m.png"], ["m.png"])
    assert told["error"].startswith("c.png cannot be written")
