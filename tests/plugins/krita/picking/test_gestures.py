"""What mouse, pen and keys mean while somebody picks, and that none of it paints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frisket_krita.picking.gestures import (
    AWAY,
    Button,
    Gestures,
    Goes,
    Key,
    KeyName,
    Meaning,
    Pointer,
    Where,
)
from frisket_protocol.parts import Mode

places = st.tuples(st.integers(-50, 400), st.integers(-50, 400))
pointers = st.builds(
    Pointer,
    st.sampled_from(["press", "move", "release"]),
    places,
    st.sampled_from(get_args(Button)),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
keys = st.builds(
    Key,
    st.sampled_from(["asked", "press", "release"]),
    st.sampled_from(get_args(KeyName)),
    st.sampled_from(get_args(Where)),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, *get_args(Mode)]),
    st.sampled_from(["", "Duplicate Layer"]),
    st.booleans(),
)
events = st.one_of(pointers, keys, st.none())


@dataclass
class Host:
    """Krita as far as it can hurt: a button that it saw go down paints, a shortcut acts."""

    strokes: int = 0
    actions: int = 0

    def see(self, event: Pointer | Key) -> None:
        if isinstance(event, Pointer):
            self.strokes += event.kind == "press"
        elif event.kind != "release" and event.name not in ("modifier", "view", "program"):
            self.actions += 1


def told(gestures: Gestures, event: Pointer | Key | None) -> Meaning:
    if event is None:
        return gestures.lost()
    return gestures.pointer(event) if isinstance(event, Pointer) else gestures.key(event)


@settings(max_examples=500)
@given(st.lists(events, max_size=40))
def test_a_mouse_that_only_hovers_is_not_the_hosts_so_that_it_draws_no_brush_there(
    happening: list[Pointer | Key | None],
) -> None:
    gestures = Gestures(10)
    for event in happening:
        told(gestures, event)
    assert gestures.pointer(Pointer("move", (30, 30))).goes == "nowhere"
    gestures.lost()
    assert gestures.pointer(Pointer("move", AWAY)).goes == "host", "what sends the outline away"
    assert gestures.pointer(Pointer("move", (30, 30), is_held=True)).goes == "host", "a stroke ends"
    assert gestures.pointer(Pointer("release", (30, 30))).goes == "host"


@settings(max_examples=1000)
@given(st.lists(events, max_size=40))
def test_whatever_happens_nothing_paints_and_no_shortcut_of_the_host_acts(
    happening: list[Pointer | Key | None],
) -> None:
    gestures, host = Gestures(10), Host()
    for event in happening:
        meaning = told(gestures, event)
        elsewhere = isinstance(event, Key) and event.where == "elsewhere"
        if event is not None and meaning.goes == "host" and not elsewhere:
            host.see(event)
    assert host == Host()


@given(st.lists(events, max_size=40), st.sampled_from(["left", "middle"]))
def test_after_everything_was_lost_a_click_is_a_click(
    happening: list[Pointer | Key | None], button: Button
) -> None:
    gestures = Gestures(10)
    for event in happening:
        told(gestures, event)
    gestures.lost()
    gestures.pointer(Pointer("press", (5, 5), button, True))
    meaning = gestures.pointer(Pointer("release", (6, 5), button))
    assert meaning.does == ("click" if button == "left" else "pan")


@given(st.lists(events, max_size=40), st.booleans(), st.sampled_from([None, *get_args(Mode)]))
def test_the_space_bar_moves_the_picture_whatever_else_is_held(
    happening: list[Pointer | Key | None], control: bool, mode: Mode | None
) -> None:
    gestures = Gestures(10)
    for event in happening:
        told(gestures, event)
    assert gestures.key(Key("press", "space", "canvas", False, control, mode)).does == ""
    gestures.pointer(Pointer("press", (5, 5), "left", True, alt=mode == "subtract"))
    assert gestures.pointer(Pointer("move", (25, 15), "none", True)).does == "pan"
    assert gestures.pointer(Pointer("release", (25, 15), "left")).does == "pan"


def test_the_space_bar_moves_the_picture_until_it_is_released_anywhere() -> None:
    gestures = Gestures(10)
    gestures.key(Key("press", "space", "canvas"))
    gestures.pointer(Pointer("press", (5, 5), "left", True))
    meaning = gestures.pointer(Pointer("move", (25, 15), "none", True))
    assert (meaning.does, meaning.start, meaning.end) == ("pan", (5, 5), (25, 15))
    assert gestures.pointer(Pointer("release", (25, 15), "left")).does == "pan"
    gestures.key(Key("release", "space", "elsewhere"))
    gestures.pointer(Pointer("press", (5, 5), "left", True))
    assert gestures.pointer(Pointer("release", (5, 5), "left")).does == "click"


def test_a_drag_whose_end_nobody_saw_is_nothing() -> None:
    gestures = Gestures(10)
    gestures.pointer(Pointer("press", (5, 5), "left", True))
    assert gestures.pointer(Pointer("move", (95, 5), "none", True)).end == (95, 5)
    gone = gestures.pointer(Pointer("move", (50, 50), "none", False))
    assert (gone.does, gone.start) == ("rubber", gone.end)
    assert gestures.pointer(Pointer("release", (50, 50), "left")).does == ""


def test_what_sends_the_brush_away_ends_no_drag() -> None:
    gestures = Gestures(10)
    gestures.pointer(Pointer("press", (5, 5), "left", True))
    assert gestures.pointer(Pointer("move", AWAY)).goes == "host"
    assert gestures.pointer(Pointer("move", (95, 5), "none", True)).end == (95, 5)
    assert gestures.pointer(Pointer("release", (95, 5), "left")).does == "box"


def test_a_stroke_that_began_before_comes_to_its_end() -> None:
    gestures = Gestures(10)
    assert gestures.pointer(Pointer("move", (5, 5), "none", True)).goes == "host"
    assert gestures.pointer(Pointer("release", (5, 5), "left")).goes == "host"


def test_right_and_alt_exclude_and_a_drag_is_a_box() -> None:
    gestures = Gestures(10)
    for press in (
        Pointer("press", (5, 5), "right", True),
        Pointer("press", (5, 5), "left", True, alt=True),
    ):
        gestures.pointer(press)
        meaning = gestures.pointer(Pointer("release", (5, 6), press.button))
        assert (meaning.does, meaning.is_inside) == ("click", False)
    gestures.pointer(Pointer("press", (5, 5), "left", True))
    assert gestures.pointer(Pointer("release", (5, 16), "left")).does == "box"


def test_another_view_is_not_clicked_on() -> None:
    gestures = Gestures(10)
    meaning = gestures.pointer(Pointer("press", (5, 5), "left", True, is_ours=False))
    assert (meaning.goes, meaning.does) == ("nowhere", "elsewhere")
    assert gestures.pointer(Pointer("release", (5, 5), "left", is_ours=False)).does == ""


@pytest.mark.parametrize(
    ("where", "name", "goes", "does"),
    [
        ("canvas", "backspace", "nowhere", "back"),
        ("panel", "backspace", "nowhere", "back"),
        ("window", "undo", "nowhere", "undo"),
        ("panel", "enter", "nowhere", "enter"),
        ("words", "enter", "nowhere", "enter"),
        ("words", "escape", "nowhere", "escape"),
        ("words", "backspace", "widget", ""),
        ("words", "undo", "widget", ""),
        ("words", "other", "widget", ""),
        ("field", "enter", "widget", ""),
        ("panel", "space", "widget", ""),
        ("window", "other", "nowhere", ""),
        ("canvas", "view", "host", ""),
        ("canvas", "program", "host", ""),
        ("panel", "program", "host", ""),
        ("field", "program", "host", ""),
        ("field", "escape", "widget", ""),
        ("field", "backspace", "widget", ""),
        ("field", "undo", "widget", ""),
        ("elsewhere", "enter", "host", ""),
    ],
)
def test_keys_are_ours_wherever_the_focus_is(
    where: Where, name: KeyName, goes: Goes, does: str
) -> None:
    gestures = Gestures(10)
    asked, pressed = (gestures.key(Key(kind, name, where)) for kind in ("asked", "press"))
    assert (asked.goes, pressed.goes) == (goes, goes)
    assert (asked.does, pressed.does) == ("", does)


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("where", ["canvas", "panel", "window", "words"])
def test_enter_combines_as_the_held_keys_say(where: Where, mode: Mode) -> None:
    meaning = Gestures(10).key(Key("press", "enter", where, mode=mode))
    assert (meaning.does, meaning.mode) == ("enter", mode)


@pytest.mark.parametrize("mode", [None, "add"])
def test_enter_first_takes_what_is_typed_in_a_field_of_the_panel(mode: Mode | None) -> None:
    """With the key alone the output was made at once, by a number whose mask nobody had seen."""
    typed = Key("press", "enter", "words", mode=mode, edits=True)
    for asked_or_repeated in (replace(typed, kind="asked"), replace(typed, is_repeated=True)):
        assert Gestures(10).key(asked_or_repeated) == Meaning("nowhere", mode=mode)
    assert Gestures(10).key(typed) == Meaning("nowhere", "take", mode=mode)
    assert Gestures(10).key(replace(typed, edits=False)).does == "enter"
    assert Gestures(10).key(replace(typed, where="canvas")).does == "enter"
    assert Gestures(10).key(replace(typed, name="escape")).does == "escape"


def test_a_key_that_repeats_is_meant_once() -> None:
    assert Gestures(10).key(Key("press", "enter", "canvas", is_repeated=True)).does == ""


@given(keys)
def test_what_rests_is_told_and_everything_else_is_ours_or_named(key: Key) -> None:
    """Ours · one that is allowed by name · in a field what that writes · or it rests, and is told.

    A key that is no shortcut and does not reach the canvas does nothing that could be missed.
    """
    meaning = Gestures(10).key(key)
    is_ours = key.name in ("enter", "escape", "backspace", "undo", "redo", "space")
    is_allowed = key.name in ("view", "program", "modifier") or key.where == "elsewhere"
    is_written = key.where in ("field", "words", "panel") and key.writes
    is_first = key.kind == "press" and not key.is_repeated
    if key.kind == "release":
        assert meaning.goes == "host", "a release does nothing by itself"
    elif is_ours and key.where in ("canvas", "window"):
        assert meaning.goes == "nowhere"
    elif key.name == "program" and not is_written:
        assert (meaning.goes, meaning.does) == ("host", "")
    elif not is_ours and not is_allowed and not is_written and is_first and key.action:
        assert (meaning.does, meaning.action) == ("shortcut", "Duplicate Layer")
        assert meaning.goes != "host"
    if not is_first:
        assert meaning.does == "", "once"


def test_a_button_or_a_list_writes_nothing_that_rests() -> None:
    """Ctrl+Shift+A with the focus in a list of the panel was swallowed without a word."""
    key = Key("press", "other", "panel", writes=True, action="Deselect")
    assert Gestures(4).key(key) == Meaning("widget", "shortcut", action="Deselect")


@pytest.mark.parametrize("name", get_args(KeyName))
def test_what_is_written_into_a_field_stays_there(name: KeyName) -> None:
    for kind in ("asked", "press"):
        meaning = Gestures(10).key(Key(kind, name, "field", writes=True, action="Cut"))
        wanted = "host" if name == "modifier" else "widget"
        assert (meaning.goes, meaning.does) == (wanted, "")


def touch(gestures: Gestures, kind: str, place: tuple[int, int]) -> Meaning:
    return gestures.finger(Pointer(kind, place, "left", kind != "release"))  # type: ignore[arg-type]


def test_a_tap_of_one_finger_is_a_click_and_its_way_a_box() -> None:
    gestures = Gestures(10)
    assert touch(gestures, "press", (30, 40)) == Meaning("nowhere")
    assert touch(gestures, "move", (32, 41)).does == "rubber"
    assert touch(gestures, "release", (32, 41)) == Meaning("nowhere", "click", (30, 40), (32, 41))
    touch(gestures, "press", (30, 40))
    assert touch(gestures, "release", (90, 80)).does == "box"


def test_several_fingers_end_what_one_began_and_are_told_once() -> None:
    gestures = Gestures(10)
    touch(gestures, "press", (30, 40))
    assert gestures.fingers(begins=False) == Meaning("nowhere", "fingers")
    assert gestures.fingers(begins=False) == Meaning("nowhere")
    assert touch(gestures, "release", (90, 80)) == Meaning("nowhere"), "nothing is left of it"


def test_a_hand_that_rests_beside_a_pen_does_nothing() -> None:
    gestures = Gestures(10)
    gestures.pointer(Pointer("press", (30, 40), "left", True))
    assert touch(gestures, "press", (200, 200)) == Meaning("nowhere")
    assert touch(gestures, "release", (200, 200)) == Meaning("nowhere")
    assert gestures.fingers(begins=True).goes == "nowhere"
    assert gestures.pointer(Pointer("release", (30, 40), "left")).does == "click"


@given(st.lists(st.one_of(pointers, st.booleans()), max_size=20))
def test_nothing_that_fingers_do_is_the_hosts(happening: list[Pointer | bool]) -> None:
    gestures = Gestures(10)
    for event in happening:
        is_many = isinstance(event, bool)
        meaning = gestures.fingers(event) if is_many else gestures.finger(event)
        assert meaning.goes == "nowhere"
