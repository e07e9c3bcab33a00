"""How the agent is, asked so that nobody waits for one that hangs."""

from __future__ import annotations

import threading

from frisket_protocol.client import Client
from frisket_protocol.errors import (
    AgentNotRunning,
    ConnectionLost,
    DeadlineExceeded,
    FrisketError,
    Unavailable,
    VersionMismatch,
)
from frisket_protocol.parts import Software
from frisket_protocol.requests import Status, StatusReport
from frisket_protocol.watch import Watch

from . import agent, said
from .agent import State
from .settings import Settings
from .texts import t

ANSWER_SECONDS = 2.0
"""How long an agent may take to say how it is, whatever else it does; then it is called silent."""


def look(settings: Settings, plugin: Software, seconds: float = ANSWER_SECONDS) -> State:
    """How the agent is now, told after so many seconds at most."""
    told: list[State] = []

    def ask() -> None:
        try:
            with agent.connect(settings, plugin, patience=0.0) as client:
                told.append(state_of(client))
        except FrisketError as error:
            told.append(state_without(error))

    asking = threading.Thread(target=ask, name="frisket-look", daemon=True)
    asking.start()
    asking.join(seconds)
    return told[0] if told else silent()


def state_of(client: Client, watch: Watch | None = None) -> State:
    """How the agent behind `client` is. Raises FrisketError."""
    report = client.ask(Status(), watch=watch)
    assert isinstance(report, StatusReport), "the method decides the result"
    # Asked for afterwards: the agent may be another one than before.
    welcome = client.welcome
    said.learn(welcome.recipes)
    return State(
        "running" if report.warm else "loading",
        report.version,
        report.device,
        welcome.epoch,
        report.running,
        report.queued,
        report.loaded,
        welcome.recipes,
        log=report.log,
    )


def state_without(error: FrisketError) -> State:
    """What the light shows when no agent could be asked."""
    if isinstance(error, VersionMismatch):
        return State("mismatch", problem=said.error(error))
    if isinstance(error, DeadlineExceeded):
        return silent()
    if isinstance(error, Unavailable):
        return State("stopped", problem=t("light.stopped"))
    return State("refused", problem=said.error(error))


def silent() -> State:
    """What it shows of an agent that is there and does not answer."""
    return State("silent", problem=t("light.silent"))


def sentence_of(error: FrisketError) -> str:
    """An error for a person beside whose hand there is a button Start, and perhaps no terminal."""
    if isinstance(error, AgentNotRunning):
        return t("agent.stopped")
    if isinstance(error, ConnectionLost):
        return t("agent.lost")
    return said.error(error)
