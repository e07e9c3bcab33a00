"""`frisket mask` and `frisket try`, on files, with a running agent and without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli
from frisket_protocol import Box, discovery
from pictures_of import plain
from running import running

RED = (255, 0, 0)
SIZE = 200, 150
INSIDE = Box(60, 40, 140, 110)


@pytest.fixture
def picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A red box on gray, in the working directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "box.png"
    Image.fromarray(plain(*SIZE, (INSIDE, RED))).save(path)
    return path


@pytest.fixture
def agent(runtime: Path) -> Iterator[None]:
    """An agent with fake models that the command line finds."""
    with running() as served:
        discovery.write(served.found)
        yield


def mask(*arguments: str | Path) -> int:
    return cli.main(["mask", *map(str, arguments)])


def read(path: Path | str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(Image.open(path))


def overlap(found: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], box: Box) -> float:
    """Intersection over union of a mask and a box."""
    truth = np.zeros(found.shape, bool)
    truth[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = True
    inside = found >= 128
    return float((inside & truth).sum() / (inside | truth).sum())


@pytest.mark.parametrize(
    "prompt",
    [
        ("--box", "52,33,147,117"),
        ("--point", "100,75"),
        ("--point", "100,75", "--not", "20,20", "--not", "180,20"),
        ("--subject",),
        (),
    ],
    ids=["box", "click", "clicks", "subject", "nothing"],
)
def test_without_an_agent_the_engine_finds_the_object(
    picture: Path, prompt: tuple[str, ...]
) -> None:
    assert mask(picture, *prompt, "-o", "out.png", "--edges", "hard") == 0
    assert overlap(read("out.png"), INSIDE) > 0.95


def test_a_rough_selection(picture: Path) -> None:
    rough = np.zeros((150, 200), np.uint8)
    rough[48:116, 52:134] = 255
    Image.fromarray(rough).save("rough.png")
    assert mask(picture, "--mask", "rough.png", "-o", "out.png") == 0
    assert overlap(read("out.png"), INSIDE) > 0.95


def test_a_scribble(picture: Path) -> None:
    strokes = np.zeros((150, 200, 4), np.uint8)
    strokes[70:76, 75:125] = (255, 255, 255, 255)
    strokes[10:14, 10:190] = (255, 0, 0, 255)
    Image.fromarray(strokes).save("strokes.png")
    assert mask(picture, "--scribble", "strokes.png", "-o", "out.png") == 0
    assert overlap(read("out.png"), INSIDE) > 0.95


def test_through_a_running_agent_the_mask_is_the_agents(picture: Path, agent: None) -> None:
    assert mask(picture, "--words", "red", "-o", "out.png", "--edges", "hard") == 0
    assert overlap(read("out.png"), INSIDE) == 1.0


def test_how_words_were_read_is_told(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--words", "the left red, not the largest blue", "-o", "out.png")
    assert mask(picture, *words) == 0
    told = "leftmost of 1 'red'; left out: largest 'blue' (none found)"
    assert f"Read as: {told}.\n" in capsys.readouterr().out
    assert mask(picture, *words, "--json") == 0
    assert json.loads(capsys.readouterr().out)["reading"] == told
    assert mask(picture, "--words", "green", "-o", "out.png") == 3
    assert "Read as: nothing called 'green' was found." in capsys.readouterr().err


def test_a_threshold_reaches_the_model(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """The box covers 0.19 of the picture, which is its score."""
    assert mask(picture, "--words", "red", "-o", "out.png", "--threshold", "0.1") == 0
    assert mask(picture, "--words", "red", "-o", "out.png", "--threshold", "0.3") == 3
    with pytest.raises(SystemExit) as usage:
        mask(picture, "--words", "red", "--threshold", "30")
    assert usage.value.code == 2
    assert "a number from 0 to 1, not '30'" in capsys.readouterr().err


def test_words_need_models_and_the_sentence_says_which(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mask(picture, "--words", "a fox") == 1
    assert "frisket models pull" in capsys.readouterr().err
    assert sorted(path.name for path in picture.parent.glob("*.png")) == ["box.png"]


def test_the_default_output_stands_in_the_working_directory(picture: Path, agent: None) -> None:
    assert mask(picture, "--box", "60,40,140,110") == 0
    assert Path("box-mask.png").is_file()


def test_cutout_and_overlay(picture: Path, agent: None) -> None:
    code = mask(picture, "--words", "red", "-o", "m.png", "--cutout", "c.png", "--overlay", "o.jpg")
    assert code == 0
    cutout = read("c.png")
    assert cutout.shape == (150, 200, 4)
    assert cutout[75, 100].tolist() == [255, 0, 0, 255]
    assert cutout[5, 5, 3] == 0
    assert read("o.jpg").shape == (150, 200, 3)


def test_several_boxes_make_one_mask_or_one_each(picture: Path, agent: None) -> None:
    boxes = ("--box", "10,10,30,30", "--box", "150,10,170,30", "--edges", "hard")
    assert mask(picture, *boxes, "-o", "all.png") == 0
    assert (read("all.png") == 255).sum() == 800
    assert mask(picture, *boxes, "-o", "one.png", "--each") == 0
    assert (read("one-1.png") == 255).sum() == (read("one-2.png") == 255).sum() == 400


@pytest.mark.parametrize("more", [(), ("--invert",)])
def test_files_of_several_boxes_are_numbered_as_the_boxes_were_typed(
    picture: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    """However sure the engine is of each; a line of JSON says which was asked for by which."""
    pixels = plain(*SIZE, (Box(20, 20, 60, 60), (90, 110, 130)), (Box(100, 40, 180, 120), RED))
    Image.fromarray(pixels).save("two.png")
    boxes = [[16, 16, 64, 64], [96, 36, 184, 124]]
    for order in (boxes, boxes[::-1]):
        asked = [f"--box={','.join(map(str, box))}" for box in order]
        assert mask("two.png", *asked, "--each", "--json", "-o", "m.png", "--no-agent", *more) == 0
        told = json.loads(capsys.readouterr().out)
        assert [each["asked"] for each in told["objects"]] == order
        first = 255 - read("m-1.png") if more else read("m-1.png")
        assert first[40, 40] == 255 * (order is boxes)


def test_several_pictures_go_to_a_folder(picture: Path, agent: None) -> None:
    Image.fromarray(plain(*SIZE, (INSIDE, RED))).save("other.png")
    assert mask(picture, "other.png", "--words", "red", "-o", "masks/") == 0
    assert sorted(path.name for path in Path("masks").iterdir()) == [
        "box-mask.png",
        "other-mask.png",
    ]


def test_one_bad_picture_does_not_keep_the_others_from_being_made(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("broken.png").write_text("no picture")
    assert mask("broken.png", picture, "--words", "red", "-o", "masks/") == 1
    assert Path("masks/box-mask.png").is_file()
    assert "broken.png" in capsys.readouterr().err


def test_a_name_that_was_chosen_is_not_explained(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """A picture of the same name beside it has no say in that."""
    Image.open(picture).convert("RGB").save("box.jpg")
    assert mask("box.png", "--words", "red", "-o", "mine.png") == 0
    assert "called like" not in capsys.readouterr().err
    assert mask("box.png", "--words", "red") == 0
    assert "called like" in capsys.readouterr().err


def test_a_batch_ends_with_a_sum(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.fromarray(plain(*SIZE, (INSIDE, (0, 0, 255)))).save("blue.png")
    Path("broken.png").write_text("no picture")
    Path("notes.txt").write_text("no picture")
    assert mask(".", "--words", "red", "-o", "masks/") == 1
    said = capsys.readouterr().err.splitlines()[-2:]
    assert said[0] == "1 done, 1 failed (broken.png), 1 with nothing found (blue.png)."
    assert said[1].startswith("Left out: 2 files that are no pictures (notes.txt, ")
    assert mask(".", "--words", "red", "-o", "masks/", "-q") == 1
    assert "done" not in capsys.readouterr().err
    assert mask(picture, "--words", "red", "-o", "masks/") == 0
    assert "done" not in capsys.readouterr().err


def test_nothing_found_writes_nothing_and_has_a_code_of_its_own(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mask(picture, "--words", "yellow", "-o", "out.png") == 3
    assert not Path("out.png").exists()
    assert "nothing was found" in capsys.readouterr().err


def test_a_matte_without_a_model_for_it_is_said_to_be_no_more_than_soft(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--box", "10,10,60,60", "--recipe", "classic", "-o", "out.png", "--edges")
    for edges, expected in (("soft", 0), ("matte", 1)):
        assert mask(picture, *asked, edges) == 0
        assert capsys.readouterr().err.count("matte edges are the same as soft ones") == expected
        assert mask(picture, *asked, edges, "--json") == 0
        assert len(json.loads(capsys.readouterr().out)["notes"]) == expected


def test_all_but_a_thing_without_models_leads_to_invert(
    picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ("not the square", "everything but the box", "all except red"):
        assert mask(picture, "--words", words) == 1
        assert "show that object and add --invert" in capsys.readouterr().err
    assert mask(picture, "--words", "the knot") == 1
    assert "--invert" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (("--grow", "-5000"), "Shrinking by 5000 pixels left nothing"),
        (("--drop-specks", "1e6"), "Dropping pieces below 1000000 square pixels left nothing"),
    ],
)
def test_what_took_all_of_a_mask_is_told(
    picture: Path,
    agent: None,
    capsys: pytest.CaptureFixture[str],
    operation: tuple[str, str],
    said: str,
) -> None:
    for prompt in (("--words", "red"), ("--box", "60,40,140,110"), ("--point", "100,75")):
        assert mask(picture, *prompt, *operation, "-o", "out.png") == 3
        told = capsys.readouterr().err
        assert said in told
        assert "nothing was found" not in told
        assert "other side" not in told


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (("--grow", "500"), "Growing by 500 pixels spread the mask over almost everything."),
        (("--feather", "500"), "Feathering by 500 pixels left only a haze of the mask"),
    ],
)
def test_what_ruined_a_mask_is_told(
    picture: Path, capsys: pytest.CaptureFixture[str], operation: tuple[str, ...], said: str
) -> None:
    assert mask(picture, "--box", "52,33,147,117", *operation, "-o", "out.png") == 0
    assert said in capsys.readouterr().err


def test_no_sentence_names_a_model(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody chose it: a recipe has one name, in lists and in sentences."""
    assert cli.main(["recipes"]) == 0
    assert "fake           For tests. " in capsys.readouterr().out
    assert mask(picture, "--words", "red", "-o", "out.png") == 0
    said = capsys.readouterr().out
    assert "For tests: the best that is ready for words" in said


def test_json_says_what_was_found(
    picture: Path, agent: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mask(picture, "--words", "red", "-o", "out.png", "--json", "--edges", "hard") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["objects"][0]["box"] == [60, 40, 140, 110]
    assert said["objects"][0]["label"] == "red"
    assert said["recipe"] == "fake"
    assert said["written"] == ["out.png"]


def test_mask_operations(picture: Path, agent: None) -> None:
    grown = ("--words", "red", "--edges", "hard", "--grow", "5")
    assert mask(picture, *grown, "-o", "grown.png") == 0
    assert mask(picture, *grown, "--invert", "-o", "inverted.png") == 0
    np.testing.assert_array_equal(read("grown.png"), 255 - read("inverted.png"))
    assert (read("grown.png") >= 128).sum() > 80 * 70


WRONG_USAGE = [
    (("box.png", "--box", "5,5,5,9"), "empty"),
    (("box.png", "-o", "out.xyz"), "out.xyz"),
    (("box.png", "-o", "box.png"), "spoken for"),
    (("box.png", "-o", "a.png", "--overlay", "a.png"), "spoken for"),
    (("box.png", "box.png", "-o", "a.png"), "one file"),
    (("box.png", "--cutout", "c.jpg"), "transparency"),
    (("box.png", "--subject", "--point", "1,1"), "--subject"),
    (("box.png", "--words", "red", "--point", "9,9"), "--mask FIRST.png --point"),
    (("box.png", "--point", "9,9", "--point", "50,50", "--each"), "--box … --box … --each"),
    (("box.png", "--point", "201,9"), "which has 200 × 150 pixels"),
    (("box.png", "--box", "200,9,240,50"), "which has 200 × 150 pixels"),
    (("box.png", "--mask", "box.png", "--recipe", "none"), "none"),
    (("box.png", "--recipe", "classik"), "Did you mean classic?"),
    (("box.png", "--everything", "--words", "fox"), "--everything"),
    (("box.png", "--everything", "--subject"), "different"),
    (("box.png", "--point", "9,9", "--candidates", "3"), "--each"),
    (("box.png", "--crop", "3"), "--cutout"),
    (("box.png", "--background", "white"), "--cutout"),
    (("box.png", "--cutout", "c.png", "--background", "whiet"), "no colour"),
    (("box.png", "--cutout", "c.png", "--background", "#ffffff80"), "not opaque"),
    (("box.png", "--no-metadata"), "--cutout"),
    (("box.png", "--runs"), "--path"),
    (("box.png", "--path", "a.png"), ".svg or .json"),
    (("box.png", "--path", "-"), "goes to a file"),
    (("box.png", "-o", "-", "--cutout", "-"), "one picture"),
    (("box.png", "-o", "-", "--json"), "--json"),
    (("box.png", "-o", "-", "--each"), "--each"),
    (("-", "-"), "twice"),
]
FAILURES = [
    (("missing.png",), "no file"),
    (("box.png", "-o", "no/such/out.png"), "no folder"),
    (("box.png", "-o", "box.png/"), "cannot be made"),
    (("box.png", "--agent"), "not running"),
    (("nothing*.png",), "No file fits"),
]


@pytest.mark.parametrize(
    ("arguments", "complaint", "code"),
    [*((*each, 2) for each in WRONG_USAGE), *((*each, 1) for each in FAILURES)],
)
def test_refusals_are_one_sentence_and_leave_everything_as_it_was(
    picture: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    complaint: str,
    code: int,
) -> None:
    before = picture.read_bytes()
    assert mask(*arguments) == code
    said = capsys.readouterr().err
    assert complaint in said
    assert "Traceback" not in said
    assert picture.read_bytes() == before
    assert [path.name for path in picture.parent.glob("*.png")] == ["box.png"]


def test_try_shows_what_it_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["try"]) == 0
    printed = capsys.readouterr().out
    written = sorted((tmp_path / "frisket-try").iterdir())
    assert len(written) == 3
    assert all(path.name in printed for path in written)
    found = read(next(path for path in written if "mask" in path.name))
    assert 0.05 < (found >= 128).mean() < 0.9
