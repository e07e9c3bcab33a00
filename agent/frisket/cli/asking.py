"""Who is asked for masks: the running agent, or this process where there is none, or no more."""

from __future__ import annotations

import argparse
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
    FailedPrecondition,
)
from frisket_protocol.messages import Welcome
from frisket_protocol.parts import Software
from frisket_protocol.watch import Watch

from .terminal import say

T = TypeVar("T")
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
        try:
            return work(self._client)
        except (AgentNotRunning, ConnectionLost, Cancelled):
            if not self._has_agent or watch.cancelled:
                raise
            said = (
                _GONE if (discovery.runtime_folder() / discovery.FILE_NAME).exists() else _STOPPED
            )
            if self._only_agent:
                raise AgentNotRunning(said) from None
        say(f"{said} {_ON}")
        self._client.close()
        self._client, self._has_agent = _here(), False
        return work(self._client)


def _agent(is_needed: bool) -> Client | None:
    try:
        return Client.connect(Software("frisket-cli", __version__))
    except (AgentNotRunning, FailedPrecondition) as error:
        if is_needed:
            raise
        if not isinstance(error, AgentNotRunning):
            say(f"{error} Going on without an agent.")
    return None


def _here() -> Client:
    from frisket.serving.local import LocalChannel

    return Client(lambda: LocalChannel(Settings(discoverable=False)))
