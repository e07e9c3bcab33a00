"""What all connections of one agent share: its settings, images, worker, recipes and models."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from weakref import WeakSet

from frisket import __version__
from frisket.config import Settings
from frisket.journey import recipes
from frisket.journey.choosing import Shelf
from frisket.journey.recipes import Recipe
from frisket.models.files import here, registry, weights
from frisket.models.files.cards import ModelCard
from frisket_protocol.errors import NotFound
from frisket_protocol.folders import config_folder
from frisket_protocol.messages import PROTOCOL_VERSION, Welcome
from frisket_protocol.parts import Control, Limits, ModelInfo, RecipeInfo, Software
from frisket_protocol.requests import Models, ModelsPull, StatusReport
from frisket_protocol.watch import Watch

from .downloads import Downloads
from .store import ImageStore
from .worker import Worker

if TYPE_CHECKING:
    from frisket.journey.embeddings import Embeddings
    from frisket.models.pool import Pool

    from .outbox import Outbox
    from .service import Service

CONTROLS = (
    Control("edges", "Edges", "choice", choices=("hard", "soft", "matte")),
    Control("fill_holes", "Fill holes up to", "number", "px²", 0, 1_000_000),
    Control("drop_specks", "Drop specks below", "number", "px²", 0, 1_000_000),
    Control("smooth", "Smooth", "number", "px", 0, 100),
    Control("grow", "Grow", "number", "px", -500, 500),
    Control("feather", "Feather", "number", "px", 0, 500),
    Control("invert", "Invert", "flag"),
    Control("foreground", "Clean the fringe's colour", "flag"),
)


class Agent:
    """One running agent. Everything but `service` belongs to the event loop's thread.

    What that thread reads of `pool` and `embeddings` changes in one step, whoever works meanwhile.
    """

    def __init__(
        self,
        settings: Settings,
        cards: Mapping[str, ModelCard] | None = None,
        known: Sequence[Recipe] | None = None,
    ) -> None:
        """Cards of models and recipes: the settings' own, unless they are given."""
        self.settings = settings
        self.epoch = secrets.token_hex(8)
        self.token = secrets.token_urlsafe(32)
        self.limits = Limits(images_bytes=settings.images_bytes)
        self.cards = cards or registry.cards(settings.models)
        every = known or recipes.load(config_folder() / "recipes")
        self.shelf = Shelf(every, self.cards, weights.is_usable, weights.installed)
        self.store = ImageStore(settings.images_bytes)
        self.worker = Worker()
        self.downloads = Downloads()
        self.stopping = asyncio.Event()
        self.connections = 0
        self.outboxes: WeakSet[Outbox] = WeakSet()
        self.somebody_here = asyncio.Event()
        self.nobody_here = asyncio.Event()
        self.nobody_here.set()
        self._began = self._last_asked = time.monotonic()
        self.is_rested = True
        # Made by the worker when they are first needed (`service`).
        self.pool: Pool | None = None
        self.embeddings: Embeddings | None = None
        self._service: Service | None = None

    def service(self) -> Service:
        """The part that works on pictures. By the worker only: loading it takes a while.

        numpy, OpenCV and the models are imported here and not before, so that the agent answers
        its first client at once.
        """
        if self._service is None:
            from frisket.journey.embeddings import Embeddings
            from frisket.models.pool import Pool

            from .service import Service

            self.pool = Pool(self.cards, self.settings.device, self.settings.models_bytes)
            self.embeddings = Embeddings(self.settings.embeddings_bytes)
            self._service = Service(self.cards, self.shelf, self.pool, self.embeddings)
        return self._service

    def welcome(self) -> Welcome:
        """What a client is told when it has shown the token."""
        return Welcome(
            PROTOCOL_VERSION,
            Software("frisket", __version__),
            self.epoch,
            self.limits,
            {"zlib": {}},
            self.recipe_infos(),
            self.model_infos(),
            CONTROLS,
        )

    def recipe_infos(self) -> tuple[RecipeInfo, ...]:
        """The recipes as clients see them, those that are ready first."""
        return self.shelf.infos(self.pool.known_device if self.pool else "cpu")

    def model_infos(self) -> tuple[ModelInfo, ...]:
        """The models as clients see them."""
        return here.infos(self.cards.values(), self.pool.loaded if self.pool else [])

    def models(self) -> Models:
        """The same, and where they lie."""
        return here.listing(self.cards.values(), self.pool.loaded if self.pool else [])

    async def pull(self, params: ModelsPull, watch: Watch) -> Models:
        """Fetch a model, or join whoever fetches it. Raises FrisketError."""
        if params.name not in self.cards:
            raise NotFound(f"No model is called {params.name!r:.60}.", detail="model")
        await self.downloads.pull(self.cards[params.name], params.accept_licence, watch)
        return self.models()

    def status(self) -> StatusReport:
        """How the agent is, without waiting for the worker."""
        pool = self.pool
        return StatusReport(
            version=__version__,
            device=pool.where if pool else "cpu",
            uptime_ms=int((time.monotonic() - self._began) * 1000),
            connections=self.connections,
            queued=self.worker.queued,
            running=self.worker.running,
            images=len(self.store),
            images_bytes=self.store.nbytes,
            embeddings_bytes=self.embeddings.known_nbytes if self.embeddings else 0,
            warm=bool(self._service and self._service.is_warm),
            log=str(self.settings.log),
            loaded=tuple(pool.loaded) if pool else (),
            models_bytes=pool.nbytes if pool else 0,
            models_budget=pool.known_budget if pool else 0,
            unread_bytes=sum(outbox.unread for outbox in self.outboxes),
            installed=sys.prefix,
            settings=str(config_folder()),
        )

    def arrived(self) -> None:
        """One more connection."""
        self.connections += 1
        self.somebody_here.set()
        self.nobody_here.clear()

    def left(self) -> None:
        """One connection fewer."""
        self.connections -= 1
        if not self.connections:
            self.somebody_here.clear()
            self.nobody_here.set()

    def asked(self) -> None:
        """Somebody wants to work: what is kept from now on is kept for a reason."""
        self._last_asked = time.monotonic()
        self.is_rested = False

    def is_idle(self, seconds: float) -> bool:
        """Whether nobody has wanted anything for so long, and nothing is being done."""
        busy = self.worker.queued or self.store.is_receiving or self.downloads.are_running
        return not busy and time.monotonic() - self._last_asked >= seconds

    def stop(self, *_: object) -> None:
        """Begin to leave."""
        self.stopping.set()

    def close(self) -> None:
        self.downloads.close()
        self.worker.close()
