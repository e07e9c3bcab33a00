"""The agent starts by itself, from any of our threads; where none is installed, Set up is named."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from frisket_plugin import __version__, agent
from frisket_plugin.getting.starting import Starting
from frisket_plugin.settings import Settings
from frisket_plugin.setup import making
from frisket_plugin.texts import t
from frisket_protocol.errors import DeadlineExceeded, FailedPrecondition, Unavailable
from frisket_protocol.watch import Watch

from ..qt import QtCore, Signal


class Beginning(QtCore.QObject):  # type: ignore[misc]
    """changed: it has begun, or is over; told on the main thread."""

    changed = Signal()

    def __init__(self, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self.starting = Starting(settings, self._tell, start)

    def _tell(self) -> None:
        with contextlib.suppress(RuntimeError):  # Krita is closing
            self.changed.emit()


def start(settings: Settings, watch: Watch) -> None:
    """As `agent.start` does, for a person whose panel may offer to set an agent up."""
    try:
        agent.start(settings, watch)
    except FailedPrecondition as error:
        can_be_set_up = making.offer(making.carried(), __version__) == "set_up"
        if error.detail != "no_agent" or not can_be_set_up:
            raise
        raise FailedPrecondition(t("setup.first"), detail="no_agent") from error


def is_alone(error: Exception) -> bool:
    """Whether nobody was there to answer, and none could be started."""
    if isinstance(error, (Unavailable, DeadlineExceeded)):
        return True
    return isinstance(error, FailedPrecondition) and error.detail in ("no_agent", "start")
