"""After picking ended by itself, the first press on a canvas does nothing, and is said."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from frisket_krita.picking.ended import SECONDS, Ended
from frisket_krita.picking.gestures import DOES, Key, Meaning, Pointer

from .test_gestures import keys, pointers

happenings = st.lists(
    st.tuples(st.one_of(pointers, keys, st.none(), st.booleans()), st.floats(0, 2)), max_size=40
)


def told(ended: Ended, event: Pointer | Key | bool | None) -> Meaning:
    if event is None:
        return ended.lost()
    if isinstance(event, bool):
        return ended.fingers(event)
    return ended.pointer(event) if isinstance(event, Pointer) else ended.key(event)


@settings(max_examples=1000)
@given(happenings, st.booleans())
def test_nothing_paints_before_it_was_said_nor_a_moment_after(
    happening: list[tuple[Pointer | Key | bool | None, float]], is_held: bool
) -> None:
    now, said = 0.0, list[float]()
    ended = Ended(is_held, lambda: now)
    for event, passed in happening:
        now += passed
        meaning = told(ended, event)
        is_press = event is True or (isinstance(event, Pointer) and event.kind == "press")
        if meaning.does == "ended":
            said.append(now)
            assert meaning.goes == "nowhere"
        if is_press and meaning.goes == "host":
            assert said
            assert now - said[0] >= SECONDS
    assert len(said) <= 1, "once"


@given(st.booleans(), st.sampled_from(["left", "right", "middle", "other"]))
def test_the_first_press_is_swallowed_whole_and_the_next_one_is_kritas(
    is_held: bool, button: str
) -> None:
    now = 0.0
    ended = Ended(is_held, lambda: now)
    now = 60.0
    assert ended.pointer(Pointer("press", (5, 5), button, True)).does == "ended"  # type: ignore[arg-type]
    assert ended.pointer(Pointer("move", (9, 9), "none", True)).goes == "nowhere"
    now += 9 * SECONDS
    assert not ended.is_over, "the button is down"
    assert ended.pointer(Pointer("release", (9, 9), button)).goes == "nowhere"  # type: ignore[arg-type]
    assert ended.is_over
    assert ended.pointer(Pointer("press", (5, 5), button, True)).goes == "host"  # type: ignore[arg-type]


def test_a_key_that_meant_something_does_nothing_once() -> None:
    for name in DOES:
        ended = Ended(is_held=False)
        assert ended.key(Key("press", name, "field")).goes == "host", "that writes"
        assert ended.key(Key("asked", name, "canvas")) == Meaning("nowhere")
        assert ended.key(Key("press", name, "canvas")) == Meaning("nowhere", "ended")
        assert ended.key(Key("press", name, "canvas")).goes == "host"
        assert ended.key(Key("press", "view", "canvas")).goes == "host"


def test_a_stroke_of_a_hand_that_was_still_picking_is_nobodys() -> None:
    ended = Ended(is_held=True)
    assert ended.pointer(Pointer("move", (9, 9), "none", True)).goes == "nowhere"
    assert ended.pointer(Pointer("release", (9, 9), "left")).goes == "nowhere"
    assert ended.pointer(Pointer("move", (9, 9))).goes == "host"
