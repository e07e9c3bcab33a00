"""What a prompt speaks of, and which of what was seen is meant."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket.journey import finding
from frisket.journey.finding import Seen
from frisket.journey.language.meanings import Phrase, Pick, Reading
from frisket.journey.language.words import read
from frisket_protocol import Box, Exemplar, Frame, Point, Prompt
from frisket_protocol.errors import FailedPrecondition, InvalidArgument
from frisket_protocol.raster import FORMATS, Format, Raster
from pictures_of import raster


def cat(x: float, y: float = 0, side: float = 10, score: float = 0.9, phrase: str = "cat") -> Seen:
    """A box with its middle at x, y."""
    half = side / 2
    return Seen(Box(x - half, y - half, x + half, y + half), score, "", phrase)


SIZE = (100, 40)
THREE = [cat(50, 30, 10), cat(10, 20, 30), cat(90, 10, 20)]


@pytest.mark.parametrize(
    ("pick", "xs"),
    [
        (None, [50, 10, 90]),
        (Pick("left"), [10]),
        (Pick("right"), [90]),
        (Pick("top"), [90]),
        (Pick("bottom"), [50]),
        (Pick("middle"), [50]),
        (Pick("largest"), [10]),
        (Pick("smallest"), [50]),
        (Pick("left", 2), [50]),
        (Pick("right", 3), [10]),
        (Pick("largest", 1, 2), [10, 90]),
        (Pick("left", 4), []),
    ],
)
def test_which_of_several(pick: Pick | None, xs: list[float]) -> None:
    picked = finding.picked(THREE, [pick] if pick else [], SIZE)
    assert [(one.box.x0 + one.box.x1) / 2 for one in picked] == xs


def test_each_phrase_picks_among_its_own() -> None:
    seen = [cat(10), cat(50), cat(5, phrase="dog"), cat(90, phrase="dog")]
    chosen = finding.choose(seen, read("the left cat, the right dog"), [], SIZE)
    assert [(one.phrase, one.box.x0) for one in chosen.wanted] == [("cat", 5), ("dog", 85)]
    assert not chosen.left_out
    assert chosen.told == "leftmost of 2 'cat', rightmost of 2 'dog'"


def test_what_is_left_out_is_told_apart() -> None:
    seen = [cat(10), cat(50, phrase="tail"), cat(90, phrase="dog")]
    chosen = finding.choose(seen, read("cat, not tail"), [], SIZE)
    assert [one.phrase for one in chosen.wanted] == ["cat"]
    assert [one.phrase for one in chosen.left_out] == ["tail"]
    assert chosen.told == "1 'cat'; left out: 'tail'"


def test_of_boxes_that_are_one_the_surest_stays() -> None:
    twice = [cat(10, score=0.4), cat(10.2, score=0.8)]
    chosen = finding.choose(twice, read("cat"), [], SIZE)
    assert [one.score for one in chosen.wanted] == [0.8]
    assert chosen.told == "1 'cat'"


def test_the_middle_of_a_thing_must_lie_in_a_box_that_is_given() -> None:
    chosen = finding.choose(THREE, read("cat"), [Box(40, 0, 60, 60)], SIZE)
    assert [one.box.x0 for one in chosen.wanted] == [45]


def test_without_phrases_all_that_was_seen_is_wanted() -> None:
    seen = [cat(10, phrase=""), cat(50, phrase="")]
    chosen = finding.choose(seen, Reading(()), [], SIZE)
    assert len(chosen.wanted) == 2
    assert chosen.told == ""


def test_one_thing_that_two_phrases_mean_is_one() -> None:
    chosen = finding.choose([cat(10)], read("the left cat, the right cat"), [], SIZE)
    assert len(chosen.wanted) == 1


def test_a_thing_that_is_left_out_is_not_wanted() -> None:
    chosen = finding.choose(THREE, read("cat, not the left cat"), [], SIZE)
    assert [one.box.x0 for one in chosen.wanted] == [45, 80]
    assert chosen.told == "all 3 'cat'; left out: leftmost 'cat'"


def test_the_others_are_those_that_nothing_chose() -> None:
    chosen = finding.choose(THREE, read("the left cat, the other cats"), [], SIZE)
    assert chosen.told == "leftmost of 3 'cat', the 2 other 'cat'"
    chosen = finding.choose(THREE, read("the left cat, not the others"), [], SIZE)
    assert [one.box.x0 for one in chosen.wanted] == [-5]
    assert [one.box.x0 for one in chosen.left_out] == [45, 80]


def test_one_of_several_names_is_chosen_among_all_of_them() -> None:
    seen = [cat(10), cat(50, side=30, phrase="dog")]
    chosen = finding.choose(seen, read("the largest cat or dog"), [], SIZE)
    assert [one.phrase for one in chosen.wanted] == ["dog"]
    assert chosen.told == "largest of 2 'cat' or 'dog'"


@pytest.mark.parametrize("words", ["-", ",", "not the face", "no dogs"])
def test_words_that_name_nothing_are_refused(words: str) -> None:
    with pytest.raises(InvalidArgument, match="do not say what to mask"):
        finding.reading_of(Prompt(words))


@pytest.mark.parametrize("words", ["no blue circle", "not the blue circle", "without blue circle"])
def test_words_that_only_leave_out_are_told_how_to_have_all_else(words: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        finding.reading_of(Prompt(words))
    assert caught.value.hint == 'For all else write "everything but blue circle".'


def test_exemplars_need_no_words() -> None:
    prompt = Prompt("not sky", exemplars=(Exemplar(Box(0, 0, 1, 1)),))
    assert finding.reading_of(prompt) == Reading((), (Phrase("sky"),))


def test_a_phrase_outside_a_closed_vocabulary_is_refused_with_what_there_is() -> None:
    finding.check_known(read("dogs, the left cat, not unicorns"), {"dog", "cat"})
    with pytest.raises(FailedPrecondition, match="does not know 'zebra', but cat, dog"):
        finding.check_known(read("zebra"), {"dog", "cat"})


def shown(prompt: Prompt, frame: Frame = Frame(0, 0, 4)) -> list[finding.ObjectPrompt]:
    return list(finding.shown(prompt, None, None, frame, (100, 75)))


def test_a_prompt_in_layer_pixels_is_shown_in_picture_pixels() -> None:
    (one,) = shown(Prompt(boxes=(Box(40, 80, 120, 160),), points=(Point(60, 100),)))
    assert one.box == Box(10, 20, 30, 40)
    assert one.points == (Point(15, 25),)


def test_several_boxes_are_objects_of_their_own() -> None:
    boxes = (Box(0, 0, 40, 40), Box(40, 40, 80, 80))
    assert [one.box for one in shown(Prompt(boxes=boxes))] == [
        Box(0, 0, 10, 10),
        Box(10, 10, 20, 20),
    ]


def test_an_empty_prompt_asks_for_the_subject() -> None:
    (one,) = shown(Prompt())
    assert one.is_subject


def test_a_thin_stroke_survives_a_coarser_picture() -> None:
    marks = np.zeros((300, 400), np.uint8)
    marks[100, 50:350] = 255
    marks[200, 50:350] = 64
    (one,) = finding.shown(Prompt(), raster(marks), None, Frame(0, 0, 4), (100, 75))
    assert one.scribble is not None
    assert (one.scribble[25, 20:80] == finding.INSIDE).all()
    assert (one.scribble[50, 20:80] == finding.OUTSIDE).all()


@pytest.mark.parametrize("size", [(1024, 576), (1, 1), (4000, 1), (1, 4000), (300, 300)])
def test_a_grid_covers_the_picture_evenly(size: tuple[int, int]) -> None:
    points = [point for prompt in finding.grid(size) for point in prompt.points]
    assert 1 <= len(points) <= 2 * finding.GRID_POINTS * max(1, max(size) // 100)
    assert all(0 < point.x < size[0] and 0 < point.y < size[1] for point in points)
    assert len(set(points)) == len(points)


@pytest.mark.parametrize("format", ["rgba8", "bgra8", "rgba16"])
@given(x=st.floats(-5, 45), y=st.floats(-5, 35), scale=st.sampled_from([0.5, 1.0, 3.0]))
def test_clicks_inside_on_what_is_transparent_are_told(
    format: Format, x: float, y: float, scale: float
) -> None:
    depth = FORMATS[format][1]
    pixels = np.full((8, 10, 4), 200, np.uint8 if depth == 1 else np.uint16)
    pixels[:, 5:, 3] = 0
    layer = Raster(10, 8, format, pixels.data.cast("B"), Frame(2.0, 1.0, scale))
    column, row = (x - 2.0) / scale, (y - 1.0) / scale
    told = finding.unseen([Point(x, y), Point(x, y, inside=False)], layer)
    assert bool(told) == (5 <= column < 10 and 0 <= row < 8)
    assert all(sentence == f"Click 1 (+): {finding.CLEAR}" for sentence in told)


def test_why_nothing_was_found_takes_the_place_of_that_it_was_not() -> None:
    pixels = np.zeros((4, 4, 4), np.uint8)
    layer = Raster(4, 4, "rgba8", pixels.data.cast("B"))
    click = [Point(1, 1)]
    notes = (f"Your click: {finding.NOTHING}", "Another.")
    told = finding.with_unseen(notes, click, layer)
    assert told == ("Another.", f"Your click: {finding.CLEAR}")
    pixels[:] = 255
    assert finding.with_unseen(notes, click, layer) == notes


def test_a_layer_without_transparency_hides_nothing() -> None:
    layer = Raster(4, 4, "rgb8", np.zeros((4, 4, 3), np.uint8).data.cast("B"))
    assert finding.unseen([Point(1, 1)], layer) == ()


@pytest.mark.parametrize("side", [8, 300])
@pytest.mark.parametrize(("value", "format"), [(0, "gray8"), (0, "gray16"), (127, "gray8")])
def test_a_selection_with_nothing_in_it_is_refused(side: int, value: int, format: Format) -> None:
    channels, depth = FORMATS[format]
    drawn = Raster(side, side, format, bytes([value]) * (side * side * channels * depth))
    with pytest.raises(InvalidArgument, match="The rough selection is empty"):
        list(finding.shown(Prompt(), None, drawn, Frame(), (side, side)))


def test_a_scribble_without_strokes_is_refused() -> None:
    drawn = Raster(9, 9, "gray8", bytes(81))
    with pytest.raises(InvalidArgument, match="The scribble has no strokes"):
        list(finding.shown(Prompt(), drawn, None, Frame(), (9, 9)))


def test_clicks_belong_to_the_boxes_that_they_lie_in() -> None:
    """A click inside to the smallest, one outside to each, or where it lies in none to all."""
    large, small, other = Box(0, 0, 160, 160), Box(40, 40, 80, 80), Box(200, 0, 280, 80)
    inside, off, nowhere = Point(60, 60), Point(60, 64, inside=False), Point(390, 290, inside=False)
    prompt = Prompt(boxes=(large, small, other), points=(inside, off, nowhere))
    moved = [Point(one.x / 4, one.y / 4, one.inside) for one in (inside, off, nowhere)]
    assert [one.points for one in shown(prompt)] == [
        (moved[1], moved[2]),
        (moved[0], moved[1], moved[2]),
        (moved[2],),
    ]
    free = Point(390, 10)
    *_, last = shown(Prompt(boxes=(large, other), points=(inside, free, nowhere)))
    assert (last.box, last.points) == (None, (Point(97.5, 2.5), moved[2]))
