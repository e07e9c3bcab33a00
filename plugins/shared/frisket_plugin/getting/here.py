"""What getting models does on this computer: setting up, starting the agent, and asking it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from frisket_protocol.client import Client
from frisket_protocol.errors import FailedPrecondition, FrisketError, Unavailable
from frisket_protocol.requests import ModelsPull, ModelsTry, Tried
from frisket_protocol.watch import Watch

from .. import agent, said
from ..settings import Settings
from ..setup import making, places, sources
from ..setup.making import Amount, Kit
from ..setup.network import Network
from ..setup.places import Places
from ..setup.progress import Progress, Tell
from ..texts import t
from .engine import Trial
from .starting import Starting


class Here:
    """`Engine` for a panel. kit: what setting up needs; None where the plugin carries no wheel.

    client: of the agent, which the panel has; it finds the agent anew after that was replaced.
    """

    def __init__(
        self,
        kit: Kit | None,
        client: Callable[[], Client],
        settings: Callable[[], Settings],
        starting: Starting,
        at: Places | None = None,
    ) -> None:
        self._kit, self._client, self._settings = kit, client, settings
        self._starting, self._at = starting, at

    @property
    def can_add(self) -> bool:
        """Whether the agent that would be started is the one that the panel has set up."""
        own = places.installed(self._at or places.places())
        if self._kit is None or own is None or self._settings().address.strip():
            return False
        try:
            return agent.command(self._settings())[0] == str(places.program(own))
        except FrisketError:
            return False

    def amount(self, extra: str, tell: Tell, watch: Watch) -> Amount:
        return making.amount(self._given, extra, tell, watch, self._at)

    def reach(self, page: str, watch: Watch) -> None:
        """Only a place that cannot be found, or is silent, is refused: the agent has certificates
        and proxies of its own."""
        if not urlsplit(page).hostname:
            return
        network = Network(sources.find(self._given.wheel), self._given.trusted)
        try:
            with network.opened(page, watch, method="HEAD"):
                pass
        except Unavailable as error:
            if error.detail == "network":
                raise

    def add(self, extra: str, tell: Tell, watch: Watch) -> str:
        def start() -> None:
            tell(Progress("start"))
            self._starting.begin(watch)

        given = replace(self._given, start=start)
        note = making.add(given, extra, tell, watch, self._at)
        self._starting.ensure(watch)
        return note

    def pull(self, name: str, licence: str, watch: Watch) -> None:
        self._starting.ensure(watch)
        self._client().ask(ModelsPull(name, licence), watch=watch)

    def try_out(self, name: str, watch: Watch) -> Trial:
        asked = ModelsTry(name)
        client = self._client()
        replied = client.attempt(lambda channel: channel.ask(asked, (), watch=watch), watch)
        result = replied.result
        assert isinstance(result, Tried), "the method decides the result"
        return Trial(said.sentence(result.sentence), bytes(replied.payload))

    @property
    def _given(self) -> Kit:
        if self._kit is None:
            raise FailedPrecondition(
                t("setup.nowhere"), detail="wheel", hint=t("setup.nowhere.hint")
            )
        return self._kit
