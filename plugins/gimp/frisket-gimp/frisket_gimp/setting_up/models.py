"""Models, as every window shows them: what is lacking and getting it, the token, the list."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from frisket_plugin import agent
from frisket_plugin.getting import offering
from frisket_plugin.getting.getting import Getting
from frisket_plugin.getting.here import Here
from frisket_plugin.getting.line import Line, Recipes, listed
from frisket_plugin.getting.offering import Offer
from frisket_plugin.getting.shelf import Shelf
from frisket_plugin.getting.starting import Starting
from frisket_plugin.getting.token import Token
from frisket_plugin.texts import t
from frisket_protocol.client import Client
from frisket_protocol.errors import FrisketError
from frisket_protocol.requests import Models as Listed
from frisket_protocol.requests import ModelsRemove
from frisket_protocol.watch import Watch

from .. import guard
from ..asking import lookout
from .apart import Apart
from .kit import held, kit

WAITS = ("offered", "failed", "cancelled")
"""The states of getting in which it is the person's turn."""


class Models:
    """One for each window. All is told on the main thread.

    changed: of `getting` or `token`. listed: of `shelf`. came: there is a model more, or less, and
    these are the recipes now.
    """

    def __init__(self, apart: Apart, came: Callable[[Recipes], object]) -> None:
        self._apart, self._came = apart, apart.on_screen(came)
        self.changed: Callable[[], object] = lambda: None
        self.listed: Callable[[], object] = lambda: None
        self._starting = Starting(held)
        self._line, token_line = Line(_connected), Line(_connected)
        tell = apart.on_screen(lambda: self.changed())
        engine = Here(kit(), self._line, held, self._starting)
        self._wanted: list[Any] = []
        self._asked = 0
        self.getting = Getting(engine, self._do, tell, self._wanted.append, lookout.sentence_of)
        self.token = Token(token_line, tell, lookout.sentence_of)
        self.shelf = Shelf()

    def offer(
        self, recipe: str, kind: str, wanted: Callable[[], object], nothing: Callable[[], object]
    ) -> None:
        """Find out what `recipe`, or the smallest for this kind of prompt, lacks, and offer it.

        wanted: is done once that is there. nothing: is done where nothing can be got.
        """

        def work(client: Client) -> Offer | None:
            models, recipes = listed(client)
            return offering.wanted(recipes, models, recipe, kind)

        asked = self._asked = self._asked + 1

        def done(found: Offer | None, error: Exception | None) -> None:
            if asked != self._asked:
                return  # meanwhile something else is wanted
            if found is None:
                nothing()
            else:
                self.token.forget()
                self.getting.want(found, wanted)

        self._ask(work, done)

    def put_away(self) -> None:
        """What is offered is not wanted any more; nothing where it is being got or has been."""
        self._asked += 1
        if self.getting.state in WAITS:
            self.getting.dismiss()

    def list(self, told: Callable[[str], object]) -> None:
        """Have the agent tell what is here; `told` hears why it could not."""

        def done(found: tuple[Listed, Recipes] | None, error: Exception | None) -> None:
            if found is not None:
                self.shelf.learn(*found)
                self.listed()
            elif error is not None:
                told(_sentence(error))

        self._ask(listed, done)

    def remove(self, name: str, told: Callable[[str], object]) -> None:
        """Delete the files of a model; `told` hears what that freed, or why it could not be."""

        def work(client: Client) -> Any:
            return client.ask(ModelsRemove(name))

        def done(models: Any, error: Exception | None) -> None:
            if error is not None:
                told(_sentence(error))
                return
            sentence = self.shelf.removed(name, models)
            self.listed()  # which says how much there is; for now, what was freed
            told(sentence)

        self._ask(work, done)

    def send_token(self, typed: str) -> None:
        """To the hub of models. The text is kept nowhere here."""
        self._apart.do(lambda: self.token.send(typed))

    def end(self) -> None:
        """The window is closed."""
        self.getting.cancel()
        self._line.drop()

    # --- threads ---

    def _do(self, work: Callable[[], None]) -> None:
        """What gets something; the recipes are other ones afterwards."""

        def thread() -> None:
            work()
            if self.getting.state == "done":
                with contextlib.suppress(FrisketError), _connected() as client:
                    self._came(client.welcome.recipes)
            while self._wanted:
                self._apart.on_screen(self._wanted.pop())()

        self._apart.do(thread)

    def _ask(
        self, work: Callable[[Client], Any], done: Callable[[Any, Exception | None], object]
    ) -> None:
        tell = self._apart.on_screen(done)

        def thread() -> None:
            try:
                self._starting.ensure(Watch())
                with _connected() as client:
                    result = work(client)
            except Exception as error:
                tell(None, error)
            else:
                tell(result, None)

        self._apart.do(thread)


def _sentence(error: Exception) -> str:
    if isinstance(error, FrisketError):
        return lookout.sentence_of(error)
    return t("failed", error=f"{type(error).__name__}: {error}", log=guard.log_file())


def _connected() -> Client:
    return agent.connect(held(), guard.SOFTWARE)
