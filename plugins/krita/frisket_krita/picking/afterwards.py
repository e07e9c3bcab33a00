"""From the moment when picking ended by itself until the person has been told so."""

from __future__ import annotations

from typing import Any

from frisket_plugin.texts import t

from ..asking.desk import Desk
from ..qt import Qt, QtCore, QtWidgets
from .ended import Ended
from .gestures import Meaning, Where
from .listening import Listening

LOOK_MILLISECONDS = 100


class Afterwards(QtCore.QObject):  # type: ignore[misc]
    """It ends by itself, or by `end` when somebody picks again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.widget: Any = None
        held = QtWidgets.QApplication.mouseButtons() != Qt.MouseButton.NoButton
        self._ended = Ended(held)
        self._listening: Listening | None = Listening(self, self._ended)
        self._listening.start()
        # An event filter cannot take itself away while it is asked.
        self._timer = QtCore.QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MILLISECONDS)

    def meant(self, meaning: Meaning) -> None:
        if meaning.does == "ended":
            self._desk.say(t("pick.paints_again"), insists=True)

    def focused(self, where: Where) -> None:
        """Of no interest any more."""

    def say(self, told: str) -> None:
        self._desk.say(told)

    def end(self) -> None:
        listening, self._listening = self._listening, None
        self._timer.stop()
        if listening is not None:
            listening.end()

    def _look(self) -> None:
        if self._ended.is_over:
            self.end()
