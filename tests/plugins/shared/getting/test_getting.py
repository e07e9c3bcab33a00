"""From the offer to the mask: laws over any order of what people press and what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frisket_plugin.getting.getting import BUTTONS, STATES, Getting
from frisket_plugin.getting.offering import Offer, Part
from frisket_plugin.texts import t
from frisket_protocol.errors import AgentNotRunning, Internal
from scripted_engine import MB, ScriptedEngine

FOX = Part("fox", "Fox finder", 15 * MB, "MIT")
CUT = Part("cut", "Cutter", 155 * MB, "Apache-2.0")
ASKS = Part("asks", "Asking one", MB, "CC-BY-NC-4.0", accept=True, page="https://models.example/a")
WORDS = Offer("words", "Words", (FOX, CUT), "models", None, "/models", 50_000 * MB, "Type this.")
SMALL = Offer("small", "Small", (CUT,), folder="/models", free=50_000 * MB)
LICENSED = Offer("licensed", "Licensed", (ASKS,), folder="/models", free=50_000 * MB)


class Panel:
    """A getting whose thread is run by the test, and what the person was given."""

    def __init__(self, engine: ScriptedEngine | None = None) -> None:
        self.engine = engine or ScriptedEngine()
        self.waiting: list[Callable[[], None]] = []
        self.went_on: list[object] = []
        self.states: list[str] = []
        self.getting = Getting(self.engine, self.waiting.append, self._see, self.went_on.append)

    def _see(self) -> None:
        getting = self.getting
        self.states.append(getting.state)
        assert getting.state in STATES
        assert set(getting.buttons) <= set(BUTTONS)
        assert bool(getting.buttons) == (getting.state != "nothing"), getting.state
        assert bool(getting.sentence) == (getting.state != "nothing"), getting.state

    def run(self) -> None:
        while self.waiting:
            self.waiting.pop(0)()

    def press_until_done(self) -> None:
        for _ in range(20):
            self.run()
            for part in self.getting.offer.to_accept if self.getting.offer else ():
                self.getting.agree(part)
            self.getting.get()
            self.run()
            if self.getting.state == "done":
                return
        raise AssertionError(f"it ends in {self.getting.state}: {self.getting.sentence}")


def test_from_words_to_the_mask() -> None:
    panel = Panel()
    panel.getting.want(WORDS, "the fox")
    assert panel.getting.state == "asking"
    panel.run()
    assert panel.getting.state == "offered"
    assert panel.getting.buttons == ("get", "not_now")
    assert "900 MB" in panel.getting.sentence
    assert panel.engine.done == ["amount"], "nothing is fetched before the button"
    panel.getting.get()
    panel.run()
    assert panel.engine.done[1:] == ["add", "pull fox", "pull cut", "try_out"]
    assert panel.went_on == ["the fox"]
    assert panel.getting.trial is not None
    assert panel.getting.sentence == (
        "“Words” is ready.\nThis is what it does on your computer.\ncut found what it should."
    )
    panel.getting.dismiss()
    assert panel.getting.state == "nothing"
    assert list(dict.fromkeys(panel.states)) == [
        *("asking", "offered", "models", "packages", "trying", "done", "nothing")
    ]


def test_what_it_is_doing_is_said_with_its_bytes() -> None:
    engine = ScriptedEngine()
    panel = Panel(engine)
    told: list[str] = []
    engine.during = lambda step: told.append(panel.getting.sentence)
    panel.getting.want(SMALL)
    panel.getting.get()
    panel.run()
    assert told == ["Fetching Cutter: 1.0 MB of 1.0 MB", "Trying Cutter on an example…"]


@pytest.mark.parametrize("step", ["amount", "add", "pull fox", "pull cut"])
def test_after_a_failure_the_same_button_goes_on(step: str) -> None:
    panel = Panel(ScriptedEngine(failing={step: 1}))
    panel.getting.want(WORDS, "the fox")
    panel.run()
    if step != "amount":
        panel.getting.get()
        panel.run()
    assert panel.getting.state == "failed"
    assert panel.getting.sentence == f"{step} failed. Try again."
    assert panel.getting.copied == panel.getting.sentence
    assert panel.getting.buttons == ("again", "copy", "not_now")
    assert panel.went_on == []
    panel.press_until_done()
    assert panel.went_on == ["the fox"]
    assert len(panel.engine.done) == len(set(panel.engine.done)), "nothing was done twice"


def test_a_trial_that_fails_keeps_nobody_from_the_mask() -> None:
    panel = Panel(ScriptedEngine(failing={"try_out": 1}))
    panel.getting.want(SMALL, "click")
    panel.getting.get()
    panel.run()
    assert panel.getting.state == "done"
    assert "could not be tried" in panel.getting.sentence
    assert panel.went_on == ["click"]


def test_skipping_the_trial_goes_on() -> None:
    engine = ScriptedEngine()
    panel = Panel(engine)
    engine.during = lambda step: panel.getting.cancel() if step == "try_out" else None
    panel.getting.want(SMALL, "click")
    panel.getting.get()
    panel.run()
    assert panel.getting.state == "done"
    assert panel.getting.sentence == "“Small” is ready."
    assert panel.went_on == ["click"]


def test_what_went_on_does_not_go_on_again() -> None:
    panel = Panel()
    panel.getting.want(SMALL, "click")
    panel.press_until_done()
    panel.getting.want(SMALL)
    panel.press_until_done()
    assert panel.went_on == ["click"]


def test_what_was_wanted_stays_when_it_is_offered_anew() -> None:
    panel = Panel()
    panel.getting.want(SMALL, "click")
    panel.getting.want(SMALL)
    panel.press_until_done()
    assert panel.went_on == ["click"]


def test_a_licence_is_accepted_by_name_before_anything_is_fetched() -> None:
    panel = Panel()
    panel.getting.want(LICENSED)
    assert not panel.getting.may_get
    panel.getting.get()
    assert not panel.waiting
    panel.getting.agree(ASKS)
    panel.getting.agree(ASKS, False)
    assert not panel.getting.may_get
    panel.getting.agree(ASKS)
    assert panel.getting.has_agreed(ASKS)
    panel.getting.get()
    panel.run()
    assert panel.engine.licences == {"asks": "CC-BY-NC-4.0"}


def test_no_licence_is_named_that_nobody_was_asked_about() -> None:
    panel = Panel()
    panel.getting.want(SMALL)
    panel.getting.get()
    panel.run()
    assert panel.engine.licences == {"cut": ""}


@pytest.mark.parametrize("offer", [WORDS, replace(SMALL, will_do=False, missing="Import it.")])
def test_what_the_panel_cannot_add_is_said_in_the_agents_own_words(offer: Offer) -> None:
    panel = Panel(ScriptedEngine(can_add=False))
    panel.getting.want(offer, "the fox")
    assert not panel.waiting
    assert panel.getting.buttons == ("copy", "not_now")
    assert panel.getting.sentence == panel.getting.copied == offer.missing
    panel.getting.get()
    assert not panel.waiting


def test_too_little_room_is_said_and_nothing_is_fetched() -> None:
    panel = Panel()
    panel.getting.want(replace(SMALL, free=100 * MB))
    assert "too little room" in panel.getting.sentence
    assert not panel.getting.may_get
    assert "not_now" in panel.getting.buttons


def test_an_agent_that_is_not_there_is_said_with_the_button_that_starts_it() -> None:
    engine = ScriptedEngine()
    panel = Panel(engine)

    def gone(step: str) -> None:
        raise AgentNotRunning("The frisket agent is not running.", hint="`frisket serve`.")

    engine.during = gone
    panel.getting.want(SMALL)
    panel.getting.get()
    panel.run()
    assert panel.getting.sentence == "The agent is not running. Press Start, then try again."


def test_something_unexpected_does_not_leave_the_panel_waiting() -> None:
    engine = ScriptedEngine()
    panel = Panel(engine)
    engine.during = lambda step: 1 / 0  # type: ignore[assignment, return-value]
    panel.getting.want(SMALL)
    panel.getting.get()
    panel.run()
    assert panel.getting.state == "failed"
    assert "ZeroDivisionError" in panel.getting.sentence


def test_what_comes_while_something_is_got_is_offered_after_it() -> None:
    engine = ScriptedEngine()
    panel = Panel(engine)
    engine.during = lambda step: (
        panel.getting.want(LICENSED, "second") if step == "pull cut" else None
    )
    panel.getting.want(SMALL, "first")
    panel.getting.get()
    panel.run()
    assert panel.went_on == ["first"]
    assert panel.getting.state == "done"
    panel.getting.dismiss()
    assert panel.getting.offer == LICENSED
    panel.press_until_done()
    assert panel.went_on == ["first", "second"]


EVENTS = st.lists(
    st.sampled_from(
        ["want words", "want small", "want licensed", "agree", "get", "run", "cancel", "dismiss"]
    )
    | st.tuples(
        st.sampled_from(["amount", "add", "pull fox", "pull cut", "pull asks", "try_out"]),
        st.sampled_from(["fail", "cancel", "want", "get", "dismiss"]),
    ),
    max_size=25,
)
OFFERS = {"words": WORDS, "small": SMALL, "licensed": LICENSED}


@given(EVENTS)
def test_whatever_happens_no_word_is_lost_and_nothing_is_done_twice_at_once(
    events: list[str | tuple[str, str]],
) -> None:
    engine = ScriptedEngine()
    panel = Panel(engine)
    getting = panel.getting
    planned: dict[str, str] = {}
    number = 0

    def want(offer: Offer) -> None:
        nonlocal number
        number += 1
        getting.want(offer, f"{offer.recipe} {number}")

    def during(step: str) -> None:
        what = planned.pop(step, "")
        if what == "fail":
            raise Internal(f"{step} broke.", hint="Try again.")
        if what == "want":
            want(LICENSED)
        elif what:
            getattr(getting, what)()

    engine.during = during
    for event in events:
        if isinstance(event, tuple):
            planned[event[0]] = event[1]
        elif event.startswith("want"):
            want(OFFERS[event.split()[1]])
        elif event == "agree":
            getting.agree(ASKS)
        elif event == "run":
            panel.run()
        else:
            getattr(getting, event)()
        assert len(panel.waiting) <= 1, "one thread at a time"
    assert not engine.overlaps
    assert len(panel.went_on) == len(set(panel.went_on)), "each goes on once"
    planned.clear()
    panel.run()
    # Whoever types now, and presses what is there to be pressed, has the words carried out.
    want(SMALL)
    panel.press_until_done()
    assert panel.went_on[-1] == f"small {number}"
    assert len(panel.went_on) == len(set(panel.went_on))


def test_two_panels_at_once_each_go_on_by_themselves() -> None:
    first, second = Panel(), Panel()
    meet = threading.Barrier(2, timeout=20)
    for panel in (first, second):
        panel.engine.during = lambda step: bool(meet.wait()) and None
        panel.getting.want(SMALL, panel)
        panel.getting.get()
    threads = [threading.Thread(target=panel.run) for panel in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert first.went_on == [first]
    assert second.went_on == [second]


@pytest.mark.parametrize("button", BUTTONS)
def test_every_button_has_a_text(button: str) -> None:
    assert t(f"getting.button.{button}")
