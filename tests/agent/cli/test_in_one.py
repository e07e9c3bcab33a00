"""Several objects in one file: what is done to masks afterwards is done to all of them as one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from frisket import cli
from frisket.cli.exit_codes import NOTHING_FOUND
from frisket.masks import arithmetic
from frisket_protocol import Box, Operations, discovery
from pictures_of import plain
from running import running

Pixels = NDArray[np.uint8]
SIZE = 160, 120
LEFT, RIGHT = Box(20, 30, 80, 90), Box(80, 40, 140, 80)
TOUCHING = tuple(f"--box={box.x0 - 2},{box.y0},{box.x1},{box.y1}" for box in (LEFT, RIGHT))
APART = Box(80, 95, 150, 115)


@pytest.fixture(autouse=True)
def agent(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent, and a picture of two things that touch."""
    monkeypatch.chdir(tmp_path)
    picture = plain(*SIZE, (LEFT, (255, 0, 0)), (RIGHT, (0, 0, 255)), (APART, (0, 0, 0)))
    Image.fromarray(picture).save("a.png")
    with running() as served:
        discovery.write(served.found)
        yield


def made(*options: str) -> Pixels:
    arguments = ["mask", "a.png", "-o", "m.png", "--edges", "hard", "--overwrite", *options]
    if cli.main(arguments) == NOTHING_FOUND:
        return np.zeros(SIZE[::-1], np.uint8)
    return np.asarray(Image.open("m.png"))


@pytest.mark.parametrize("way", ["boxes", "words", "a click besides"])
@pytest.mark.parametrize(
    ("typed", "operations"),
    [
        ("--feather=10", Operations(feather=10)),
        ("--grow=-5", Operations(grow=-5)),
        ("--smooth=12", Operations(smooth=12)),
        ("--grow=4", Operations(grow=4)),
        ("--invert", Operations(invert=True)),
        ("--feather=6 --invert", Operations(feather=6, invert=True)),
        ("--drop-specks=3000", Operations(drop_specks=3000)),
        ("--grow=-21", Operations(grow=-21)),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_things_that_touch_are_finished_as_one(
    typed: str, operations: Operations, way: str
) -> None:
    prompts = {
        "boxes": TOUCHING,
        "words": ("--words", "red, blue"),
        "a click besides": (*TOUCHING, "--point=50,60"),
    }
    prompt = prompts[way]
    together = arithmetic.apply(made(*prompt), operations)
    assert np.count_nonzero(together != made(*prompt, *typed.split())) == 0


def test_each_by_itself_is_as_it_was() -> None:
    assert cli.main(["mask", "a.png", *TOUCHING, "-o", "m.png", "--each", "--feather=8"]) == 0
    left, right = (np.asarray(Image.open(f"m-{number}.png")) for number in (1, 2))
    assert 100 < left[60, 79] < 160
    assert 100 < right[60, 78] < 160


def test_nothing_left_of_the_whole_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mask", "a.png", *TOUCHING, "-o", "m.png", "--grow=-40"]) == NOTHING_FOUND
    assert not Path("m.png").exists()
    told = capsys.readouterr().err
    assert told.count("Shrinking by 40 pixels left nothing of the mask.") == 1


def test_a_cut_out_of_several_has_the_edge_and_the_colours_of_the_whole() -> None:
    made("--box=20,30,80,90", "--box=80,40,140,80", "--cutout=c.png", "--feather=2")
    cutout = np.asarray(Image.open("c.png"))
    assert (cutout[60, 30:130, 3] == 255).all()
    edge = cutout[60, 10:30]
    soft = (edge[:, 3] > 20) & (edge[:, 3] < 235)
    assert soft.any()
    assert np.abs(edge[soft][:, :3].astype(int) - (255, 0, 0)).max() < 60
