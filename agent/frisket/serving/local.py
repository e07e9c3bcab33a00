"""An agent without a server: requests go straight to the service, in the caller's own thread."""

from __future__ import annotations

from collections.abc import Sequence

from frisket.config import Settings
from frisket_protocol.conversation import Replied
from frisket_protocol.errors import Unimplemented
from frisket_protocol.messages import Welcome
from frisket_protocol.raster import Raster
from frisket_protocol.requests import METHOD_OF, Params
from frisket_protocol.watch import Watch

from .agent import Agent
from .service import Service
from .store import Stored


class LocalChannel:
    """A `frisket_protocol.channel.Channel` into this process."""

    def __init__(self, settings: Settings) -> None:
        self._agent = Agent(settings)
        self._service = self._agent.service()
        self.welcome: Welcome = self._agent.welcome()

    def ask(
        self, params: Params, rasters: Sequence[Raster] = (), *, watch: Watch, slot: str = ""
    ) -> Replied:
        """See `Channel.ask`. There is one request at a time, so slots mean nothing here."""
        if not isinstance(params, Service.METHODS):
            raise Unimplemented(f"{METHOD_OF[type(params)]} needs a running agent.")
        stored = {
            raster.sha256: Stored(
                raster.width,
                raster.height,
                raster.format,
                raster.sha256,
                memoryview(raster.data),
            )
            for raster in rasters
        }
        answered = self._service.answer(
            params, lambda ref: stored[ref.sha256].raster(ref.frame), watch
        )
        payload = memoryview(b"".join(answered.payload))
        return Replied(1, answered.result, payload)

    def close(self) -> None:
        self._agent.close()
