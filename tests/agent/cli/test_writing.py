"""What `frisket mask` writes, and what it leaves alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from frisket import cli
from frisket.cli.inputs import Given
from frisket.cli.places.names import distinct
from frisket_protocol import discovery
from running import running

BOX = ("--box", "18,18,62,42", "--edges", "hard")


@pytest.fixture(autouse=True)
def agent(runtime: Path) -> Iterator[None]:
    with running() as served:
        discovery.write(served.found)
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "place"
    place.mkdir()
    monkeypatch.chdir(place)
    pixels = np.full((60, 80, 3), 110, np.uint8)
    pixels[20:40, 20:60] = (255, 0, 0)
    Image.fromarray(pixels).save("a.png")
    return place


def mask(*arguments: str) -> int:
    return cli.main(["mask", *arguments])


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ([], ["a-mask.png"]),
        (["--cutout", "c.png"], ["c.png"]),
        (["--overlay", "o.jpg"], ["o.jpg"]),
        (["--path", "p.svg"], ["p.svg"]),
        (["--cutout", "c.png", "-o", "m.png"], ["c.png", "m.png"]),
        (["--path", "./", "--cutout", "./"], ["a-cutout.png", "a-path.svg"]),
        (["--path", "./", "--runs"], ["a-path.json"]),
    ],
    ids=" ".join,
)
def test_what_is_asked_for_is_written_and_nothing_else(
    folder: Path, wanted: list[str], written: list[str]
) -> None:
    assert mask("a.png", *BOX, *wanted) == 0
    assert files(folder) == sorted([*written, "a.png"])


WANTED = ["-o", "m.png", "--cutout", "c.tif", "--overlay", "o.jpg", "--path", "p.svg"]


def test_its_own_results_are_replaced_and_it_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mask("a.png", *BOX, *WANTED) == 0
    assert "in place of" not in capsys.readouterr().out
    assert mask("a.png", *BOX, "--grow", "3", *WANTED) == 0
    assert capsys.readouterr().out.count("in place of an older one") == 4
    assert mask("a.png", *BOX, *WANTED, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["replaced"] == said["written"] == ["m.png", "c.tif", "o.jpg", "p.svg"]


@pytest.mark.parametrize("name", ["m.png", "c.tif", "o.jpg", "p.svg"])
def test_what_somebody_else_made_is_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    Path("made").mkdir()
    Image.new("L", (80, 60), 7).save("made/x.png")
    Image.new("RGB", (80, 60), 7).save("made/x.jpg")
    Image.new("L", (80, 60), 7).save("made/x.tif")
    Path("made/x.svg").write_text("<svg/>")
    shutil.copy(Path("made") / f"x{Path(name).suffix}", name)
    before = Path(name).read_bytes()
    assert mask("a.png", *BOX, *WANTED) == 1
    assert f"{name} is there already" in capsys.readouterr().err
    assert files(folder) == sorted(["a.png", "made", name])
    assert Path(name).read_bytes() == before
    assert mask("a.png", *BOX, *WANTED, "--overwrite") == 0
    assert Path(name).read_bytes() != before


@pytest.mark.parametrize("name", ["m.png", "c.tif", "w.webp", "o.jpg", "p.svg", "p.json"])
def test_a_file_that_may_not_be_replaced_is_told_from_one_that_frisket_wrote(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    option = {"o": "--overlay", "p": "--path", "c": "--cutout"}.get(name[0], "-o")
    Path(name).write_bytes(b"a note")
    assert mask("a.png", *BOX, option, name) == 1
    assert f"{name} is there already, and frisket did not write it." in capsys.readouterr().err
    assert mask("a.png", *BOX, option, name, "--overwrite") == 0
    if name.startswith("p"):
        Path(name).write_text(Path(name).read_text("utf-8").replace("80", "81"), "utf-8")
    elif name.startswith("o"):
        return  # of a JPEG frisket knows the name alone
    else:
        with Image.open(name) as image:
            image.load()
            painted, named = image.copy(), PngInfo()
            exif = image.getexif()
            named.add_text("Software", image.info.get("Software", ""))
        painted.paste(
            tuple([9] * len(painted.getbands())) if painted.mode != "L" else 9, (0, 0, 9, 9)
        )
        painted.save(name, **({"pnginfo": named} if name.endswith("png") else {"exif": exif}))
    assert mask("a.png", *BOX, option, name) == 1
    said = capsys.readouterr().err
    assert f"{name} is there already, and it was changed since frisket wrote it." in said


def test_a_numbered_result_that_somebody_else_made_is_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("L", (80, 60), 7).save("m-2.png")
    before = Path("m-2.png").read_bytes()
    two = ("--box", "1,1,9,9", "--box", "18,18,62,42")
    assert mask("a.png", *two, "--each", "-o", "m.png") == 1
    assert "m-2.png is there already" in capsys.readouterr().err
    assert (files(folder), Path("m-2.png").read_bytes()) == (["a.png", "m-2.png"], before)


def test_a_batch_that_was_interrupted_goes_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy("a.png", "b.png")
    Path("out").mkdir()
    Image.new("L", (80, 60), 7).save("out/a-mask.png")
    before = Path("out/a-mask.png").read_bytes()
    assert mask("a.png", "b.png", *BOX, "-o", "out/", "--skip-existing") == 0
    assert "a.png: files with the names of its results are there" in capsys.readouterr().out
    assert Path("out/a-mask.png").read_bytes() == before
    assert files(folder / "out") == ["a-mask.png", "b-mask.png"]


def test_try_works_twice(folder: Path) -> None:
    assert cli.main(["try", "-o", "shown"]) == 0
    assert cli.main(["try", "-o", "shown"]) == 0
    assert len(files(folder / "shown")) == 3


def test_try_leaves_alone_what_somebody_else_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["try", "-o", "shown"]) == 0
    made = Path("shown/dahlia-mask.png")
    Image.new("L", (80, 60), 7).save(made)
    before = made.read_bytes()
    assert cli.main(["try", "-o", "shown"]) == 1
    assert "frisket did not write it. Add --overwrite" in capsys.readouterr().err
    assert made.read_bytes() == before
    assert cli.main(["try", "-o", "shown", "--overwrite"]) == 0
    assert made.read_bytes() != before


def test_crop_and_background(folder: Path) -> None:
    made = ["--cutout", "c.jpg", "--background", "#0000ff", "--crop", "5"]
    assert mask("a.png", *BOX, *made) == 0
    with Image.open("c.jpg") as cut:
        assert cut.mode == "RGB"
        width, height = cut.size
        assert width >= 40
        assert (width - height, cut.getpixel((1, 1))[2] > 240) == (20, True)


def test_outlines_of_several_objects(folder: Path) -> None:
    two = ("--box", "1,1,9,9", "--box", "18,18,62,42", "--edges", "hard")
    assert mask("a.png", *two, "--path", "p.svg") == 0
    root = ElementTree.parse("p.svg").getroot()
    assert len([each for each in root if each.tag.endswith("path")]) == 2
    assert mask("a.png", *two, "--path", "p.json") == 0
    told = json.loads(Path("p.json").read_text("utf-8"))
    assert told["images"] == [{"id": 1, "file_name": "a.png", "width": 80, "height": 60}]
    assert sorted(each["bbox"] for each in told["annotations"]) == [
        [1, 1, 8, 8],
        [18, 18, 44, 24],
    ]


def test_a_result_of_another_picture_is_not_replaced_without_a_word(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "other").mkdir()
    with Image.open("a.png") as image:
        image.putpixel((1, 1), (0, 0, 0))
        image.save("other/a.png")
    wanted = ["-o", "out/", "--cutout", "out/", "--overlay", "out/o.jpg", "--path", "out/"]
    assert mask("a.png", *BOX, *wanted) == 0
    assert mask("a.png", *BOX, *wanted) == 0
    said = capsys.readouterr().out
    assert (said.count("in place of an older one"), "another picture" in said) == (4, False)
    assert mask("other/a.png", *BOX, *wanted) == 0
    assert capsys.readouterr().out.count("in place of one of another picture, or of this") == 4
    assert mask("a.png", *BOX, *wanted, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["replaced_of_other_pictures"]) == 4


def test_what_an_earlier_run_left_over_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    boxes = [f"--box={edge},{edge},{edge + 9},{edge + 9}" for edge in (1, 12, 23, 34)]
    assert mask("a.png", *boxes, "--each", "-o", "m.png") == 0
    assert "earlier" not in capsys.readouterr().err
    assert mask("a.png", *boxes[:2], "--each", "-o", "m.png", "--json") == 0
    told = capsys.readouterr()
    assert "m-3.png and 1 more are of an earlier run, which had more objects" in told.err
    assert json.loads(told.out)["left_over"] == ["m-3.png", "m-4.png"]


@pytest.mark.parametrize(
    "files",
    [
        ("in/toys.png", "in2/toys.png"),
        ("in/toys.png", "in/toys.jpg", "in2/toys.png"),
        ("in/toys.png", "in/toys.jpg", "in2/toys.png", "in2/toys.jpg", "in/other.png"),
    ],
    ids=" ".join,
)
def test_where_two_folders_hold_the_same_name_each_result_stands_in_its_folder(
    tmp_path: Path, files: tuple[str, ...]
) -> None:
    for file in files:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        Image.new("RGB", (4, 4)).save(tmp_path / file)
    names = distinct([Given(str(tmp_path / file)) for file in files])
    assert len(set(names)) == len(files)
    for file, name in zip(files, names, strict=True):
        folder = Path() if "other" in file else Path(file).parent
        assert name.parent == folder


@pytest.mark.parametrize("edges", ["hard", "soft"])
def test_all_but_several_objects_is_all_but_each_of_them(folder: Path, edges: str) -> None:
    """Each by itself was inverted, and all of them together were the whole picture."""
    boxes = ("--box", "5,5,25,25", "--box", "40,30,70,55")
    assert mask("a.png", *boxes, "--edges", edges, "-o", "both.png") == 0
    results = ("-o", "rest.png", "--overlay", "o.png", "--path", "p.json", "--cutout", "c.png")
    assert mask("a.png", *boxes, "--edges", edges, "--invert", *results) == 0
    both, rest = (np.asarray(Image.open(name)) for name in ("both.png", "rest.png"))
    assert both.any()
    np.testing.assert_array_equal(rest, 255 - both)
    np.testing.assert_array_equal(np.asarray(Image.open("c.png"))[..., 3], rest)
    told = json.loads(Path("p.json").read_text("utf-8"))
    assert len(told["annotations"]) == 1
    dim = np.asarray(Image.open("o.png").convert("RGB"))[both == 255]
    assert (dim[:, 0] == dim[:, 1]).mean() > 0.5


@pytest.mark.parametrize(
    ("grow", "feather", "is_cleaned"),
    [("0", "0", True), ("10", "6", False), ("0", "20", False), ("-4", "0", False)],
)
def test_a_cutout_is_cleaned_at_its_objects_own_edge_alone(
    folder: Path, grow: str, feather: str, is_cleaned: bool
) -> None:
    """A disc that was grown had a halo of its own colour, one that was feathered a bright ring."""
    options = ("--grow", grow, "--feather", feather, "--edges", "soft", "--cutout", "c.png")
    assert mask("a.png", "--box", "18,18,62,42", *options) == 0
    cut, picture = (np.asarray(Image.open(name)).astype(int) for name in ("c.png", "a.png"))
    seen = cut[..., 3] > 0
    assert seen.any()
    assert (cut[..., :3] != picture)[seen].any() == is_cleaned


def test_what_was_interrupted_is_made_anew(folder: Path, capsys: pytest.CaptureFixture) -> None:
    """Of two results one was missing, and nobody made it."""
    boxes = ("--box", "5,5,25,25", "--box", "40,30,70,55", "--each", "-o", "m.png")
    assert mask("a.png", *boxes) == 0
    Path("m-2.png").unlink()
    assert mask("a.png", *boxes, "--skip-existing") == 0
    assert Path("m-2.png").exists()
    capsys.readouterr()
    assert mask("a.png", *boxes, "--skip-existing") == 0
    assert "left out" in capsys.readouterr().out
