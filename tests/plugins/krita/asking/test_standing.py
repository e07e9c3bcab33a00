"""A sentence goes when what it speaks of is over, and not before."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from frisket_krita.asking.standing import Front, Standing, always, while_same

TOPICS = ("setting up", "models", "agent")


@dataclass
class World:
    """What sentences speak of: how often each has changed."""

    changes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TOPICS, 0))

    def of(self, topic: str) -> int:
        return self.changes[topic]


EVENTS = st.lists(
    st.tuples(st.sampled_from(["say", "change", "look", "past"]), st.sampled_from(TOPICS)),
    max_size=40,
)


@given(EVENTS)
def test_what_stands_is_true_after_each_look(events: list[tuple[str, str]]) -> None:
    world, about = World(), ""
    standing = Standing(lambda: "Ready.")
    said_at = 0
    for number, (event, topic) in enumerate(events):
        told = f"{topic} {number}"
        if event == "say":
            about, said_at = topic, world.of(topic)
            standing.say(told, while_same(lambda topic=topic: world.of(topic)))  # type: ignore[misc]
        elif event == "past":
            about = ""
            standing.say(told, always)
        elif event == "change":
            world.changes[topic] += 1
        else:
            before = standing.sentence
            is_over = about != "" and world.of(about) != said_at
            assert standing.look() == is_over
            assert standing.sentence == ("Ready." if is_over else before)
            about = "" if is_over else about


def test_at_rest_it_says_what_there_is_to_say_then() -> None:
    picks = ["Ready."]
    standing = Standing(lambda: picks[-1])
    standing.say("The log is on the clipboard.", lambda: False)
    picks.append("Click on what you want.")
    assert standing.look()
    assert standing.sentence == "Click on what you want."
    assert not standing.look()
    picks.append("Press Set up.")
    assert standing.look(), "what rests goes as well when it is no longer so"
    assert standing.sentence == "Press Set up."


PICTURES, LAYERS = st.sampled_from(["a", "b", None]), st.sampled_from(["1", "2", None])
SEEN = st.lists(
    st.one_of(
        st.tuples(st.just("front"), st.builds(Front, PICTURES, LAYERS)),
        st.tuples(st.sampled_from(["of picture", "of agent", "look"]), st.just(Front())),
    ),
    max_size=30,
)


@given(SEEN)
def test_a_sentence_of_a_picture_goes_with_its_picture_and_its_layer(
    events: list[tuple[str, Front]],
) -> None:
    """As a list of all that was in front since it was said, one entry for each look."""
    front, seen, kind = [Front()], [Front()], ""
    standing = Standing(lambda: "Ready.", lambda: front[0])
    for event, now in events:
        if event == "front":
            front[0] = now
        elif event == "look":
            seen.append(front[0])
            pictures = {one.picture for one in seen if one.picture is not None}
            layers = {one.layer for one in seen if one.layer is not None}
            came = next((at for at, one in enumerate(seen) if one.picture is not None), None)
            closed = came is not None and any(one.picture is None for one in seen[came:])
            is_over = kind == "of picture" and (closed or len(pictures) > 1 or len(layers) > 1)
            assert standing.look() == is_over
            assert (standing.sentence == "Ready.") == (is_over or not kind)
            kind = "" if is_over else kind
        else:
            seen, kind = [front[0]], event
            standing.say(f"It speaks {kind}.", of_picture=kind == "of picture")


def test_what_is_undone_is_told_no_longer_and_what_was_not_there_yet_may_come() -> None:
    front, is_there = [Front()], [True]
    standing = Standing(lambda: "Ready.", lambda: front[0])
    standing.say("Selected.", lambda: is_there[0])
    for front[0] in (Front("a"), Front("a", "1"), Front("a"), Front("a", "1")):
        assert not standing.look()
    is_there[0] = False
    assert standing.look()
    assert standing.sentence == "Ready."


def test_what_is_said_while_krita_is_asked_stays() -> None:
    """Krita 6 lets other things happen while it is asked what is active."""
    standing = Standing(lambda: "Ready.", lambda: front())
    newer: list[str] = []

    def front() -> Front:
        if newer:
            standing.say(newer.pop())
            return Front("the one before")
        return Front("another")

    def is_over() -> bool:
        standing.say("Said while it was looked.")
        return False

    newer.append("Said while another was.")
    standing.say("An older one.")
    assert standing.sentence == "Said while another was."
    assert not standing.look(), "it is of what was in front when it was said"
    standing.say("An older one.", is_over)
    assert not standing.look()
    assert standing.sentence == "Said while it was looked."


def test_a_sentence_is_shown_before_krita_is_asked_for_anything() -> None:
    """Krita 5.3 goes on meanwhile: after Cancel the panel said for a moment what was under way."""
    shown = list[str]()

    def front() -> Front:
        assert shown[-1] == standing.sentence
        return Front()

    standing = Standing(lambda: "Ready.", front, shown.append)
    standing.say("Cancelled.")
    assert shown == ["Ready.", "Cancelled."]
