"""Clicks that no agent was there to answer wait until there is one."""

from __future__ import annotations

from frisket_krita.picking.alone import Alone, told_of
from frisket_plugin.agent import State
from frisket_protocol.errors import AgentNotRunning, FailedPrecondition

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


def test_why_none_could_be_started_is_told_with_the_clicks() -> None:
    told = told_of(FailedPrecondition("The agent ended with 1.", hint="The disk is full."))
    assert told == "The agent ended with 1. The disk is full. Your clicks are kept."
    assert "press start" not in told_of(AgentNotRunning("gone")).lower()
