"""Keys as `gestures` has them: which of Krita's commands they are, and what has the focus."""

from __future__ import annotations

from typing import Any

from krita import Krita

from ..qt import Qt, QtCore, QtGui, QtWidgets, sequence
from . import canvases
from .gestures import Key, KeyName, Where
from .modes import mode_of

_Type = QtCore.QEvent.Type
KEYS = (_Type.ShortcutOverride, _Type.KeyPress, _Type.KeyRelease)
KEY_NAMES: tuple[tuple[Any, KeyName], ...] = (
    (Qt.Key.Key_Return, "enter"),
    (Qt.Key.Key_Enter, "enter"),
    (Qt.Key.Key_Escape, "escape"),
    (Qt.Key.Key_Space, "space"),
    *((key, "modifier") for key in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)),
    *((key, "modifier") for key in (Qt.Key.Key_Meta, Qt.Key.Key_AltGr)),
)
VIEW_ACTIONS = frozenset(
    (
        *("view_zoom_in", "view_zoom_out", "zoom_to_100pct", "toggle_zoom_to_fit"),
        *("zoom_to_fit", "zoom_to_fit_width", "zoom_to_fit_height"),
        *("rotate_canvas_left", "rotate_canvas_right", "reset_canvas_rotation"),
        *("mirror_canvas", "mirror_canvas_around_cursor", "mirror_canvas_around_canvas"),
        *("view_show_canvas_only", "fullscreen", "frisket_pick", "frisket_cancel"),
    )
)
"""What only changes how the picture is looked at, and frisket's own that belong to picking."""
TURNS = (Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_6)
"""The keys by which Krita's canvas itself is turned, which are no shortcuts of an action."""
PROGRAM_ACTIONS = frozenset(
    (
        *("file_new", "file_open", "file_save", "file_save_as", "file_close", "file_close_all"),
        *("file_quit", "file_import_file", "file_export_file", "file_export_advanced"),
        *("file_documentinformation", "file_sessions", "save_incremental_version"),
        *("save_incremental_backup", "view_newwindow", "windows_next", "windows_previous"),
        *("options_configure", "help_contents"),
    )
)
"""What opens, saves or closes pictures and windows: nobody's picture is lost while he picks."""
OTHER_PICTURE = (
    QtGui.QKeySequence.StandardKey.NextChild,
    QtGui.QKeySequence.StandardKey.PreviousChild,
)
"""Ctrl+Tab, which is no action of Krita's: Qt itself brings another picture to the front."""
FIELDS = ("QLineEdit", "QTextEdit", "QPlainTextEdit")
LINE_KEYS = frozenset(
    (
        *(Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_X, Qt.Key.Key_Z, Qt.Key.Key_Y),
        *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
        *(Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Insert),
    )
)
"""What fields for text do something with while Ctrl is held."""


class Keys:
    """With Krita's shortcuts as they were when picking began."""

    def __init__(self) -> None:
        self._actions: dict[str, list[Any]] = {}
        for action in Krita.instance().actions():
            for shortcut in action.shortcuts():
                self._actions.setdefault(shortcut.toString(), []).append(action)
        window = Krita.instance().activeWindow()
        menus = window.qwindow().menuBar().actions() if window is not None else []
        self._menus = {QtGui.QKeySequence.mnemonic(menu.text()).toString() for menu in menus}

    def key(self, watched: Any, event: Any) -> Key:
        """An event of KEYS, of a widget or of what contains the one that has the focus."""
        kind = event.type()
        is_press = kind == _Type.KeyPress
        step = "release" if kind == _Type.KeyRelease else "press" if is_press else "asked"
        name, action = self._meant(event)
        mode, writes = mode_of(event.modifiers()), _writes(event)
        edits = bool(getattr(QtWidgets.QApplication.focusWidget(), "is_edited", False))
        place, is_repeated = where(watched), event.isAutoRepeat()
        return Key(step, name, place, is_repeated, writes, mode, action, edits)

    def _meant(self, event: Any) -> tuple[KeyName, str]:
        """Which key it is, and what Krita would do with it."""
        pressed = sequence(event).toString()
        actions = [one for one in self._actions.get(pressed, ()) if one.isEnabled()]
        text = actions[0].text().replace("&", "").strip(" .…") if actions else ""
        for key, name in KEY_NAMES:
            if event.key() == key:
                return name, text
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers() & ~_KEYPAD:
            return "backspace", text
        if any(event.matches(key) for key in OTHER_PICTURE) or (pressed and pressed in self._menus):
            return "program", ""
        names = {one.objectName() for one in self._actions.get(pressed, ())}
        if "edit_undo" in names:
            return "undo", text
        if "edit_redo" in names:
            return "redo", text
        if not names and event.key() in TURNS and not event.modifiers():
            return "view", ""
        active = {one.objectName() for one in actions}
        if active and active <= PROGRAM_ACTIONS:
            return "program", text
        return ("view" if active and active <= VIEW_ACTIONS else "other"), text


_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def where(watched: Any) -> Where:
    """What has the focus, seen from a widget that hears of a key: itself, or something in it.

    A key that a field has used, or not, comes to everything that contains the field as well.
    """
    application = QtWidgets.QApplication
    if application.activePopupWidget() is not None or application.activeModalWidget() is not None:
        return "elsewhere"
    focus = application.focusWidget()
    widget = focus if focus is not None and watched.isAncestorOf(focus) else watched
    window = widget.window()
    if not (window.inherits("QMainWindow") or window.inherits("QDockWidget")):
        return "elsewhere"
    if canvases.is_canvas(widget):
        return "canvas"
    is_ours = widget.objectName().startswith("frisket.")
    if is_field(widget):
        return "words" if is_ours else "field"
    return "panel" if is_ours else "window"


def is_field(widget: Any) -> bool:
    """Whether what is typed there is written: text, a number, the name of a layer."""
    if any(widget.inherits(name) for name in FIELDS):
        return not widget.isReadOnly()
    if widget.inherits("QComboBox"):
        return bool(widget.isEditable())
    if widget.inherits("QAbstractSpinBox"):
        return True
    takes_text = widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    return bool(takes_text) and not widget.inherits("QAbstractItemView")


def _writes(event: Any) -> bool:
    held = event.modifiers()
    control = bool(held & Qt.KeyboardModifier.ControlModifier)
    others = bool(held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier))
    if control and others:
        # AltGr, on some systems.
        return str(event.text()).isprintable() and bool(event.text())
    if control:
        return event.key() in LINE_KEYS
    return not others and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
