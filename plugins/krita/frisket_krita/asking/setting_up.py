"""Sets the agent up and takes it away, on a thread of its own; the box in the panel shows it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from frisket_plugin import __version__
from frisket_plugin.getting import setting_up
from frisket_plugin.getting.starting import Starting
from frisket_plugin.settings import Settings
from frisket_plugin.setup import making
from frisket_plugin.setup.making import Kit
from frisket_plugin.stopping import stop_installed

from ..guard import guarded
from ..qt import Qt, QtCore, Signal, trusted_certificates


class SettingUp(QtCore.QObject):  # type: ignore[misc]
    """One for the whole of Krita.

    now: what is offered, and how far it is. changed: of `now`. ready: an agent was set up and runs.
    removes: what was set up is about to be taken away.
    said: a sentence for the person, where the box that would show it is gone.
    """

    changed = Signal()
    said = Signal(str)
    ready = Signal()
    removes = Signal()
    _moved = Signal()

    def __init__(self, settings: Callable[[], Settings], starting: Starting) -> None:
        super().__init__()
        wheel = making.carried()
        kit = Kit(wheel, __version__, trusted_certificates, stop_installed) if wheel else None
        self._is_awaited = False
        self._moved.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self.now = setting_up.SettingUp(
            kit, settings, starting, _apart, _told(self._moved), _told(self.ready)
        )

    def say(self, told: str) -> None:
        self.said.emit(told)

    @guarded
    def look(self) -> None:
        """See what there is to offer."""
        offered = self.now.offer
        self.now.look()
        if self.now.offer != offered:
            self.changed.emit()

    @guarded
    def start(self) -> None:
        """Begin, or go on where it stopped."""
        self._is_awaited = True
        self.now.start()

    @guarded
    def remove(self) -> None:
        """Take away all that was set up."""
        self._is_awaited = True
        self.removes.emit()
        self.now.remove()

    def cancel(self) -> None:
        """At once for the person who asks; the thread ends as soon as it can."""
        self.now.cancel()

    @guarded
    def _show(self) -> None:
        self.changed.emit()
        if self._is_awaited and not self.now.is_running:
            self._is_awaited = False
            if not self.now.offer:
                self.say(self.now.about)


def _apart(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="frisket-setup", daemon=True).start()


def _told(signal: Any) -> Callable[[], None]:
    def tell() -> None:
        with contextlib.suppress(RuntimeError):  # Krita is closing
            signal.emit()

    return tell
