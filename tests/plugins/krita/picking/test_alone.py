"""Clicks that no agent was there to answer wait until there is one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from frisket_krita.picking.alone import Alone, told_of
from frisket_plugin.agent import State
from frisket_protocol.errors import AgentNotRunning, DeadlineExceeded, FailedPrecondition
from frisket_protocol.parts import RecipeInfo

THERE, GONE = State("running"), State("stopped")


def test_it_ends_once_and_only_when_somebody_is_there() -> None:
    alone = Alone(0.0)
    assert not alone.ends(THERE), "nobody was missed"
    alone.begins()
    assert not alone.ends(GONE)
    assert alone.ends(THERE)
    assert not alone.ends(THERE)


def test_an_agent_that_did_not_answer_is_left_in_peace_for_a_moment() -> None:
    alone = Alone(3600.0)
    alone.begins()
    assert not alone.ends(THERE)


RECIPES = st.lists(
    st.builds(
        RecipeInfo,
        st.sampled_from(["automatic", "one", "two"]),
        st.just(""),
        st.just(""),
        st.sets(st.sampled_from(["points", "box", "words"])).map(tuple),
        st.just(1024),
        ready=st.booleans(),
    ),
    max_size=4,
)


@given(RECIPES, st.sampled_from(["automatic", "one", "two"]), st.sampled_from(["points", "box"]))
def test_clicks_wait_for_what_they_need_and_for_nothing_else(
    recipes: list[RecipeInfo], recipe: str, kind: str
) -> None:
    alone = Alone(0.0)
    alone.begins((recipe, kind))
    assert not alone.ends(State("stopped", recipes=tuple(recipes)))
    ready = [one for one in recipes if one.ready and one.name != "automatic"]
    can = any(
        kind in one.understands if recipe == "automatic" else one.name == recipe for one in ready
    )
    assert alone.ends(State("running", recipes=tuple(recipes))) == can
    alone.begins()
    assert alone.ends(State("running", recipes=tuple(recipes))), "for an agent alone"


def test_why_none_could_be_started_is_told_with_the_clicks() -> None:
    told = told_of(FailedPrecondition("The agent ended with 1.", hint="The disk is full."))
    assert told == "The agent ended with 1. The disk is full. Your clicks are kept."
    assert "press start" not in told_of(AgentNotRunning("gone")).lower()
    hangs = told_of(DeadlineExceeded("silent"))
    assert "does not answer" in hangs
    assert "start" not in hangs.lower()
