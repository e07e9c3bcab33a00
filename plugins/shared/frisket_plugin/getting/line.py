"""A connection for what is asked of models, and what an agent tells of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

from frisket_protocol.client import Client
from frisket_protocol.errors import FrisketError
from frisket_protocol.parts import RecipeInfo
from frisket_protocol.requests import Models, ModelsList

Recipes = Sequence[RecipeInfo]


class Line:
    """A connection of one's own, opened when it is first needed."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._client: Client | None = None

    def __call__(self) -> Client:
        """Raises FrisketError where no agent answers."""
        if self._client is None:
            self._client = self._connect()
        return self._client

    def drop(self) -> None:
        """The next call opens another."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(FrisketError, OSError):
                client.close()


def listed(client: Client) -> tuple[Models, Recipes]:
    """The models and the recipes that the agent has. Raises FrisketError."""
    models = client.ask(ModelsList())
    assert isinstance(models, Models), "the method decides the result"
    return models, client.welcome.recipes
