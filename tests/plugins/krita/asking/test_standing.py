"""A sentence goes when what it speaks of is over, and not before."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from frisket_krita.asking.standing import Standing, always, while_same

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
