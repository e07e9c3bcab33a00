"""The token of a person for models whose publisher lets people in one by one.

It goes to the agent, which keeps it where other programs for that hub keep theirs. Nothing here
holds it, writes it down, or says it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from frisket_protocol.client import Client
from frisket_protocol.errors import FrisketError
from frisket_protocol.requests import LoggedIn, ModelsLogIn
from frisket_protocol.watch import Watch

from .. import lookout
from ..texts import t

TokenState = Literal["nothing", "asking", "known", "refused"]


class Token:
    """What stands below the field. The field itself is emptied as soon as it was sent."""

    def __init__(
        self,
        client: Callable[[], Client],
        changed: Callable[[], None] = lambda: None,
        sentence_of: Callable[[FrisketError], str] = lookout.sentence_of,
    ) -> None:
        self._client, self._changed, self._sentence_of = client, changed, sentence_of
        self.state: TokenState = "nothing"
        self.sentence = t("token.about")

    def send(self, typed: str, watch: Watch | None = None) -> None:
        """On a thread of its own: the hub is asked whose it is. Raises nothing of the agent's."""
        token = typed.strip()
        if not token:
            self._say("refused", t("token.empty"))
            return
        self._say("asking", t("token.asking"))
        try:
            told = self._client().ask(ModelsLogIn(token), watch=watch or Watch())
        except FrisketError as error:
            self._say("refused", self._sentence_of(error).replace(token, "…"))
            return
        assert isinstance(told, LoggedIn), "the method decides the result"
        self._say("known", t("token.known", name=told.name))

    def forget(self) -> None:
        """What was wrong with the last one is over: another one is typed, or another model asks."""
        if self.state == "refused":
            self._say("nothing", t("token.about"))

    def _say(self, state: TokenState, sentence: str) -> None:
        self.state, self.sentence = state, sentence
        self._changed()
