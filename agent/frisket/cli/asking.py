"""Who is asked for masks: the running agent, or this process where there is none, or no more."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from frisket import __version__, installation
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
from frisket_protocol.folders import config_folder
from frisket_protocol.messages import Welcome
from frisket_protocol.parts import Software
from frisket_protocol.requests import Status, StatusReport
from frisket_protocol.watch import Watch

from .outcomes import told
from .terminal import say

T = TypeVar("T")
LOOK_SECONDS = 10.0
ANSWER_SECONDS = 5.0
"""How long an agent may take to say how it is, whatever else it does."""
_ON = "Going on without it, in this process."
_GONE, _STOPPED = "The agent has gone.", "The agent was stopped."


class Asked:
    """Whoever answers, for a command of several pictures. An agent that goes is made up for."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Raises AgentNotRunning where only an agent will do, and there is none."""
        self._only_agent: bool = options.agent
        agent = None if options.no_agent else _agent(options)
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


def _agent(options: argparse.Namespace) -> Client | None:
    try:
        client = _connected()
        if _goes_by_models(options) and (which := strange(client)):
            stop = installation.here().frisket("stop")
            say(f"{which}. Add --no-agent to do without it; {stop} ends it.")
        return client
    except (AgentNotRunning, FailedPrecondition, DeadlineExceeded) as error:
        if options.agent:
            raise
        if isinstance(error, DeadlineExceeded):
            say(f"{told(error)} {_ON}")
        elif not isinstance(error, AgentNotRunning):
            say(f"{error} Going on without an agent.")
    return None


def _goes_by_models(options: argparse.Namespace) -> bool:
    """Whether models and recipes matter: without any, one copy is like another."""
    named = (options.words, options.like, options.unlike, options.everything)
    return any(named) or options.recipe not in ("automatic", "classic")


def strange(client: Client) -> str:
    """Half a sentence on an agent that is another copy's, or has other settings than this command
    has; "" for this copy's own, and for one that does not say what it is."""
    report = client.ask(Status(), watch=impatient())
    assert isinstance(report, StatusReport), "the method decides the result"
    told = []
    if report.installed and not _is_same(report.installed, sys.prefix):
        told.append(f"is that of another copy of frisket, {report.installed}")
    mine = str(config_folder())
    if report.settings and not _is_same(report.settings, mine):
        told.append(f"has its models and recipes from {report.settings}, not from {mine}")
    return f"The agent that runs {' and '.join(told)}" if told else ""


def impatient() -> Watch:
    """Whoever asks how an agent is, or tells it to end, is answered at once, or never."""
    until = time.monotonic() + ANSWER_SECONDS

    def look() -> None:
        if time.monotonic() > until:
            raise DeadlineExceeded("The agent does not answer.")

    watch = Watch()
    watch.when_checked(look)
    return watch


def _is_same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _connected() -> Client:
    return Client.connect(Software("frisket-cli", __version__))


def _here() -> Client:
    from frisket.serving.local import LocalChannel

    return Client(lambda: LocalChannel(Settings(discoverable=False)))
