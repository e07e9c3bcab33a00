"""Qt's events as those of `gestures`, by a filter on the whole application.

Krita puts its own filter before all others of a canvas whenever that gets the focus, and a click
gives it the focus. The application's filters come before those, for every canvas and every window.
"""

from __future__ import annotations

from typing import Any, Protocol

from krita import Krita

from ..guard import sentence
from ..qt import Qt, QtCore, QtWidgets, position, sequence
from . import canvases
from .gestures import Button, Gestures, Key, KeyName, Meaning, Pointer, Where
from .modes import mode_of

_Type = QtCore.QEvent.Type
PRESSES = (_Type.MouseButtonPress, _Type.MouseButtonDblClick, _Type.TabletPress)
MOVES = (_Type.MouseMove, _Type.TabletMove)
RELEASES = (_Type.MouseButtonRelease, _Type.TabletRelease)
KEYS = (_Type.ShortcutOverride, _Type.KeyPress, _Type.KeyRelease)
# A finger paints, and so does a colour that is dropped.
NEVER = (
    *(_Type.TouchBegin, _Type.TouchUpdate, _Type.TouchEnd, _Type.TouchCancel),
    *(_Type.DragEnter, _Type.DragMove, _Type.Drop, _Type.ContextMenu),
)
LEAVING = (
    *(_Type.WindowDeactivate, _Type.WindowBlocked, _Type.ApplicationDeactivate),
    *(_Type.TabletLeaveProximity, _Type.UngrabMouse),
)
HEARD = frozenset((*PRESSES, *MOVES, *RELEASES, *KEYS, *NEVER, *LEAVING, _Type.FocusOut))
BUTTONS: tuple[tuple[Any, Button], ...] = (
    (Qt.MouseButton.LeftButton, "left"),
    (Qt.MouseButton.RightButton, "right"),
    (Qt.MouseButton.MiddleButton, "middle"),
    (Qt.MouseButton.NoButton, "none"),
)
KEY_NAMES: tuple[tuple[Any, KeyName], ...] = (
    (Qt.Key.Key_Return, "enter"),
    (Qt.Key.Key_Enter, "enter"),
    (Qt.Key.Key_Escape, "escape"),
    (Qt.Key.Key_Space, "space"),
    *((key, "modifier") for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)),
    *((key, "modifier") for key in (Qt.Key.Key_Meta, Qt.Key.Key_AltGr)),
)
VIEW_ACTIONS = (
    *("view_zoom_in", "view_zoom_out", "zoom_to_100pct", "toggle_zoom_to_fit"),
    *("zoom_to_fit", "zoom_to_fit_width", "zoom_to_fit_height"),
    *("rotate_canvas_left", "rotate_canvas_right", "reset_canvas_rotation"),
    *("mirror_canvas", "mirror_canvas_around_cursor", "mirror_canvas_around_canvas"),
    *("view_show_canvas_only", "fullscreen", "frisket_pick", "frisket_cancel"),
)
"""What only changes how the picture is looked at, and frisket's own that belong to picking."""
TEXTS = ("QLineEdit", "QTextEdit", "QPlainTextEdit", "QAbstractSpinBox")


class Owner(Protocol):
    """Who picks."""

    widget: Any
    """The canvas that is picked on."""

    def meant(self, meaning: Meaning) -> None:
        """Something is to be done."""

    def say(self, told: str) -> None:
        """A sentence for the person."""


class Listening(QtCore.QObject):  # type: ignore[misc]
    """From `start` to `end`, everything that could reach a canvas or be a shortcut is asked for."""

    def __init__(self, owner: Owner) -> None:
        super().__init__()
        self._owner = owner
        self._gestures = Gestures(QtWidgets.QApplication.startDragDistance())

    def start(self) -> None:
        QtWidgets.QApplication.instance().installEventFilter(self)

    def end(self) -> None:
        QtWidgets.QApplication.instance().removeEventFilter(self)

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
            return self._gestures.key(_key(watched, kind, event)) if is_widget else Meaning("host")
        if kind in LEAVING or (kind == _Type.FocusOut and watched is self._owner.widget):
            return self._gestures.lost()
        if kind in NEVER:
            if not (_is_canvas(watched) or _is_view(watched)):
                return Meaning("host")
            return Meaning("nowhere", "fingers" if kind == _Type.TouchBegin else "")
        if kind != _Type.FocusOut and _is_canvas(watched):
            is_ours = watched is self._owner.widget
            return self._gestures.pointer(_pointer(kind, event, is_ours))
        return Meaning("host")


def _is_canvas(watched: Any) -> bool:
    return canvases.is_canvas(watched)


def _is_view(watched: Any) -> bool:
    return isinstance(watched, QtWidgets.QWidget) and watched.inherits("KisView")


def _pointer(kind: Any, event: Any, is_ours: bool) -> Pointer:
    place = position(event)
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    is_held = event.buttons() != Qt.MouseButton.NoButton
    at = (place.x(), place.y())
    if kind in MOVES:
        return Pointer("move", at, "none", is_held, alt, is_ours)
    name = next((name for button, name in BUTTONS if event.button() == button), "other")
    return Pointer("press" if kind in PRESSES else "release", at, name, is_held, alt, is_ours)


def _key(watched: Any, kind: Any, event: Any) -> Key:
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    is_release = kind == _Type.KeyRelease
    step = "release" if is_release else "press" if kind == _Type.KeyPress else "asked"
    mode = mode_of(event.modifiers())
    return Key(step, _name(event), _where(watched), event.isAutoRepeat(), control, mode)


def _name(event: Any) -> KeyName:
    for key, name in KEY_NAMES:
        if event.key() == key:
            return name
    if event.key() == Qt.Key.Key_Backspace and event.modifiers() == Qt.KeyboardModifier.NoModifier:
        return "backspace"
    pressed = sequence(event)
    if _is_shortcut_of(pressed, "edit_undo"):
        return "undo"
    is_harmless = any(_is_shortcut_of(pressed, name) for name in VIEW_ACTIONS)
    return "view" if is_harmless else "other"


def _is_shortcut_of(pressed: Any, name: str) -> bool:
    action = Krita.instance().action(name)
    return action is not None and pressed in action.shortcuts()


def _where(widget: Any) -> Where:
    application = QtWidgets.QApplication
    if application.activePopupWidget() is not None or application.activeModalWidget() is not None:
        return "elsewhere"
    window = widget.window()
    if not (window.inherits("QMainWindow") or window.inherits("QDockWidget")):
        return "elsewhere"
    if _is_canvas(widget):
        return "canvas"
    is_ours = widget.objectName().startswith("frisket.")
    if any(widget.inherits(name) for name in TEXTS):
        return "words" if is_ours else "field"
    return "panel" if is_ours else "window"
