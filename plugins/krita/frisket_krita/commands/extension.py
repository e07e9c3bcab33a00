"""The actions, in Krita's menus and in its shortcut editor."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from krita import Extension, Krita

from frisket_plugin.options import Options
from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..asking.wishes import Wish, refined
from ..guard import guarded
from ..picking.pick import Pick
from ..qt import QtWidgets
from ..windows import floating
from ..windows.docker import DOCKER
from ..windows.words_box import WordsBox

MENU = "tools/scripts"


class Frisket(Extension):  # type: ignore[misc]
    """One for the whole of Krita; its actions are made for each window."""

    def __init__(self, parent: Any, desk: Desk, pick: Pick) -> None:
        super().__init__(parent)
        self._desk, self._pick = desk, pick
        self._box: Any = None

    def setup(self) -> None:
        """Krita calls it once."""
        notifier = Krita.instance().notifier()
        notifier.setActive(True)
        notifier.applicationClosing.connect(self._desk.close)
        self._desk.floated.connect(lambda told, insists: floating.show(told, DOCKER, insists))

    def createActions(self, window: Any) -> None:
        """Krita calls it for each of its windows."""
        calls: dict[str, Callable[[], None]] = {
            "words": self._words,
            "subject": lambda: self._ask(self._selection("words")),
            "refine": lambda: self._desk.ask(Wish(refined(self._options), refines=True)),
            "mask": self._mask,
            "background": self._background,
            "pick": self._toggle_pick,
            "repeat": self._desk.repeat,
            "cancel": self._desk.cancel,
        }
        for name, call in calls.items():
            # Beside those of other plugins, and in Krita's list of shortcuts.
            text = t("action.named", action=t(f"action.{name}"))
            action = window.createAction(f"frisket_{name}", text, MENU)
            action.triggered.connect(self._slot(call))

    def say(self, told: str) -> None:
        self._desk.say(told)

    def _slot(self, call: Callable[[], None]) -> Callable[..., None]:
        return lambda *_: self._carry_out(call)

    @guarded
    def _carry_out(self, call: Callable[[], None]) -> None:
        call()

    # --- the actions ---

    @guarded
    def _words(self) -> None:
        # A second one would answer to the same name.
        # The earlier one may be gone: it goes by itself when it is left.
        with contextlib.suppress(RuntimeError):
            if self._box is not None:
                self._box.close()
        self._box = WordsBox(self._window(), self._with_words)
        self._box.open_at_cursor()

    def _with_words(self, words: str) -> None:
        self._box = None
        self._ask(self._selection("words"), words)

    def _mask(self) -> None:
        """What the panel describes, as a mask on the layer."""
        panel = self._panel()
        words = panel.findChild(QtWidgets.QLineEdit, "frisket.words") if panel else None
        options = self._options
        # How selections are combined says nothing of masks.
        mode = options.mode if options.output == "mask" else "replace"
        options = replace(options, output="mask", mode=mode)
        self._ask(options, words.text() if words and options.prompt_from == "words" else "")

    def _background(self) -> None:
        """The subject with a soft edge, as a mask on its layer: nothing is lost."""
        edges = "soft" if self._options.edges == "hard" else self._options.edges
        options = replace(self._options, prompt_from="words", output="mask", mode="replace")
        self._ask(replace(options, edges=edges, invert=False))

    def _toggle_pick(self) -> None:
        self._pick.set_options(self._options)
        self._pick.switch(not self._pick.is_on)

    def _ask(self, options: Options, words: str = "") -> None:
        if options.prompt_from == "clicks":
            self._desk.ask(self._pick.wish(options))
        else:
            self._desk.ask(Wish(options, words))

    # --- what is set ---

    @property
    def _options(self) -> Options:
        """The panel's, where there is one."""
        panel = self._panel()
        options: Options = (self._desk.settings if panel is None else panel).options
        return options

    def _selection(self, prompt_from: Any) -> Options:
        return replace(self._options, prompt_from=prompt_from, output="selection")

    def _panel(self) -> Any | None:
        window = self._window()
        return window.findChild(QtWidgets.QDockWidget, DOCKER) if window is not None else None

    def _window(self) -> Any | None:
        window = Krita.instance().activeWindow()
        return window.qwindow() if window is not None else None
