"""Where an agent comes from that no panel has set up, for a person who wants it gone."""

from __future__ import annotations

from frisket_protocol.errors import FailedPrecondition

from .. import agent
from ..settings import Settings
from ..texts import t
from .starting import listens


def told(settings: Settings) -> str:
    """That, and what can be done about it; "" where there is no such agent."""
    address, given = settings.address.strip(), settings.command.strip()
    if address:
        return t("origin.address", address=address)
    if given:
        return t("origin.command", command=given)
    try:
        return t("origin.program", program=agent.command(settings)[0])
    except FailedPrecondition:
        return t("origin.started") if listens(settings) else ""
