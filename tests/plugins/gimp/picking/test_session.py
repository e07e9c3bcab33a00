"""What the window knows while somebody clicks in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket_gimp.picking.marks import Another, Exclusion, Step, Words
from frisket_gimp.picking.session import Session, guesses_for
from frisket_plugin.job import Outcome
from frisket_protocol import Box, Mask, Point, Prompt

INSIDE, OUTSIDE = Point(10, 10), Point(20, 20, False)


places = st.integers(0, 99)
steps = st.lists(
    st.one_of(
        st.builds(Point, places, places, st.booleans()),
        st.builds(lambda x, y: Box(x, y, x + 9, y + 9), places, places),
        st.builds(Words, st.sampled_from(["fox", "hen", "grass"])),
        st.just(Another()),
    ),
    max_size=8,
)


def found() -> Session:
    session = Session()
    session.mark(INSIDE)
    (prompt,) = session.unasked
    masks = [Mask(Box(0, 0, 1, 1), b"\xff", object=0, candidate=n, label=str(n)) for n in range(3)]
    session.found({prompt: Outcome(tuple(masks))})
    return session


def test_what_was_answered_is_not_asked_again() -> None:
    session = found()
    assert session.unasked == ()
    session.mark(OUTSIDE)
    assert len(session.unasked) == 1
    session.undo()
    assert session.unasked == ()
    assert len(session.things) == 1


def test_while_an_object_is_asked_anew_it_is_shown_as_it_was() -> None:
    session = found()
    before = session.things[0]
    session.mark(OUTSIDE)
    session.mark(Point(30, 30))
    assert [thing.mask for thing in session.things] == [before.mask]
    session.mark(Words("fox"))
    assert [thing.mask for thing in session.things] == [before.mask]


def test_the_same_words_once_more_mark_nothing() -> None:
    session = Session()
    assert session.mark(Words("fox"))
    assert not session.mark(Words("fox"))
    assert session.mark(Words("hen"))


def test_where_nothing_was_found_nothing_would_be_lost() -> None:
    session = Session()
    session.mark(Point(1, 1))
    assert session.marked == 1, "it is looked for"
    session.found({prompt: Outcome(()) for prompt in session.unasked})
    assert session.marked == 0


LEFT, RIGHT = Box(0, 0, 10, 10), Box(20, 0, 30, 10)


def two_boxes() -> Session:
    session = Session()
    for box in (LEFT, RIGHT):
        session.mark(box)
        mask = Mask(box, b"\xff" * 100)
        session.found({prompt: Outcome((mask,)) for prompt in session.unasked})
    return session


def test_a_click_on_an_earlier_object_makes_it_the_one_that_is_marked() -> None:
    session = two_boxes()
    assert session.current == session.things[1].key
    rim = Point(5, 12)
    session.mark(Point(5, 5))
    session.mark(rim)
    assert session.marks.prompts[0] == Prompt(boxes=(LEFT,), points=(Point(5, 5), rim))
    assert session.marks.prompts[1] == Prompt(boxes=(RIGHT,))
    session.undo()
    session.undo()
    assert session.marks.steps == (LEFT, RIGHT), "the way back goes with the click"


def test_an_earlier_object_is_chosen_in_the_list() -> None:
    session = two_boxes()
    key = session.things[0].key
    session.choose(key)
    assert session.current == key
    session.choose(key)
    session.mark(Point(5, 12))
    assert session.marks.prompts[0] == Prompt(boxes=(LEFT,), points=(Point(5, 12),))
    assert session.things[0].key == key, "it is seen as it was until it is answered"
    session.mark(Another())
    assert session.current is None
    session.choose(session.things[1].key)
    session.mark(Point(25, 12, inside=False))
    assert session.marks.prompts[1].points == (Point(25, 12, inside=False),)


def test_another_object_may_lie_on_an_earlier_one() -> None:
    session = two_boxes()
    session.mark(Another())
    session.mark(Point(5, 5))
    assert session.marks.prompts[2] == Prompt(points=(Point(5, 5),))


def test_something_is_unseen_until_a_first_answer_to_it() -> None:
    session = found()
    assert not session.unseen
    session.mark(OUTSIDE)
    assert session.unasked
    assert not session.unseen, "it is seen as it was before"
    session.mark(Another())
    session.mark(Point(50, 50))
    assert session.unseen


def test_a_step_that_failed_is_taken_back_and_poisons_nothing() -> None:
    session = found()
    session.mark(Words("fox"))
    (words,) = session.unasked
    session.failed([words])
    assert (session.unasked, len(session.things)) == ((), 1)
    session.mark(OUTSIDE)
    (clicks,) = session.unasked
    session.failed([clicks])
    assert session.marks.steps == (INSIDE,)
    assert (session.unasked, len(session.things)) == ((), 1)


def test_a_click_that_could_take_nothing_away_begins_nothing() -> None:
    session = Session()
    assert not session.mark(OUTSIDE)
    assert session.mark(Words("fox"))
    assert not session.mark(OUTSIDE)
    assert session.marks.steps == (Words("fox"),)
    assert session.mark(INSIDE)
    assert session.mark(OUTSIDE)
    assert len(session.unasked) == 2


def marked(*steps: Step) -> Session:
    """Of each click a square of ten round it was found, of words one at 80."""
    session = Session()
    for step in steps:
        session.mark(step)
        outcomes = {}
        for prompt in session.unasked:
            at = prompt.points[0] if prompt.points else Point(80, 80)
            box = Box(at.x - 5, at.y - 5, at.x + 5, at.y + 5)
            outcomes[prompt] = Outcome((Mask(box, b"\xff" * 100, label=prompt.words),))
        session.found(outcomes)
    return session


def test_not_that_is_about_the_object_that_it_lies_on() -> None:
    first, second, away = Point(10, 10), Point(50, 50), Point(12, 12, False)
    session = marked(first, Another(), second)
    assert session.mark(away)
    assert session.marks.prompts == (Prompt(points=(first, away)), Prompt(points=(second,)))
    assert [thing.mask.box.x0 for thing in session.things] == [5, 45], "as they were until then"
    assert session.points == (first, second, away)
    session.mark(Point(60, 60))
    assert session.marks.prompts[-1] == Prompt(points=(second, Point(60, 60)))
    session.undo()
    session.undo()
    assert session.marks.prompts == (Prompt(points=(first,)), Prompt(points=(second,)))


def test_not_that_beside_every_object_is_about_the_one_that_is_being_marked() -> None:
    session = marked(Point(10, 10), Another(), Point(50, 50))
    assert session.mark(Point(90, 10, False))
    assert session.marks.prompts[1].points[-1] == Point(90, 10, False)


def test_not_that_changes_nothing_of_what_is_begun_next() -> None:
    session = marked(Point(10, 10), Another())
    assert session.mark(Point(12, 12, False))
    assert session.marks.begins_another
    session.mark(Point(50, 50))
    assert session.marks.prompts[1] == Prompt(points=(Point(50, 50),))


def test_not_that_on_what_words_found_names_it() -> None:
    session = marked(Words("fox"), Point(10, 10))
    before = session.marks
    assert not session.mark(Point(81, 81, False))
    assert session.marks == before
    assert session.worded_at(Point(81, 81, False)) == "fox"
    assert session.worded_at(Point(10, 10, False)) == ""


def test_not_that_lies_on_a_preview_as_on_the_layer() -> None:
    session = marked(Point(10, 10), Another(), Point(50, 50))
    assert session.mark(Point(24, 24, False), 2.0)
    assert isinstance(session.marks.steps[-1], Exclusion)


def test_not_that_moves_with_its_object() -> None:
    session = marked(Point(10, 10), Another(), Point(50, 50))
    session.mark(Point(12, 12, False))
    moved = session.marks.moved((5, 0), (200, 200))
    assert moved.prompts[0].points == (Point(15, 10), Point(17, 12, False))
    assert session.marks.moved((-11, 0), (200, 200)).prompts == (Prompt(points=(Point(39, 50),)),)


@given(steps, st.sets(st.integers(0, 7)))
def test_after_failures_everything_that_stands_can_be_asked(
    taken: list[Step], failing: set[int]
) -> None:
    """However often: the agent refuses some questions, and each time one step less is left."""
    session = Session()
    for step in taken:
        session.mark(step)
    for _ in range(len(taken) + 1):
        asked = session.unasked
        bad = [one for one in asked if len(str(one)) % 8 in failing]
        session.found({one: Outcome(()) for one in asked if one not in bad})
        session.failed(bad)
    assert session.unasked == ()


def test_ticks_and_guesses_are_taken_back_in_the_order_they_were_done() -> None:
    session = marked(Words("fox"), Point(10, 10))
    words, clicked = (thing.key for thing in session.things)
    session.tick(words, False)
    session.next_guess(clicked)
    session.undo()
    assert [one.is_ticked for one in session.things] == [False, True]
    session.undo()
    assert [one.is_ticked for one in session.things] == [True, True], "not the click before it"
    session.undo()
    assert [one.key for one in session.things] == [words]
    assert session.can_undo
    for _ in range(3):
        session.redo()
    assert [one.is_ticked for one in session.things] == [False, True]
    assert not session.can_redo


def test_after_something_else_nothing_is_done_again() -> None:
    session = marked(Point(10, 10), Another(), Point(50, 50))
    session.undo()
    assert session.can_redo
    session.mark(Words("fox"))
    assert not session.can_redo


def test_what_is_taken_back_and_done_again_is_where_the_picture_is_by_now() -> None:
    session = marked(Point(10, 10), Another(), Point(50, 50))
    session.undo()
    session.moved((5, 0), (200, 200))
    session.redo()
    assert session.points == (Point(15, 10), Point(55, 50))


def test_a_step_back_is_seen_after_one_that_failed() -> None:
    session = found()
    session.mark(Words("fox"))
    session.failed(session.unasked)
    assert session.marks.steps == (INSIDE,)
    session.undo()
    assert session.marks.steps == ()


@given(steps)
def test_all_of_it_is_taken_back_and_done_again(taken: list[Step]) -> None:
    session = Session()
    for step in taken:
        session.mark(step)
    end = session.marks
    while session.can_undo:
        before = session.marks
        session.undo()
        assert session.marks != before
    assert not session.marks
    while session.can_redo:
        session.redo()
    assert session.marks == end


def test_another_recipe_has_everything_asked_anew() -> None:
    session = found()
    session.tick(session.things[0].key, False)
    session.begin_again()
    assert session.things == ()
    assert session.unasked == (Prompt(points=(INSIDE,)),)


def test_guesses_go_round() -> None:
    session = found()
    key = session.things[0].key
    labels = []
    for _ in range(4):
        labels.append(session.things[0].label)
        session.next_guess(key)
    assert labels == ["0", "1", "2", "0"]


def test_the_same_guess_is_taken_in_the_end() -> None:
    session = found()
    thing = session.things[0]
    session.next_guess(thing.key)
    exact = [Mask(Box(0, 0, 2, 2), b"\xff" * 4, candidate=n, score=n) for n in range(3)]
    outcomes = {thing.key[0]: Outcome(tuple(exact))}
    assert [mask.score for mask in session.chosen(outcomes)] == [1]
    session.tick(thing.key, False)
    assert session.ticked == ()
    assert session.chosen(outcomes) == ()


def test_only_clicks_have_guesses() -> None:
    assert guesses_for(Prompt(points=(INSIDE,))) == 3
    assert guesses_for(Prompt(words="fox")) == 1


def test_what_is_known_in_full_is_shown_and_taken_so() -> None:
    session = found()
    (prompt,) = session.inexact
    full = tuple(Mask(Box(0, 0, 3, 1), bytes(3), object=0, candidate=number) for number in range(3))
    session.found_exactly({prompt: Outcome(full)})
    assert session.inexact == ()
    assert session.things[0].exact is full[0]
    session.next_guess(session.things[0].key)
    assert session.things[0].exact is full[1]
    assert session.chosen(session.exact) == (full[1],)
    session.other_edges()
    assert session.inexact == (prompt,)
    assert session.things[0].exact is None


def test_what_is_not_ticked_needs_not_be_known_in_full() -> None:
    session = found()
    session.tick(session.things[0].key, False)
    assert session.inexact == ()


def test_an_object_that_is_lost_in_full_is_not_taken() -> None:
    session = found()
    (prompt,) = session.inexact
    session.found_exactly({prompt: Outcome(())})
    assert session.things[0].exact is None
    assert session.chosen(session.exact) == ()


@given(steps, st.data())
def test_only_choices_are_blamed_for_what_had_an_answer_before(
    marked: list[Step], data: st.DataObject
) -> None:
    session = Session()
    for step in marked:
        session.mark(step)
    answered = [one for one in session.unasked if data.draw(st.booleans())]
    session.found({prompt: Outcome(()) for prompt in answered})
    session.begin_again()
    failing = [one for one in session.marks.prompts if data.draw(st.booleans())]
    assert session.blames_choice(failing) == bool(set(failing) & set(answered))
