"""The law: no option that is given is ignored silently. It changes something, or is refused."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frisket import cli
from frisket_protocol import discovery
from running import running

SIZE = 120, 90

PROMPTS: dict[str, tuple[str, ...]] = {
    "words": ("--words", "red, blue"),
    "words in a box": ("--words", "red, blue", "--box", "5,5,115,85"),
    "box": ("--box", "58,18,112,72"),
    "boxes": ("--box", "58,18,112,72", "--box", "8,28,32,52"),
    "click": ("--point", "80,40"),
    "clicks": ("--point", "80,40", "--point", "90,50", "--not", "5,5"),
    "box and click": ("--box", "58,18,112,72", "--point", "80,40"),
    "scribble": ("--scribble", "strokes.png"),
    "rough": ("--mask", "rough.png"),
    "subject": ("--subject",),
    "nothing": (),
    "everything": ("--everything",),
}
OUTPUTS: dict[str, tuple[str, ...]] = {
    "by default": (),
    "mask": ("-o", "m.png"),
    "folder": ("-o", "out/"),
    "cut-out": ("--cutout", "c.png"),
    "overlay": ("--overlay", "v.png"),
    "svg": ("--path", "p.svg"),
    "coco": ("--path", "p.json"),
    "json": ("-o", "m.png", "--json"),
    "mask and cut-out": ("-o", "m.png", "--cutout", "c.png"),
}
OPTIONS: list[tuple[str, ...]] = [
    ("--threshold", "0.99"),
    ("--recipe", "classic"),
    ("--limit", "1"),
    ("--order", "left_to_right"),
    ("--candidates", "3"),
    ("--edges", "soft"),
    ("--smooth", "9"),
    ("--smooth", "0.3"),
    ("--grow", "4"),
    ("--feather", "6"),
    ("--invert",),
    ("--crop", "2"),
    ("--background", "white"),
    ("--no-metadata",),
    ("--runs",),
    ("--each",),
    ("--overwrite",),
    ("--skip-existing",),
    ("--quiet",),
]
SATISFIED = {("--limit", "subject"), ("--limit", "nothing")}
"""No more than one object of a subject that may be several, where it is one."""
COVERED = ("--edges", "--smooth", "--grow", "--feather", "--invert", "--crop")
"""What is done to masks and cut-outs shows nowhere where everything covers all of the picture."""


TAKEN = ("m.png", "c.png", "v.png", "p.svg", "p.json", "a-mask.png", "out/a-mask.png")
"""Files that somebody else has made, where that matters."""


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where an agent with fake models is to be found."""
    with pytest.MonkeyPatch.context() as patch:
        runtime = tmp_path_factory.mktemp("runtime")
        runtime.chmod(0o700)
        patch.setenv("FRISKET_RUNTIME", str(runtime))
        with running() as served:
            discovery.write(served.found)
            yield runtime


Asked = Callable[[tuple[str, ...]], tuple[int, dict[str, bytes], str, str]]


@pytest.fixture(scope="module")
def ask(agent: Path, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """What comes of a command line in a folder of its own: exit code, files, output, errors."""
    made = tmp_path_factory.mktemp("made")
    pixels = np.full((SIZE[1], SIZE[0], 3), 110, np.uint8)
    pixels[20:70, 60:110] = (255, 0, 0)
    pixels[30:50, 10:30] = (0, 0, 255)
    exif = Image.Exif()
    exif[315] = "A. Painter"
    Image.fromarray(pixels).save(made / "a.png", exif=exif)
    strokes = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    strokes[40:46, 70:100] = 255
    Image.fromarray(strokes).save(made / "strokes.png")
    rough = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    rough[24:66, 64:106] = 255
    Image.fromarray(rough).save(made / "rough.png")

    @functools.cache
    def run(arguments: tuple[str, ...]) -> tuple[int, dict[str, bytes], str, str]:
        place = tmp_path_factory.mktemp("asked")
        shutil.copytree(made, place, dirs_exist_ok=True)
        out, err = io.StringIO(), io.StringIO()
        if {"--overwrite", "--skip-existing"} & set(arguments):
            (place / "out").mkdir()
            for name in TAKEN:
                (place / name).write_bytes(b"somebody else's")
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.setenv("FRISKET_RUNTIME", str(agent))
            patch.chdir(place)
            code = cli.main(["mask", "a.png", *arguments])
            files = {
                str(path.relative_to(place)): path.read_bytes()
                for path in sorted(place.rglob("*"))
                if path.is_file()
            }
        told = re.sub(r'in [\d.]+ s|"seconds": [\d.]+', "", out.getvalue())
        return code, files, told, err.getvalue()

    return run


def is_heard(
    ask: Asked, option: tuple[str, ...], prompt: tuple[str, ...], output: tuple[str, ...]
) -> str:
    """ "" where the option changed what came of it, or was refused by its name; else what came."""
    hard = () if option[0] == "--edges" else ("--edges", "hard")
    parts = option[0] == "--candidates" or (option[0] == "--order" and prompt != PROMPTS["clicks"])
    extra = ("--each",) if parts and "-o" in output else ()
    without = (*prompt, *output, *hard, *extra)
    code, files, told, errors = ask((*without, *option))
    if code == 2:
        return "" if option[0] in errors else f"refused without its name: {errors}"
    if option[0] == "--edges":
        return "" if (code, files) != ask((*without, "--edges", "hard"))[:2] else "the same"
    plain = ask(without)
    if option[0] in ("--overwrite", "--skip-existing"):
        is_kept = all(files[name] == b"somebody else's" for name in TAKEN)
        said = "left out" in told or "skipped" in told
        is_right = is_kept and said if option[0] == "--skip-existing" else not is_kept
        return "" if is_right else f"kept: {is_kept}, told: {told} {errors}"
    return "" if (code, files, told) != plain[:3] else f"the same, code {code}: {errors}"


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("option", OPTIONS, ids=" ".join)
def test_with_every_prompt(ask: Asked, option: tuple[str, ...], prompt: str) -> None:
    if (option[0], prompt) in SATISFIED:
        pytest.skip("there is one object in any case")
    if option[0] in COVERED and prompt == "everything":
        pytest.skip("all of the picture is covered in any case")
    for output in ("by default", "mask and cut-out"):
        fault = is_heard(ask, option, PROMPTS[prompt], OUTPUTS[output])
        is_one = prompt in ("subject", "nothing")
        if fault.startswith("the same") and option[0] == "--order" and is_one:
            continue  # one object of a subject that may be several
        assert not fault, output


@pytest.mark.parametrize("output", OUTPUTS)
@pytest.mark.parametrize("option", OPTIONS, ids=" ".join)
def test_with_every_output(ask: Asked, option: tuple[str, ...], output: str) -> None:
    if (option[0], output) == ("--quiet", "json"):
        pytest.skip("nothing is printed beside the JSON in any case")
    assert not is_heard(ask, option, PROMPTS["words"], OUTPUTS[output])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--point", "9,9", "--path", "p.svg", "--runs"), "--runs is for .json"),
        (("--point", "9,9", "--threshold", "0.5"), "--threshold is for what is looked for"),
        (("--words", "red", "--candidates", "2", "--each"), "--candidates is for answers"),
        (("--box", "1,1,9,9", "--candidates", "3", "--each"), "--candidates is for answers"),
        (("--scribble", "strokes.png", "--candidates", "3", "--each"), "--candidates is for"),
        (
            ("--point", "80,40", "--box", "1,1,9,9", "--candidates", "3", "--each"),
            "with --box there is one answer",
        ),
        (("--words", "red", "--each", "--overlay", "o.png"), "--each parts masks and cut-outs"),
        (("--words", "red", "--order", "size"), "--order size changes nothing"),
        (("-o", "-", "--skip-existing"), "--skip-existing is for files"),
        (("--smooth", "0.4"), "--smooth goes by whole pixels"),
        (("--fill-holes", "0.5"), "--fill-holes goes by area"),
        (("--drop-specks", "1"), "--drop-specks drops what is smaller"),
        (("--feather", "0.1"), "--feather 0.1 softens nothing"),
        (("--grow", "-0.001"), "--grow -0.001 moves nothing"),
        (("--words", "red", "--scribble", "strokes.png"), "--words and --scribble do not go"),
        (("--like", "1,1,9,9", "--not", "5,5"), "--like and --not do not go together"),
        (("--box", "1,1,9,9", "--limit", "2"), "--limit 2 changes nothing: one object is shown"),
        (("--point", "9,9", "--limit", "1"), "--limit 1 changes nothing: one object is shown"),
        (
            ("--box", "1,1,9,9", "--box", "20,1,29,9", "--limit", "2"),
            "--limit 2 changes nothing: 2 objects are shown",
        ),
        (("--box", "1,1,9,9", "--order", "size", "-o", "m.png", "--each"), "--order size changes"),
    ],
)
def test_a_refusal_says_why(ask: Asked, arguments: tuple[str, ...], said: str) -> None:
    code, files, _, errors = ask(arguments)
    assert code == 2
    assert said in errors
    assert len(files) == 3 + len(TAKEN) * ("--skip-existing" in arguments)


@pytest.mark.parametrize("extra", [(), ("--each",)], ids=["together", "each"])
@pytest.mark.parametrize("option", ["--box", "--like", "--unlike", "--point", "--not"])
def test_the_same_place_does_not_stand_twice(
    ask: Asked, option: str, extra: tuple[str, ...]
) -> None:
    here = "80,40" if option in ("--point", "--not") else "58,18,112,72"
    again = here if option in ("--point", "--not") else "112,72,58,18"
    beside = () if option in ("--point", "--box", "--like") else ("--like", "1,1,9,9")
    beside = ("--point", "9,9") if option == "--not" else beside
    parts = extra if option not in ("--point", "--not") else ()
    code, files, _, errors = ask((*beside, option, here, option, again, *parts))
    assert code == 2
    assert f"{option} {again} stands twice." in errors
    assert len(files) == 3


def test_answers_to_a_click_are_not_called_objects(ask: Asked) -> None:
    code, _, told, _ = ask(("--point", "80,40", "--candidates", "3", "--each"))
    assert code == 0
    assert "3 answers" in told
    assert "objects" not in told


@pytest.mark.parametrize("edges", ["hard", "soft"])
def test_the_box_is_round_what_is_covered_in_the_mask(ask: Asked, edges: str) -> None:
    _, files, told, _ = ask(("--words", "red", "--edges", edges, "-o", "m.png", "--json"))
    box = re.search(r'"box": (\[[^]]*\])', told)
    assert box is not None
    rows, columns = np.nonzero(np.asarray(Image.open(io.BytesIO(files["m.png"]))))
    assert json.loads(box[1]) == [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]


@pytest.mark.parametrize("option", ["--smooth", "--grow", "--feather"])
def test_too_much_is_refused_by_the_option_s_name_and_how_much_it_may_be(
    ask: Asked, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["mask", "a.png", option, "20000"])
    assert left.value.code == 2
    most = "127" if option == "--smooth" else "10000"
    assert re.search(
        f"argument {option}: a number from -?[0-9]+ to {most}", capsys.readouterr().err
    )


@pytest.mark.parametrize("option", ["--fill-holes", "--drop-specks", "--smooth", "--grow"])
def test_a_zero_that_is_the_default_may_be_written(ask: Asked, option: str) -> None:
    box = ("--box", "58,18,112,72", "-o", "m.png")
    assert ask((*box, option, "0"))[:2] == ask(box)[:2]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--recipe", "words"), "It works from --words TEXT, or from --box X0,Y0,X1,Y1"),
        (("--recipe", "classic", "--words", "red"), "or from --point X,Y, or from --scribble FILE"),
        (("--recipe", "concept", "--subject"), "or from --like X0,Y0,X1,Y1, or from --box"),
    ],
)
def test_a_recipe_that_cannot_work_from_this_names_what_it_can(
    ask: Asked, arguments: tuple[str, ...], said: str
) -> None:
    code, _, _, errors = ask(arguments)
    assert code == 1
    assert said in errors
