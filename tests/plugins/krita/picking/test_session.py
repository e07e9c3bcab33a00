"""What is known while somebody picks: what is shown is what Enter makes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from frisket_krita.asking.wishes import Clicks
from frisket_krita.picking.session import Ground, Making, Question, Session, Then, cut_of
from frisket_plugin.english import ENGLISH
from frisket_plugin.job import Outcome
from frisket_plugin.options import Options
from frisket_protocol import Box, Mask, Point

ONE, TWO = Point(1, 2), Point(3, 4, inside=False)
MASKS = tuple(Mask(Box(0, 0, 1, 1), b"\xff", candidate=number) for number in range(3))
GUESSES = Outcome(MASKS)
WAITS = Then(told="pick.enter_waits")


def clicked() -> Session:
    session = Session("a layer")
    assert session.click(ONE) == Then("ask")
    assert session.came(session.question, GUESSES) == Then("show")
    return session


def test_a_click_is_asked_shown_and_made() -> None:
    session = clicked()
    assert session.shown
    assert session.shown.question == session.question
    assert session.guesses == 3
    assert session.next_guess() == Then("show")
    assert session.enter("add") == Then("make")
    assert session.making == Making(session.shown, Options(), "add")
    assert session.making.shown.candidate == 1
    assert session.made() == Then("anew")
    assert (session.clicks, session.shown, session.guesses) == (Clicks(), None, 0)
    assert session.begun("the layer anew") == Then()


def test_enter_waits_for_the_answer_that_is_on_its_way_and_asks_nothing_twice() -> None:
    session = clicked()
    session.click(TWO)
    assert session.enter() == WAITS
    assert session.making is None
    assert session.came(session.question, GUESSES) == Then("make")
    assert session.making
    assert session.making.shown.question.clicks == Clicks((ONE, TWO))


def test_another_layer_or_moment_begins_anew_and_keeps_the_clicks() -> None:
    session = clicked()
    late = session.question
    assert session.look("a layer") == Then()
    assert session.look("another") == Then("anew", "pick.anew")
    assert session.shown is None
    assert session.begun("another") == Then("ask")
    assert session.came(late, GUESSES) == Then()
    assert session.enter() == WAITS
    assert session.came(session.question, GUESSES) == Then("make")
    assert session.making
    assert session.making.shown.question.picture == "another"


def test_another_picture_has_clicks_of_its_own_and_those_here_wait() -> None:
    session = Session("a layer", ground="first")
    session.click(ONE)
    late = session.question
    assert session.look("its layer", "second") == Then("anew", "pick.moved")
    assert (session.clicks, session.shown) == (Clicks(), None)
    assert session.came(late, GUESSES) == Then()
    assert session.begun("its layer") == Then()
    assert session.enter().told == "pick.no_clicks"
    session.click(TWO)
    assert session.look("a layer", "first") == Then("anew", "pick.came_back")
    assert session.begun("a layer") == Then("ask")
    assert session.clicks == Clicks((ONE,))
    assert session.came(session.question, GUESSES) == Then("show")
    session.enter()
    assert session.look("its layer", "second") == Then(), "it is made where it was asked for"
    session.made()
    session.begun("its layer")
    assert session.look("its layer", "second") == Then("anew", "pick.came_back")
    assert session.clicks == Clicks((TWO,))


def test_undo_takes_back_a_click_and_then_what_was_made_on_this_picture() -> None:
    session = clicked()
    session.enter()
    assert session.undo() == Then(told="pick.wait")
    session.made()
    session.begun("the layer anew")
    session.click(ONE)
    assert session.undo().do == "show", "the click"
    assert session.look("other", "elsewhere").do == "anew"
    assert session.undo() == Then(told="pick.none_left"), "nothing was made there"
    session.look("the layer anew")
    assert session.undo() == Then("undo", "pick.undone")
    assert session.undo() == Then(told="pick.none_left"), "what was before is not touched"
    assert session.back() == Then(told="pick.none_left")


def test_what_was_undone_is_made_again_and_nothing_else() -> None:
    session = clicked()
    assert session.redo() == Then(told="pick.no_redo")
    session.enter()
    assert session.redo() == Then(told="pick.wait")
    session.made()
    session.begun("anew")
    assert session.redo() == Then(told="pick.no_redo"), "nothing was undone"
    assert session.undo().do == "undo"
    assert session.redo() == Then("redo", "pick.redone")
    assert session.redo() == Then(told="pick.no_redo"), "what others undid is not touched"
    assert session.undo().do == "undo", "it can be undone again"
    session.begun("once more")
    session.click(ONE)
    session.came(session.question, GUESSES)
    session.enter()
    session.made()
    assert session.redo() == Then(told="pick.no_redo"), "what was made since takes its place"


def test_the_same_picture_in_another_size_is_no_other_picture() -> None:
    session = Session("a layer", ground=Ground(0, 40, 30))
    assert session.look("a layer", Ground(0, 30, 40)) == Then("anew"), "nothing was clicked"
    session.click(ONE)
    assert session.look("a layer", Ground(0, 80, 60)) == Then("anew", "pick.resized")
    assert session.look("a layer", Ground(1, 80, 60)) == Then("anew", "pick.moved")
    assert session.look("a layer", Ground(0, 30, 40)) == Then("anew", "pick.came_back")


def test_an_option_that_the_mask_depends_on_has_it_asked_anew() -> None:
    session = clicked()
    assert session.set_options(Options(output="mask", mode="add")) == Then()
    assert session.set_options(Options(output="mask", grow=5)) == Then("ask")
    assert session.enter() == WAITS
    assert session.came(session.question, GUESSES) == Then("make")
    assert session.making
    assert session.making.options.output == "mask"


def test_an_enter_that_waited_is_not_dropped_silently() -> None:
    for change in (
        lambda session: session.set_options(Options(grow=5)),
        lambda session: session.look("another"),
    ):
        session = clicked()
        session.click(TWO)
        session.enter()
        assert change(session).told == "pick.enter_dropped"
        if session.shown is None:
            session.begun("another")
        assert session.came(session.question, GUESSES) == Then("show")
        assert session.making is None


def test_the_inverse_is_drawn_at_once_and_nothing_is_asked_for_it() -> None:
    session = Session("a layer")
    assert session.set_options(Options(invert=True)) == Then(), "nothing is shown yet"
    session.click(ONE)
    assert session.set_options(Options()) == Then(), "its answer has not come"
    session.came(session.question, GUESSES)
    assert session.set_options(Options(invert=True)) == Then("show", is_said=True)
    assert session.set_options(Options(invert=True, mode="add")) == Then()
    session.enter()
    assert session.set_options(Options()) == Then(), "what is made stays as it was"


def test_while_it_is_made_nothing_is_dropped_silently() -> None:
    session = clicked()
    session.enter()
    for call in (lambda: session.click(TWO), session.back, session.enter, session.next_guess):
        assert call() == Then(told="pick.wait")
    assert session.not_made() == Then("show", is_said=True)
    assert session.clicks == Clicks((ONE,))
    session.enter()
    session.set_options(Options(feather=3))
    assert session.not_made() == Then("ask", is_said=True)


def test_an_enter_that_waits_is_not_lost_to_a_further_click() -> None:
    session = Session("a layer")
    session.click(ONE)
    assert session.enter() == WAITS
    assert session.click(TWO) == Then(told="pick.wait")
    assert session.came(session.question, GUESSES) == Then("make")
    assert session.clicks == Clicks((ONE,))


def test_a_picture_that_changed_is_shown_again_before_it_is_made() -> None:
    session = clicked()
    session.enter()
    assert session.not_made(is_changed=True) == Then("anew")
    assert session.shown is None
    assert session.begun("the layer as it is") == Then("ask")


def test_a_click_that_failed_is_taken_back() -> None:
    session = clicked()
    session.click(TWO)
    session.enter()
    assert session.failed(session.question) == Then("show")
    assert (session.clicks, session.making) == (Clicks((ONE,)), None)
    assert session.enter() == Then("make")


def test_clicks_stay_when_none_of_them_could_be_asked_anew() -> None:
    session = clicked()
    session.click(TWO)
    session.look("another")
    session.begun("another")
    assert session.failed(session.question) == Then("show")
    assert session.shown is None
    assert session.clicks == Clicks((ONE, TWO))
    assert session.enter() == replace(WAITS, do="ask")


def test_clicks_that_nobody_could_answer_stay_and_are_asked_again() -> None:
    session = clicked()
    session.click(TWO)
    session.enter()
    assert session.failed(session.question, is_kept=True) == Then("show")
    assert session.clicks == Clicks((ONE, TWO))
    assert session.shown is None
    assert session.again() == Then("ask")
    assert session.again() == Then(), "asked once"
    assert session.came(session.question, GUESSES) == Then("show"), "nobody pressed Enter since"
    assert session.again() == Then()


def test_back_shows_what_was_shown_and_asks_nothing() -> None:
    session = clicked()
    before = session.shown
    session.click(TWO)
    assert session.back() == Then("show")
    assert session.shown == before
    assert session.back() == Then("show")
    assert session.shown is None
    assert session.back().told == "pick.none_left"
    assert session.enter().told == "pick.no_clicks"


def test_nothing_is_made_of_nothing() -> None:
    session = Session("a layer")
    session.click(ONE)
    session.came(session.question, Outcome(()))
    assert session.enter() == Then("show", "nothing_found")
    assert session.making is None


class World:
    """The shell, the agent and Krita, as far as a session can tell: one step after the other."""

    def __init__(self) -> None:
        self.active, self.ground = (0, 0), 0
        self.session = Session(self.active, ground=0)
        self.asked: Question | None = None
        self.overlay: tuple[Question, int] | None = None
        self.makes: tuple[Question, int] | None = None
        self.made, self.undone = 0, 0
        self.seen: tuple[Question, int] | None = None
        self.is_told_to_wait = False

    def enter(self) -> None:
        """The person makes what is seen, or is told that something newer is made."""
        self.seen = self.overlay
        then = self.session.enter()
        self.is_told_to_wait = then.told == "pick.enter_waits"
        self.do(then)

    def do(self, then: Then) -> None:
        session = self.session
        assert not then.told or then.told in ENGLISH
        if then.do == "undo":
            self.undone += 1
        if then.do in ("anew", "undo"):
            self.asked, self.overlay = None, None
            self.active = (self.active[0], self.active[1] + 1)
            self.do(session.begun(self.active))
            return
        if then.do == "ask":
            assert self.asked != session.question, "asked twice"
            self.asked = session.question
        elif then.do in ("show", "make"):
            self.asked = None
        shown = session.shown
        self.overlay = (shown.question, shown.candidate) if shown else None
        if then.do == "make":
            assert session.making
            made = session.making.shown
            self.makes = (made.question, made.candidate)
            assert self.makes == self.overlay, "what is shown is what is made"
            assert self.makes == self.seen or self.is_told_to_wait, "or waited for, which is said"
            assert made.question.picture == self.active, "of the picture that is active"
            assert made.question.options == cut_of(session.making.options)
            assert made.question.clicks == session.clicks, "with all the clicks"

    def answer(self, outcome: Outcome | None) -> None:
        asked, self.asked = self.asked, None
        if asked is not None:
            session = self.session
            self.do(session.failed(asked) if outcome is None else session.came(asked, outcome))

    def go_alone(self) -> None:
        """The agent has gone, and later it is back."""
        asked, self.asked = self.asked, None
        if asked is not None:
            clicks = self.session.clicks
            self.do(self.session.failed(asked, is_kept=True))
            assert asked != self.session.question or self.session.clicks == clicks, "none is lost"
        self.do(self.session.again())

    def end(self, how: str) -> None:
        if self.makes is not None:
            self.makes = None
            session = self.session
            self.made += how == "made"
            self.do(session.made() if how == "made" else session.not_made(how == "changed"))

    def switch(self, layer: int) -> None:
        """Another layer; who picks looks before anything else is done."""
        if self.makes is None:
            self.active = (layer, self.active[1])
            self.do(self.session.look(self.active, self.ground))

    def move(self, ground: int) -> None:
        """Another picture comes to the front."""
        if self.makes is None:
            before, self.ground = self.ground, ground
            self.do(self.session.look(self.active, ground))
            assert self.session.ground == ground
            assert before == ground or not self.overlay or self.overlay[0] == self.session.question


def steps_of(world: World) -> list[Callable[[random.Random], None]]:
    session = world.session

    def option(chance: random.Random) -> None:
        grow, output = chance.choice([0, 5]), chance.choice(["selection", "mask"])
        world.do(session.set_options(replace(session.options, grow=grow, output=output)))

    return [
        lambda chance: world.do(session.click(Point(chance.randrange(9), 0))),
        lambda chance: world.do(session.click(Box(0, 0, 1 + chance.randrange(9), 9))),
        lambda _: world.do(session.back()),
        lambda _: world.do(session.undo()),
        lambda chance: world.move(chance.randrange(2)),
        lambda _: world.enter(),
        lambda _: world.do(session.next_guess()),
        lambda chance: world.answer(chance.choice([GUESSES, GUESSES, Outcome(()), None])),
        lambda _: world.go_alone(),
        lambda chance: world.end(chance.choice(["made", "failed", "changed"])),
        lambda chance: world.switch(chance.randrange(2)),
        option,
    ]


def play(chance: random.Random, length: int) -> None:
    world = World()
    steps = steps_of(world)
    for _ in range(length):
        chance.choice(steps)(chance)
    world.end("failed")
    while world.asked is not None:
        world.answer(GUESSES)
    world.end("failed")
    session = world.session
    assert world.undone <= world.made, "only what was made here is undone"
    if session.shown is not None:
        assert session.shown.question == session.question, "in the end all is shown"


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.integers(0, 40))
def test_what_is_shown_is_what_enter_makes(chance: random.Random, length: int) -> None:
    play(chance, length)


def test_so_it_is_ten_thousand_times() -> None:
    for seed in range(10_000):
        play(random.Random(seed), 25)
