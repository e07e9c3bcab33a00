"""Sets the agent up and takes it away, on a thread of its own; the box in the panel shows it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from frisket_plugin import __version__, agent
from frisket_plugin.settings import Settings
from frisket_plugin.setup import making, places
from frisket_plugin.setup.making import Kit
from frisket_plugin.setup.progress import Progress, megabytes
from frisket_plugin.stopping import stop_installed
from frisket_plugin.texts import t
from frisket_protocol.errors import Cancelled, FailedPrecondition
from frisket_protocol.watch import Watch

from ..guard import guarded, sentence
from ..qt import Qt, QtCore, Signal, trusted_certificates


class SettingUp(QtCore.QObject):  # type: ignore[misc]
    """One for the whole of Krita.

    offer: "set_up", "update" or "" for what is to be shown; it stays while something runs or has
    failed. about: what a person is told, before, meanwhile and after a failure. runs: how often it
    has begun to set up or to take away.
    """

    changed = Signal()
    said = Signal(str)
    ready = Signal()
    _told = Signal(object)
    _ended = Signal(object, object)

    def __init__(self, settings: Callable[[], Settings]) -> None:
        super().__init__()
        self._settings = settings
        self._watch: Watch | None = None
        self._wheel = making.carried()
        self.offer = ""
        self.about = ""
        self.progress: Progress | None = None
        self.has_failed = False
        self.runs = 0
        self._told.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self.look()

    @property
    def is_running(self) -> bool:
        """Whether it sets up or takes away right now."""
        return self._watch is not None

    @property
    def log_tail(self) -> str:
        """For whoever helps."""
        tail: str = agent.log_tail(places.places().log)
        return tail

    def say(self, told: str) -> None:
        self.said.emit(told)

    @guarded
    def look(self) -> None:
        """See what there is to offer."""
        if self.is_running:
            return
        offer = making.offer(self._wheel, __version__)
        if offer == "set_up" and self._has_another():
            offer = ""
        if offer != self.offer:
            self.offer, self.has_failed = offer, False
            self.about = making.sentence(offer) if offer else ""
            self.changed.emit()

    @guarded
    def start(self) -> None:
        """Begin, or go on where it stopped."""
        if self.is_running or self._wheel is None:
            return
        kit = Kit(self._wheel, __version__, trusted_certificates, stop_installed)
        self._run(lambda watch: making.set_up(kit, self._tell, watch), self._done)

    @guarded
    def remove(self) -> None:
        """Take away all that was set up."""
        if not self.is_running:
            self._run(lambda watch: making.remove(watch, stop_installed), self._removed)

    def removable(self) -> int:
        """Bytes on the disk that `remove` would free."""
        return sum(places.size(folder) for folder in places.places().all)

    def cancel(self) -> None:
        """At once for the person who asks; the thread ends as soon as it can."""
        if self._watch is not None:
            self._watch.cancel()

    def _run(self, work: Callable[[Watch], Any], done: Callable[[Any], None]) -> None:
        watch = self._watch = Watch()
        self.runs += 1
        self.has_failed, self.progress = False, Progress("look")

        def thread() -> None:
            result: Any = None
            try:
                result = work(watch)
            except Exception as error:
                result = error
            with contextlib.suppress(RuntimeError):  # Krita is closing
                self._ended.emit(done, result)

        threading.Thread(target=thread, name="frisket-setup", daemon=True).start()
        self.changed.emit()

    def _tell(self, progress: Progress) -> None:
        with contextlib.suppress(RuntimeError):
            self._told.emit(progress)

    @guarded
    def _show(self, progress: Progress) -> None:
        self.progress = progress
        self.changed.emit()

    @guarded
    def _end(self, done: Callable[[Any], None], result: Any) -> None:
        self._watch, self.progress = None, None
        if isinstance(result, Exception) and not self.offer:
            self.say(sentence(result))
        elif isinstance(result, Exception):
            self.has_failed = not isinstance(result, Cancelled)
            self.about = t("setup.cancelled") if not self.has_failed else sentence(result)
        else:
            done(result)
        self.changed.emit()

    def _done(self, _: object) -> None:
        self.offer = ""
        self.say(t("setup.done"))
        self.ready.emit()

    def _removed(self, freed: int) -> None:
        self.say(t("setup.removed", size=megabytes(freed)))
        self.look()

    def _has_another(self) -> bool:
        """An agent that a person has installed, or has named in the settings."""
        settings = self._settings()
        if settings.address.strip():
            return True
        try:
            return bool(agent.command(settings))
        except FailedPrecondition as error:
            return error.detail != "no_agent"
