"""Who is asked for masks: the running agent, or this process where there is none, or no more."""

from __future__ import annotations

import argparse
import contextlib
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from frisket import __version__
from frisket.config import Settings
from frisket_protocol import discovery
from frisket_protocol.client import Client
from frisket_protocol.errors import (
    AgentNotRunning,
    Cancelled,
    ConnectionLost,
    DeadlineExceeded,
    FailedPrecondition,
    FrisketError,
)
from frisket_protocol.messages import Welcome
from frisket_protocol.parts import Software
from frisket_protocol.watch import Watch

from .outcomes import told
from .terminal import say

T = TypeVar("T")
LOOK_SECONDS = 10.0
_ON = "Going on without it, in this process."
_GONE, _STOPPED = "The agent has gone.", "The agent was stopped."


class Asked:
    """Whoever answers, for a command of several pictures. An agent that goes is made up for."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Raises AgentNotRunning where only an agent will do, and there is none."""
        self._only_agent: bool = options.agent
        agent = None if options.no_agent else _agent(options.agent)
        self._has_agent = agent is not None
        self._client = agent or _here()

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def welcome(self) -> Welcome:
        return self._client.welcome

    def ask(self, work: Callable[[Client], T], watch: Watch) -> T:
        """What `work` gets. Where the agent goes meanwhile it is done again, in this process.

        Raises AgentNotRunning then where only an agent will do.
        """
        if self._has_agent:
            watch.when_checked(Lookout())
        try:
            return work(self._client)
        except (AgentNotRunning, ConnectionLost, DeadlineExceeded, Cancelled) as error:
            if not self._has_agent or watch.cancelled:
                raise
            said = (
                _GONE if (discovery.runtime_folder() / discovery.FILE_NAME).exists() else _STOPPED
            )
            if isinstance(error, DeadlineExceeded):
                if self._only_agent:
                    raise
                said = told(error)
            elif self._only_agent:
                raise AgentNotRunning(said) from None
        say(f"{said} {_ON}")
        self._client.close()
        self._client, self._has_agent = _here(), False
        watch.when_checked(None)
        return work(self._client)


class Lookout:
    """Looks now and then whether the agent still answers, while an answer of its is waited for.

    Work takes as long as it takes, and no step of it keeps an agent from saying how it is.
    """

    def __init__(self) -> None:
        self._next = time.monotonic() + LOOK_SECONDS
        self._is_silent = False

    def __call__(self) -> None:
        """Raises DeadlineExceeded once it did not."""
        if self._is_silent:
            raise DeadlineExceeded("The agent does not answer.")
        if time.monotonic() > self._next:
            self._next = time.monotonic() + LOOK_SECONDS
            threading.Thread(target=self._look, name="frisket-look", daemon=True).start()

    def _look(self) -> None:
        # Whatever else is wrong with it, the connection that waits is told.
        with contextlib.suppress(FrisketError):
            try:
                _connected().close()
            except DeadlineExceeded:
                self._is_silent = True


def _agent(is_needed: bool) -> Client | None:
    try:
        return _connected()
    except (AgentNotRunning, FailedPrecondition, DeadlineExceeded) as error:
        if is_needed:
            raise
        if isinstance(error, DeadlineExceeded):
            say(f"{told(error)} {_ON}")
        elif not isinstance(error, AgentNotRunning):
            say(f"{error} Going on without an agent.")
    return None


def _connected() -> Client:
    return Client.connect(Software("frisket-cli", __version__))


def _here() -> Client:
    from frisket.serving.local import LocalChannel

    return Client(lambda: LocalChannel(Settings(discoverable=False)))
