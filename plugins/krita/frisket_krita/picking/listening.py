"""Qt's events as those of `gestures`, by a filter on the whole application.

Krita puts its own filter before all others of a canvas whenever that gets the focus, and a click
gives it the focus. The application's filters come before those, for every canvas and every window.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

from ..guard import sentence, unharmed
from ..qt import Qt, QtCore, QtWidgets, position, touches
from . import canvases
from .gestures import Button, Key, Meaning, Pointer, Where
from .keys import KEYS, Keys, where

_Type = QtCore.QEvent.Type
PRESSES = (_Type.MouseButtonPress, _Type.MouseButtonDblClick, _Type.TabletPress)
MOVES = (_Type.MouseMove, _Type.TabletMove)
RELEASES = (_Type.MouseButtonRelease, _Type.TabletRelease)
# A finger paints, and so does a colour that is dropped.
TOUCHES = (_Type.TouchBegin, _Type.TouchUpdate, _Type.TouchEnd, _Type.TouchCancel)
DROPS = (_Type.DragEnter, _Type.DragMove, _Type.Drop, _Type.ContextMenu)
TOUCHED: dict[Any, Literal["press", "move", "release"]] = {
    _Type.TouchBegin: "press",
    _Type.TouchUpdate: "move",
    _Type.TouchEnd: "release",
}
LEAVING = (
    *(_Type.WindowDeactivate, _Type.WindowBlocked, _Type.ApplicationDeactivate),
    *(_Type.TabletLeaveProximity, _Type.UngrabMouse),
)
HEARD = frozenset((*PRESSES, *MOVES, *RELEASES, *KEYS, *TOUCHES, *DROPS, *LEAVING, _Type.FocusOut))
BUTTONS: tuple[tuple[Any, Button], ...] = (
    (Qt.MouseButton.LeftButton, "left"),
    (Qt.MouseButton.RightButton, "right"),
    (Qt.MouseButton.MiddleButton, "middle"),
    (Qt.MouseButton.NoButton, "none"),
)


class Owner(Protocol):
    """Who picks."""

    widget: Any
    """The canvas that is picked on."""

    def meant(self, meaning: Meaning) -> None:
        """Something is to be done."""

    def focused(self, where: Where) -> None:
        """The focus went there."""

    def say(self, told: str) -> None:
        """A sentence for the person."""


class Gestures(Protocol):
    """What events mean, and where they go."""

    def pointer(self, event: Pointer) -> Meaning:
        """A button or a pen on a canvas."""

    def finger(self, event: Pointer) -> Meaning:
        """One finger on a canvas."""

    def fingers(self, begins: bool) -> Meaning:
        """Several at once, or none any more."""

    def dropped(self) -> Meaning:
        """A colour or a file that is dragged, or a menu, on a canvas."""

    def key(self, event: Key) -> Meaning:
        """A key, wherever the focus is."""

    def lost(self) -> Meaning:
        """The focus, the pen or the window has gone."""


class Listening(QtCore.QObject):  # type: ignore[misc]
    """From `start` to `end`, everything that could reach a canvas or be a shortcut is asked for."""

    def __init__(self, owner: Owner, gestures: Gestures) -> None:
        super().__init__()
        self._owner, self._gestures = owner, gestures
        self._keys = Keys()

    def start(self) -> None:
        application = QtWidgets.QApplication.instance()
        application.installEventFilter(self)
        application.focusChanged.connect(self._focused)

    def end(self) -> None:
        application = QtWidgets.QApplication.instance()
        application.removeEventFilter(self)
        application.focusChanged.disconnect(self._focused)

    def _focused(self, before: Any, now: Any) -> None:
        if now is not None:
            with unharmed():
                self._owner.focused(where(now))

    def eventFilter(self, watched: Any, event: Any) -> bool:
        kind = event.type()
        if kind not in HEARD:
            return False
        # Whatever fails: rather nothing than a stroke.
        meaning = Meaning("nowhere" if kind in PRESSES and _is_canvas(watched) else "host")
        try:
            meaning = self._meaning(watched, kind, event)
            if meaning.does:
                self._owner.meant(meaning)
        except Exception as error:
            self._owner.say(sentence(error))
        if meaning.goes == "host":
            return False
        event.accept()
        return meaning.goes == "nowhere" or kind == _Type.ShortcutOverride

    def _meaning(self, watched: Any, kind: Any, event: Any) -> Meaning:
        if kind in KEYS:
            # A window hears of it first, and then the widget that has the focus.
            is_widget = isinstance(watched, QtWidgets.QWidget)
            return (
                self._gestures.key(self._keys.key(watched, event)) if is_widget else Meaning("host")
            )
        if kind in LEAVING or (kind == _Type.FocusOut and watched is self._owner.widget):
            return self._gestures.lost()
        if kind in TOUCHES or kind in DROPS:
            if not (_is_canvas(watched) or _is_view(watched)):
                return Meaning("host")
            if kind in DROPS:
                return self._gestures.dropped()
            return self._touched(watched, kind, event)
        if kind == _Type.MouseButtonPress and watched.inherits("KoToolBoxButton"):
            # It is chosen, and rests as long as somebody picks.
            return Meaning("host", "shortcut", action=str(watched.toolTip()).split("\n")[0])
        if kind != _Type.FocusOut and _is_canvas(watched):
            is_ours = watched is self._owner.widget
            return self._gestures.pointer(_pointer(kind, event, is_ours, position(event)))
        if kind != _Type.FocusOut and _is_message(watched) and self._owner.widget is not None:
            # What is said over the picture must not take the click that it asks for.
            here = self._owner.widget.mapFromGlobal(watched.mapToGlobal(position(event).toPoint()))
            return self._gestures.pointer(_pointer(kind, event, True, here))
        return Meaning("host")

    def _touched(self, watched: Any, kind: Any, event: Any) -> Meaning:
        places = touches(event)
        if kind == _Type.TouchCancel or len(places) != 1 or not _is_canvas(watched):
            return self._gestures.fingers(kind == _Type.TouchBegin)
        ((x, y),) = places
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        is_ours, is_held = watched is self._owner.widget, kind != _Type.TouchEnd
        finger = Pointer(TOUCHED[kind], (x, y), "left", is_held, alt, is_ours)
        return self._gestures.finger(finger)


def _is_canvas(watched: Any) -> bool:
    return canvases.is_canvas(watched)


def _is_message(watched: Any) -> bool:
    return isinstance(watched, QtWidgets.QWidget) and watched.inherits("KisFloatingMessage")


def _is_view(watched: Any) -> bool:
    return isinstance(watched, QtWidgets.QWidget) and watched.inherits("KisView")


def _pointer(kind: Any, event: Any, is_ours: bool, place: Any) -> Pointer:
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    is_held = event.buttons() != Qt.MouseButton.NoButton
    at = (place.x(), place.y())
    if kind in MOVES:
        return Pointer("move", at, "none", is_held, alt, is_ours)
    name = next((name for button, name in BUTTONS if event.button() == button), "other")
    return Pointer("press" if kind in PRESSES else "release", at, name, is_held, alt, is_ours)
