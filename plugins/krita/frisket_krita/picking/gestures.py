"""What mouse, pen and keys mean while somebody picks. Nothing of Krita or Qt.

No press of any button on any canvas reaches Krita, and no key that could do anything to the
picture, in whatever state this is: Krita cannot paint, since it never saw a button go down. What is
remembered here only says what a gesture means. Releases and moves with a button held that belong to
no press of ours pass, so that a stroke which began earlier comes to its end. Other moves do not, or
the outline of Krita's brush would follow the mouse as if it were to paint.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from frisket_protocol.parts import Mode

Place = tuple[float, float]
"""In pixels of the canvas widget."""
AWAY: Place = (-9000.0, -9000.0)
"""Where Krita is told that the mouse is: out of sight goes what it draws there."""
Button = Literal["left", "right", "middle", "other", "none"]
KeyName = Literal[
    "enter", "escape", "backspace", "undo", "redo", "space", "modifier", "view", "program", "other"
]
"""view: a shortcut that only changes how the picture is looked at, or one of frisket's own.
program: one that opens, saves or closes pictures or windows, or opens a menu."""
Where = Literal["canvas", "panel", "words", "field", "window", "elsewhere"]
"""What has the focus: the canvas · the panel · a field in it · any other field for text or numbers
in Krita's window · anything else there · a dialog, a menu, another program."""
Goes = Literal["host", "widget", "nowhere"]
"""As if nobody picked · only to the widget that has the focus, as no shortcut · to nobody."""
Does = Literal[
    "",
    "click",
    "box",
    "rubber",
    "pan",
    "elsewhere",
    "enter",
    "take",
    "escape",
    "back",
    "undo",
    "redo",
    "shortcut",
    "fingers",
    "ended",
]


@dataclass(frozen=True)
class Pointer:
    """is_held: whether a button is down afterwards. is_ours: on the canvas that is picked on."""

    kind: Literal["press", "move", "release"]
    place: Place
    button: Button = "none"
    is_held: bool = False
    alt: bool = False
    is_ours: bool = True


@dataclass(frozen=True)
class Key:
    """asked: Qt asks whether this is a shortcut, before it is one or a press. mode: how the held
    keys combine a selection. writes: whether a field for text would use it itself. action: what
    Krita would do, by the name that stands in its menus; empty where it is no shortcut. edits:
    whether something is typed in a field of the panel that Enter has not taken yet."""

    kind: Literal["asked", "press", "release"]
    name: KeyName
    where: Where
    is_repeated: bool = False
    writes: bool = False
    mode: Mode | None = None
    action: str = ""
    edits: bool = False


@dataclass(frozen=True)
class Meaning:
    """Where an event goes, and what is to be done. start, end: of a gesture; of a pan, its way.
    mode: how Enter combines a selection, where held keys say so. action: what rests instead."""

    goes: Goes
    does: Does = ""
    start: Place = (0.0, 0.0)
    end: Place = (0.0, 0.0)
    is_inside: bool = True
    mode: Mode | None = None
    action: str = ""


HOSTS, WIDGETS, NOBODYS = Meaning("host"), Meaning("widget"), Meaning("nowhere")
DOES: dict[KeyName, Does] = {
    "enter": "enter",
    "escape": "escape",
    "backspace": "back",
    "undo": "undo",
    "redo": "redo",
}


@dataclass(frozen=True)
class _Down:
    start: Place
    button: Button
    is_inside: bool
    pans: bool
    last: Place


class Gestures:
    """The button and the space bar that are held."""

    def __init__(self, drag_distance: float) -> None:
        """drag_distance: how far a press has to be moved to be more than a click."""
        self._far = drag_distance
        self._down: _Down | None = None
        self._space = False
        self._is_finger = False

    def lost(self) -> Meaning:
        """The focus, the pen or the window has gone: what is held is told to somebody else."""
        self._down, self._space, self._is_finger = None, False, False
        return Meaning("host", "rubber")

    def pointer(self, event: Pointer) -> Meaning:
        """A button or a pen on a canvas."""
        if event.place == AWAY:
            # Nobody's hand: it says nothing of what is held.
            return HOSTS if event.kind == "move" else NOBODYS
        if event.kind == "press":
            return self._press(event)
        down = self._down
        if down is None:
            is_hovering = event.kind == "move" and not event.is_held
            return NOBODYS if is_hovering else HOSTS
        if event.kind == "release":
            return self._release(event, down)
        if not event.is_held:
            # The button went up where nobody saw it.
            self._down = None
            return Meaning("nowhere", "rubber")
        if down.pans:
            self._down = _Down(down.start, down.button, down.is_inside, True, event.place)
            return Meaning("nowhere", "pan", down.last, event.place)
        if self._is_click(down, event.place):
            return Meaning("nowhere", "rubber")
        return Meaning("nowhere", "rubber", down.start, event.place)

    def finger(self, event: Pointer) -> Meaning:
        """One finger on a canvas: as the left button, where no other is down. None of it is the
        host's, which would paint with it."""
        if event.kind == "press":
            self._is_finger = self._down is None
        if not self._is_finger:
            return NOBODYS
        self._is_finger = event.kind != "release"
        return replace(self.pointer(event), goes="nowhere")

    def fingers(self, begins: bool) -> Meaning:
        """Several at once, or none any more: what one of them began is given up."""
        is_given_up, self._is_finger = self._is_finger, False
        if is_given_up:
            self._down = None
        return Meaning("nowhere", "fingers" if begins or is_given_up else "")

    def dropped(self) -> Meaning:
        """A colour or a file that is dragged, or a menu, on a canvas."""
        return NOBODYS

    def _press(self, event: Pointer) -> Meaning:
        self._down = None
        if not event.is_ours:
            return Meaning("nowhere", "elsewhere")
        if event.button not in ("left", "right", "middle"):
            return NOBODYS
        pans = event.button == "middle" or (self._space and event.button == "left")
        is_inside = event.button == "left" and not event.alt
        self._down = _Down(event.place, event.button, is_inside, pans, event.place)
        return NOBODYS

    def _release(self, event: Pointer, down: _Down) -> Meaning:
        if event.button != down.button:
            return NOBODYS
        self._down = None
        if down.pans:
            return Meaning("nowhere", "pan", down.last, event.place)
        does: Does = "click" if self._is_click(down, event.place) else "box"
        return Meaning("nowhere", does, down.start, event.place, down.is_inside)

    def _is_click(self, down: _Down, here: Place) -> bool:
        return abs(here[0] - down.start[0]) + abs(here[1] - down.start[1]) < self._far

    def key(self, event: Key) -> Meaning:
        """A key, wherever the focus is."""
        if event.kind == "release":
            self._space = self._space and event.name != "space"
            return HOSTS
        if event.where == "elsewhere" or event.name == "modifier":
            return HOSTS
        is_written = event.where in ("field", "words") and event.writes
        if event.name == "program" and not is_written:
            return HOSTS
        if event.where == "field" or (event.where == "words" and event.name not in _ALWAYS):
            return self._rests("widget", event)
        if event.name in DOES:
            is_meant = event.kind == "press" and not event.is_repeated
            takes = event.name == "enter" and event.where == "words" and event.edits
            does = ("take" if takes else DOES[event.name]) if is_meant else ""
            return Meaning("nowhere", does, mode=event.mode, action=event.action)
        if event.name == "view":
            return HOSTS
        if event.where == "panel":
            return self._rests("widget", event)
        if event.name == "space":
            # With other keys as well: what Krita does with those and the space bar rests.
            if event.kind == "press":
                self._space = event.where == "canvas"
            return NOBODYS
        return self._rests("nowhere", event)

    def _rests(self, goes: Goes, event: Key) -> Meaning:
        """Whatever Krita would do with it is not done, and that is said once."""
        is_used = event.where in ("field", "words") and event.writes
        is_missed = event.action or event.where == "canvas"
        if event.kind == "press" and not event.is_repeated and is_missed and not is_used:
            return Meaning(goes, "shortcut", action=event.action)
        return Meaning(goes)


_ALWAYS = ("enter", "escape")
"""Also in the panel's own fields, where the other keys write."""
