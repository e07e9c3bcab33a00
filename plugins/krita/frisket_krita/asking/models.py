"""Models, as panel and windows show them: what is lacking and getting it, the token, the list.

What takes time is on threads of its own; signals tell of it on the main thread.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

from frisket_plugin import __version__, agent
from frisket_plugin.getting import offering
from frisket_plugin.getting.getting import Getting
from frisket_plugin.getting.here import Here
from frisket_plugin.getting.line import Line, Recipes, listed
from frisket_plugin.getting.offering import Offer
from frisket_plugin.getting.shelf import Shelf
from frisket_plugin.getting.starting import Starting
from frisket_plugin.getting.token import Token
from frisket_plugin.settings import Settings
from frisket_plugin.setup import making
from frisket_plugin.setup.making import Kit
from frisket_plugin.stopping import stop_installed
from frisket_plugin.texts import t
from frisket_protocol.client import AUTOMATIC, Client
from frisket_protocol.errors import FailedPrecondition
from frisket_protocol.requests import Models as Listed
from frisket_protocol.requests import ModelsRemove
from frisket_protocol.watch import Watch

from ..guard import guarded, sentence
from ..qt import Qt, QtCore, Signal, trusted_certificates
from .wishes import Wish, kind_of
from .worker import PLUGIN

LACKING = ("words", "prompt", "recipe")
"""The details of the agent's errors that say that a recipe is not ready."""


class Models(QtCore.QObject):  # type: ignore[misc]
    """One for the whole of Krita.

    changed: of `getting` or `token`. listed: of `shelf`. come: there is a model more, or less.
    gone_on: what a person wanted can be done now. said: a sentence for the person.
    """

    changed = Signal()
    listed = Signal()
    come = Signal()
    gone_on = Signal(object)
    said = Signal(str)
    _done = Signal(object, object)

    def __init__(self, settings: Callable[[], Settings], starting: Starting) -> None:
        super().__init__()
        self._settings, self._starting = settings, starting
        wheel = making.carried()
        kit = Kit(wheel, __version__, trusted_certificates, stop_installed) if wheel else None
        self._client, token_line = Line(self._connected), Line(self._connected)
        engine = Here(kit, self._client, settings, starting)
        self.getting = Getting(engine, self._spawn, self._tell(self.changed), self._go_on)
        self.token = Token(token_line, self._tell(self.changed))
        self.shelf = Shelf()
        self._done.connect(self._end, Qt.ConnectionType.QueuedConnection)
        self.changed.connect(self._look)
        self._was_done = False

    def say(self, told: str) -> None:
        self.said.emit(told)

    # --- what is lacking ---

    def told(self, error: Exception, wish: Wish, wanted: object = None, kept: str = "") -> str:
        """What is said of an error. Where models are lacking they are offered.

        wanted: what is done once they are there. kept: what is said of what the person has done.
        """
        recipe = wish.options.recipe
        if not is_lacking(error, recipe):
            return sentence(error)
        self.offer(recipe, kind_of(wish), wanted, sentence(error), kept)
        return t("getting.asking")

    def offer(
        self, recipe: str, kind: str, wanted: object, otherwise: str = "", kept: str = ""
    ) -> None:
        """Find out what `recipe`, or the smallest for this kind of prompt, lacks, and offer it.

        wanted: what is done once that is there. otherwise: what is said if nothing can be got.
        kept: what is said after that.
        """

        def work() -> Offer | None:
            self._starting.ensure(Watch())
            with self._connected() as client:
                models, recipes = listed(client)
            return offering.wanted(recipes, models, recipe, kind)

        def done(found: Offer | None) -> None:
            if found is not None:
                self.getting.want(found, wanted)
            if otherwise:
                self.say(f"{found.not_ready if found else otherwise} {kept}".strip())

        self._do(work, done)

    def let_go(self) -> None:
        """Another recipe was chosen: an offer that nobody has taken up goes."""
        if self.getting.state == "offered":
            self.getting.dismiss()

    # --- the list ---

    def list(self) -> None:
        """Have the agent tell what is here."""

        def work() -> tuple[Listed, Recipes]:
            self._starting.ensure(Watch())
            with self._connected() as client:
                return listed(client)

        def done(told: tuple[Listed, Recipes]) -> None:
            self.shelf.learn(*told)
            self.listed.emit()

        self._do(work, done)

    def remove(self, name: str) -> None:
        """Delete the files of a model; what that freed is said."""

        def work() -> Any:
            with self._connected() as client:
                return client.ask(ModelsRemove(name))

        def done(models: Listed) -> None:
            self.say(self.shelf.removed(name, models))
            self.listed.emit()
            self.come.emit()

        self._do(work, done)

    def send_token(self, typed: str) -> None:
        """To the hub of models. The text is kept nowhere here."""
        self._spawn(lambda: self.token.send(typed))

    def close(self) -> None:
        """Krita is closing, or the settings have changed."""
        self.getting.cancel()
        self._client.drop()

    # --- threads ---

    def _connected(self) -> Client:
        return agent.connect(self._settings(), PLUGIN)

    def _do(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        def thread() -> None:
            try:
                result = work()
            except Exception as error:
                result = error
            with contextlib.suppress(RuntimeError):
                self._done.emit(done, result)

        self._spawn(thread)

    @guarded
    def _end(self, done: Callable[[Any], None], result: Any) -> None:
        if isinstance(result, Exception):
            self.say(sentence(result))
        else:
            done(result)

    def _spawn(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name="frisket-models", daemon=True).start()

    def _tell(self, signal: Any) -> Callable[[], None]:
        def tell() -> None:
            with contextlib.suppress(RuntimeError):  # Krita is closing
                signal.emit()

        return tell

    def _go_on(self, wanted: object) -> None:
        with contextlib.suppress(RuntimeError):
            self.gone_on.emit(wanted)

    @guarded
    def _look(self) -> None:
        is_done = self.getting.state == "done"
        if is_done and not self._was_done:
            self.say(self.getting.sentence.partition("\n")[0])  # what was said before holds no more
            self.come.emit()
        self._was_done = is_done


def is_lacking(error: Exception, recipe: str) -> bool:
    """Whether getting something would help a request with this recipe that failed so."""
    if not isinstance(error, FailedPrecondition) or error.detail not in LACKING:
        return False
    return recipe == AUTOMATIC or error.detail == "recipe"
