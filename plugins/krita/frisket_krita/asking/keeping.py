"""What was set last is there again when Krita is started again."""

from __future__ import annotations

from collections.abc import Callable

from frisket_plugin import settings
from frisket_plugin.settings import Settings

from ..guard import guarded
from ..qt import QtCore, Signal

CALM_MILLISECONDS = 500
"""For so long nothing more may change before it is written down."""


class Keeping(QtCore.QObject):  # type: ignore[misc]
    """Saves the settings of one host, a moment after they have changed."""

    said = Signal(str)

    def __init__(self, host: str, current: Callable[[], Settings]) -> None:
        super().__init__()
        self._host, self._current = host, current
        self._timer = QtCore.QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CALM_MILLISECONDS)
        self._timer.timeout.connect(self.now)

    def say(self, told: str) -> None:
        self.said.emit(told)

    def soon(self) -> None:
        """Something has changed."""
        self._timer.start()

    def end(self) -> None:
        """Krita is closing: what has changed is saved at once."""
        if self._timer.isActive():
            self.now()

    @guarded
    def now(self) -> None:
        self._timer.stop()
        settings.save(self._host, self._current())
