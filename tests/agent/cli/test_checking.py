"""Prompts that make no sense for a picture, and pictures in which there is nothing to see."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from frisket import cli
from frisket.cli import checking
from frisket.pictures import Picture
from frisket_protocol.errors import InvalidArgument
from frisket_protocol.parts import Exemplar, Prompt
from frisket_protocol.raster import Box, Point

WIDTH, HEIGHT = 320, 240


def shown(rgb: np.ndarray, alpha: np.ndarray | None = None) -> Picture:
    pixels = rgb if alpha is None else np.dstack([rgb, alpha])
    return Picture(Path("a.png"), pixels, rgb, alpha)


SCENE = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
SCENE[50:190, 90:230] = (200, 60, 40)
PLACES = st.floats(-1e6, 1e6)


@given(PLACES, PLACES)
@example(0.0, -5e-324)
def test_a_click_outside_is_refused_with_the_pictures_size(x: float, y: float) -> None:
    prompt = Prompt(points=(Point(x, y),))
    if 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
        assert not checking.check(prompt, shown(SCENE))
        return
    with pytest.raises(InvalidArgument, match="outside of the picture, which has 320 × 240"):
        checking.check(prompt, shown(SCENE))


@given(st.floats(-31, -0.01), st.floats(0, HEIGHT - 1))
def test_a_click_off_may_lie_a_little_outside_and_is_told(x: float, y: float) -> None:
    prompt = Prompt(points=(Point(10, 10), Point(x, y, inside=False)))
    (note,) = checking.check(prompt, shown(SCENE))
    assert "320 × 240" in note


@pytest.mark.parametrize(
    ("boxes", "click", "told"),
    [
        ((Box(90, 50, 230, 190),), (100, 100), ""),
        ((Box(90, 50, 230, 190),), (80, 40), ""),
        ((Box(90, 50, 230, 190),), (10, 10), "outside of the box, and is taken for a part of the"),
        ((Box(0, 0, 50, 50), Box(90, 50, 230, 190)), (10, 10), ""),
        ((Box(0, 0, 50, 50), Box(90, 50, 230, 190)), (10, 60), "for an object of its own"),
    ],
)
def test_a_click_in_none_of_the_boxes_is_told(
    boxes: tuple[Box, ...], click: tuple[float, float], told: str
) -> None:
    notes = checking.check(Prompt(boxes=boxes, points=(Point(*click),)), shown(SCENE))
    assert len(notes) == bool(told)
    assert told in "".join(notes)
    off = Prompt(boxes=boxes, points=(Point(*click, inside=False),))
    assert not checking.check(off, shown(SCENE))
    assert not checking.check(replace(off, words="a cup"), shown(SCENE))


@pytest.mark.parametrize("point", [(5000, 5), (-5000, 5), (5, 300), (400, 5)])
def test_a_click_off_from_another_scale_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(InvalidArgument, match="The click off at .* 320 × 240"):
        checking.check(Prompt(points=(Point(*point, inside=False),)), shown(SCENE))


@given(PLACES, PLACES, st.floats(1, 1e6), st.floats(1, 1e6))
def test_a_box_may_reach_outside_and_not_lie_there(
    x: float, y: float, width: float, height: float
) -> None:
    box = Box(x, y, x + width, y + height)
    meets = x < WIDTH and y < HEIGHT and x + width > 0 and y + height > 0
    for prompt in (Prompt(boxes=(box,)), Prompt(exemplars=(Exemplar(box),))):
        if meets:
            notes = checking.check(prompt, shown(SCENE))
            within = checking._share_within(box, shown(SCENE))
            assert bool(notes) == (checking.is_whole(box, shown(SCENE)) or within < 0.5)
        else:
            with pytest.raises(InvalidArgument, match="320 × 240"):
                checking.check(prompt, shown(SCENE))


WHOLE = Box(0, 0, WIDTH, HEIGHT)


@pytest.mark.parametrize("as_example", [False, True])
@pytest.mark.parametrize(
    ("box", "is_told"),
    [
        (Box(WIDTH - 10, 10, WIDTH + 30, 30), True),
        (Box(10, -40, 50, 10), True),
        (Box(WIDTH - 10, HEIGHT - 10, WIDTH + 4, HEIGHT + 2), False),
        (Box(10, 10, 50, 50), False),
    ],
)
def test_a_box_most_of_which_is_cut_off_is_told(box: Box, is_told: bool, as_example: bool) -> None:
    prompt = Prompt(exemplars=(Exemplar(box),)) if as_example else Prompt(boxes=(box,))
    notes = [note for note in checking.check(prompt, shown(SCENE)) if "was cut" in note]
    assert len(notes) == is_told
    assert not notes or f"{WIDTH} × {HEIGHT} pixels" in notes[0]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        (Prompt(boxes=(WHOLE,)), "ask with --subject"),
        (Prompt(boxes=(Box(-9, 2, WIDTH + 9, HEIGHT - 2),)), "ask with --subject"),
        (Prompt(exemplars=(Exemplar(WHOLE),)), "one of the things"),
        (Prompt(boxes=(Box(5, 0, WIDTH, HEIGHT),)), ""),
        (Prompt("the fox", boxes=(WHOLE,)), ""),
        (Prompt(boxes=(WHOLE,), points=(Point(150, 100),)), ""),
        (Prompt(exemplars=(Exemplar(Box(5, 5, 90, 90)), Exemplar(WHOLE, inside=False))), ""),
    ],
    ids=str,
)
def test_a_box_round_the_whole_picture_is_told_where_it_says_nothing(
    prompt: Prompt, said: str
) -> None:
    notes = checking.check(prompt, shown(SCENE))
    assert len(notes) == bool(said)
    assert said in "".join(notes)


@given(
    st.floats(-20, WIDTH / 3),
    st.floats(-20, HEIGHT / 3),
    st.floats(WIDTH / 2, WIDTH + 20),
    st.floats(HEIGHT / 2, HEIGHT + 20),
)
def test_a_box_is_whole_that_leaves_out_no_more_than_a_hundredth_on_any_side(
    x0: float, y0: float, x1: float, y1: float
) -> None:
    left_out = max(x0 / WIDTH, y0 / HEIGHT, 1 - x1 / WIDTH, 1 - y1 / HEIGHT)
    if abs(left_out - 0.01) > 1e-6:
        assert checking.is_whole(Box(x0, y0, x1, y1), shown(SCENE)) == (left_out < 0.01)


def test_a_click_in_a_transparent_part_is_told_once() -> None:
    """By the agent; see `finding.unseen`."""
    alpha = np.full((HEIGHT, WIDTH), 255, np.uint8)
    alpha[:100] = 0
    clicks = Prompt(points=(Point(5, 99), Point(5, 100), Point(9, 5, inside=False)))
    assert checking.check(clicks, shown(SCENE, alpha)) == []


@given(st.integers(0, 255), st.integers(0, 7))
def test_nothing_to_see(gray: int, cover: int) -> None:
    flat = np.full((30, 40, 3), gray, np.uint8)
    assert "a single colour" in checking.nothing_to_see(shown(flat))
    assert "a single colour" in checking.nothing_to_see(shown(flat, np.full((30, 40), 255, "u1")))
    noise = np.random.default_rng(gray).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    faint = np.full((30, 40), cover, np.uint8)
    assert "transparent everywhere" in checking.nothing_to_see(shown(noise, faint))


@given(st.integers(0, 29), st.integers(0, 39), st.integers(0, 2), st.integers(3, 255))
def test_one_pixel_is_something_to_see(row: int, column: int, channel: int, more: int) -> None:
    rgb = np.zeros((30, 40, 3), np.uint8)
    rgb[row, column, channel] = more
    assert not checking.nothing_to_see(shown(rgb))


def test_a_shape_of_one_colour_on_nothing_is_something_to_see() -> None:
    alpha = np.zeros((30, 40), np.uint8)
    alpha[5:9, 5:9] = 255
    assert not checking.nothing_to_see(shown(np.zeros((30, 40, 3), np.uint8), alpha))


@pytest.mark.parametrize("prompt", [["--subject"], ["--point", "20,15"], ["--box", "5,5,30,20"]])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_nothing_found_has_its_code_and_its_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    prompt: list[str],
    mode: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Image.new(mode, (40, 30)).save("a.png")
    wanted = ["-o", "m.png", "--cutout", "c.png"]
    assert cli.main(["mask", "--no-agent", "a.png", *prompt, *wanted, "--json"]) == 3
    line = json.loads(capsys.readouterr().out)
    assert (line["objects"], line["written"]) == ([], [])
    assert line["notes"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
