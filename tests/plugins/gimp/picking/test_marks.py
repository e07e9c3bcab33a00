"""What clicks, boxes and words in the window ask for."""

from __future__ import annotations

from frisket_gimp.picking.marks import Another, Marks, Words
from frisket_protocol import Box, Point, Prompt

INSIDE, OUTSIDE = Point(10, 10), Point(20, 20, False)


def test_clicks_are_one_object_until_another() -> None:
    marks = Marks().then(INSIDE).then(OUTSIDE).then(Another()).then(Point(5, 5))
    assert marks.prompts == (
        Prompt(points=(INSIDE, OUTSIDE)),
        Prompt(points=(Point(5, 5),)),
    )


def test_a_box_begins_an_object_and_clicks_tell_more_of_it() -> None:
    box = Box(0, 0, 9, 9)
    marks = Marks().then(INSIDE).then(box).then(OUTSIDE)
    assert marks.prompts == (
        Prompt(points=(INSIDE,)),
        Prompt(boxes=(box,), points=(OUTSIDE,)),
    )


def test_a_box_round_what_was_clicked_tells_more_of_it() -> None:
    box = Box(0, 0, 30, 30)
    marks = Marks().then(INSIDE).then(OUTSIDE).then(box)
    assert marks.prompts == (Prompt(boxes=(box,), points=(INSIDE, OUTSIDE)),)
    assert len(marks.then(Box(5, 5, 25, 25)).prompts) == 2, "one box for an object"
    assert len(Marks().then(INSIDE).then(Another()).then(box).prompts) == 2
    assert len(Marks().then(Words("fox")).then(box).prompts) == 2
    assert Marks().then(OUTSIDE).then(box).prompts == (Prompt(boxes=(box,)),)


def test_words_stand_alone() -> None:
    marks = Marks().then(Words("fox")).then(INSIDE).then(Words("dog"))
    assert marks.prompts == (
        Prompt(words="fox"),
        Prompt(points=(INSIDE,)),
        Prompt(words="dog"),
    )


def test_excluding_alone_asks_for_nothing() -> None:
    assert Marks().then(OUTSIDE).prompts == ()
    assert Marks().prompts == ()


def test_words_that_stand_already_ask_for_nothing_new() -> None:
    marks = Marks().then(Words("fox")).then(INSIDE)
    assert marks.then(Words("fox")) == marks
    assert len(marks.then(Words("dog")).prompts) == 3


def test_only_from_a_clicked_or_boxed_object_can_a_click_take_away() -> None:
    assert not Marks().can_exclude
    assert Marks().then(INSIDE).can_exclude
    assert Marks().then(Box(0, 0, 9, 9)).then(OUTSIDE).can_exclude
    assert not Marks().then(Words("fox")).can_exclude
    assert not Marks().then(INSIDE).then(Another()).can_exclude
    assert Marks().then(Words("fox")).then(INSIDE).can_exclude


def test_the_last_mark_is_taken_back() -> None:
    marks = Marks().then(INSIDE).then(OUTSIDE).then(Another())
    assert marks.begins_another
    assert marks.without_last() == Marks((INSIDE, OUTSIDE))
    assert marks.without_last().without_last() == Marks((INSIDE,))
    assert not marks.without_last().without_last().without_last().without_last()


def test_marks_move_with_the_picture_and_what_is_outside_is_left_out() -> None:
    steps = (INSIDE, OUTSIDE, Another(), Words("fox"), Box(0, 0, 9, 9))
    marks = Marks(steps).moved((-5, -15), (100, 100))
    assert marks.steps == (Point(15, 5, False), Another(), Words("fox"))
    marks = Marks(steps).moved((-5, 2), (100, 100))
    assert marks.steps[0] == Point(5, 12)
    assert marks.steps[-1] == Box(0, 2, 4, 11)
    assert Marks((INSIDE, Another())).moved((500, 0), (100, 100)).steps == ()
