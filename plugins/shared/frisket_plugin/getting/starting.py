"""The agent starts by itself at the first request, where a person has not turned that off."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from frisket_protocol import discovery
from frisket_protocol.errors import FailedPrecondition, FrisketError, Unavailable
from frisket_protocol.parts import Software
from frisket_protocol.watch import Watch

from .. import __version__, agent
from ..settings import Settings
from ..texts import t

WAIT_SECONDS = 0.1
LISTEN_SECONDS = 0.5
Start = Callable[[Settings, Watch], None]


class Starting:
    """One for the whole of an editor: several panels start one agent.

    changed: told when it begins and when it is over, on the thread that asks.
    rests: why none is started now, as a sentence; "" where one may be.
    """

    def __init__(
        self,
        settings: Callable[[], Settings],
        changed: Callable[[], None] = lambda: None,
        start: Start = agent.start,
        is_there: Callable[[Settings], bool] | None = None,
    ) -> None:
        self._settings, self._changed, self._start = settings, changed, start
        self._is_there = is_there or answers
        self._one = threading.Lock()
        self.is_running = False
        self.rests = ""

    @property
    def sentence(self) -> str:
        """What is shown meanwhile; "" when there is nothing to show."""
        return t("light.starting") if self.is_running else ""

    def ensure(self, watch: Watch) -> None:
        """Have an agent, before it is asked for anything: on the thread that will ask it.

        Nothing for an address that was set by hand, and where `starts_agent` is off: whoever asks
        is told that no agent is there. Raises FrisketError with a sentence, and Cancelled.
        """
        settings = self._settings()
        if settings.starts_agent and not settings.address.strip():
            self.begin(watch)

    def begin(self, watch: Watch) -> None:
        """Start it, unless one is there or is being started. Raises as `ensure` does."""
        while not self._one.acquire(timeout=WAIT_SECONDS):
            watch.check()
        try:
            if self._is_there(self._settings()):
                return
            if self.rests:
                raise FailedPrecondition(self.rests, detail="rests")
            self._say(True)
            self._start_one(watch)
        finally:
            was = self.is_running
            self.is_running = False
            self._one.release()
            if was:
                self._changed()

    def _start_one(self, watch: Watch) -> None:
        settings = self._settings()
        try:
            self._start(settings, watch)
        except FailedPrecondition:
            if not self._another_did(settings, watch):
                raise

    def _another_did(self, settings: Settings, watch: Watch) -> bool:
        """Whether another program's start came first: its agent is waited for. Raises Cancelled."""
        until, never = time.monotonic() + agent.START_SECONDS, threading.Event()
        while not self._is_there(settings):
            lock = discovery.lock()
            if lock is not None:
                lock.release()
            if lock is not None or time.monotonic() > until:
                return False
            watch.check()
            never.wait(WAIT_SECONDS)
        return True

    def _say(self, is_running: bool) -> None:
        self.is_running = is_running
        self._changed()


def answers(settings: Settings) -> bool:
    """Whether an agent is there: also one that will not talk to us, which a second cannot mend."""
    try:
        agent.connect(settings, Software("frisket-start", __version__), patience=0.0).close()
    except Unavailable:
        return False
    except FrisketError:
        return True
    return True


def listens(settings: Settings) -> bool:
    """Whether something takes connections where the agent is said to be; it need not answer.

    Quick enough to be asked before every request: one that was killed leaves its address behind.
    """
    with contextlib.suppress(FrisketError, OSError):
        found = agent.by_hand(settings) or discovery.read()
        if found is not None:
            socket.create_connection((found.host, found.port), LISTEN_SECONDS).close()
            return True
    return False
